package dev.wharf.ftp.protocol;

import static dev.wharf.ftp.protocol.ReplyException.syntax;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of a file.
 *
 * @param start its first byte, counted from 0
 * @param end the byte behind its last one
 */
public record ByteRange(long start, long end) {
    private static final Pattern TWO_NUMBERS = Pattern.compile("(\\d{1,18}) (\\d{1,18})");

    /** Every file, whole. */
    public static final ByteRange WHOLE = new ByteRange(0, Long.MAX_VALUE);

    /**
     * The argument of RANG (draft-bryan-ftp-range): first and last byte.
     *
     * @return empty for {@code 1 0}, which takes an earlier range back
     */
    public static Optional<ByteRange> parse(String argument) throws ReplyException {
        Matcher matcher = TWO_NUMBERS.matcher(argument);
        if (!matcher.matches()) {
            throw syntax("RANG needs the first and the last byte.");
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        if (first == 1 && last == 0) {
            return Optional.empty();
        }
        if (first > last) {
            throw syntax("RANG needs a last byte that does not come before the first.");
        }
        return Optional.of(new ByteRange(first, last + 1));
    }

    /** What there is of it in a file of that size; none of it, not even its beginning, if it lies behind the end. */
    public ByteRange within(long sizeBytes) {
        return new ByteRange(start, Math.min(end, sizeBytes));
    }

    /** Whether it begins behind the end of a file of that size. */
    public boolean isBeyond(long sizeBytes) {
        return start > sizeBytes;
    }
}
