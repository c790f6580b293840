package dev.wharf.cloudhash.command;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Numbers as clients write them. */
final class Numbers {
    private static final int MAX_DIGITS = 19;
    private static final int MAX_FLOAT_BYTES = 256;
    private static final int MAX_EXPONENT = 4932; // what an 80-bit float can hold
    private static final int FRACTION_DIGITS = 17;

    private Numbers() {}

    /** Whether the bytes are a whole number in the one way of writing it that a number has. */
    static boolean isLong(byte[] bytes, int offset, int length) {
        if (length == 0 || length > MAX_DIGITS + 1) {
            return false;
        }
        boolean negative = bytes[offset] == '-';
        int first = negative ? offset + 1 : offset;
        int digits = length - (negative ? 1 : 0);
        if (digits == 0 || digits > MAX_DIGITS) {
            return false;
        }
        if (bytes[first] == '0') {
            return length == 1;
        }
        for (int i = first; i < offset + length; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return digits < MAX_DIGITS || fits(bytes, first, negative);
    }

    private static boolean fits(byte[] bytes, int first, boolean negative) {
        String limit = negative ? "9223372036854775808" : "9223372036854775807";
        for (int i = 0; i < MAX_DIGITS; i++) {
            int difference = bytes[first + i] - limit.charAt(i);
            if (difference != 0) {
                return difference < 0;
            }
        }
        return true;
    }

    /**
     * A whole number.
     *
     * @throws CommandException if it is none
     */
    static long toLong(byte[] bytes, int offset, int length) {
        if (!isLong(bytes, offset, length)) {
            throw CommandException.notAnInteger();
        }
        boolean negative = bytes[offset] == '-';
        long value = 0;
        for (int i = negative ? offset + 1 : offset; i < offset + length; i++) {
            value = value * 10 - (bytes[i] - '0'); // below zero there is room for one more
        }
        return negative ? value : -value;
    }

    /**
     * A number with a fraction or an exponent.
     *
     * @throws CommandException if it is none
     */
    static BigDecimal toDecimal(byte[] bytes, int offset, int length) {
        if (length == 0 || length > MAX_FLOAT_BYTES || bytes[offset] <= ' ') {
            throw CommandException.notAFloat();
        }
        String text = new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.matches("[+-]?inf(inity)?")) {
            throw new CommandException("ERR increment would produce NaN or Infinity");
        }
        try {
            BigDecimal number = new BigDecimal(text);
            long exponent = (long) number.precision() - number.scale();
            if (Math.abs(exponent) > MAX_EXPONENT || Math.abs((long) number.scale()) > 2L * MAX_EXPONENT) {
                throw CommandException.notAFloat();
            }
            return number;
        } catch (NumberFormatException e) {
            throw CommandException.notAFloat();
        }
    }

    /** A number without exponent and without zeroes at its end. */
    static String text(BigDecimal number) {
        BigDecimal rounded =
                number.scale() > FRACTION_DIGITS ? number.setScale(FRACTION_DIGITS, RoundingMode.HALF_EVEN) : number;
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** A number as bytes. */
    static byte[] bytes(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }
}
