package dev.wharf.cloudhash.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Answers under construction, as plain bytes: one for each event loop, used by one connection at a time. Grows as
 * needed, up to a limit.
 */
public final class Output {
    private static final int START_BYTES = 64 * 1024;
    private static final int KEPT_BYTES = 1024 * 1024;

    private byte[] bytes = new byte[START_BYTES];
    private int length;
    private int limit = Integer.MAX_VALUE;

    /** More answer than a connection may have waiting for it: it is closed. */
    public static final class LimitException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LimitException(int limit) {
            super("answers: more than " + limit + " bytes", null, false, false);
        }
    }

    /** Sets how many bytes may be under construction. */
    public void limit(int maxBytes) {
        limit = maxBytes;
    }

    /** How many bytes there are. */
    public int length() {
        return length;
    }

    /** Forgets what is behind the first {@code newLength} bytes. */
    public void truncate(int newLength) {
        length = newLength;
    }

    /** Forgets everything, and gives back the memory of an unusually long answer. */
    public void clear() {
        length = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[START_BYTES];
        }
    }

    /** Appends a byte. */
    public void write(int b) {
        if (length == bytes.length) {
            grow(1);
        }
        bytes[length++] = (byte) b;
    }

    /** Appends bytes. */
    public void write(byte[] from) {
        write(from, 0, from.length);
    }

    /** Appends bytes. */
    public void write(byte[] from, int offset, int count) {
        if (bytes.length - length < count) {
            grow(count);
        }
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /** Appends text, each character a byte. */
    public void write(String text) {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Appends a number in decimal. */
    public void decimal(long number) {
        if (bytes.length - length < 20) {
            grow(20);
        }
        if (number < 0) {
            if (number == Long.MIN_VALUE) {
                write("-9223372036854775808");
                return;
            }
            bytes[length++] = '-';
            number = -number;
        }
        int end = length + digits(number);
        int at = end;
        do {
            bytes[--at] = (byte) ('0' + number % 10);
            number /= 10;
        } while (number != 0);
        length = end;
    }

    /** Sets a byte that has been written. */
    public void set(int index, int b) {
        bytes[index] = (byte) b;
    }

    /** Inserts bytes before the one at {@code index}. */
    public void insert(int index, byte[] from) {
        int tail = length - index;
        write(from);
        System.arraycopy(bytes, index, bytes, index + from.length, tail);
        System.arraycopy(from, 0, bytes, index, from.length);
    }

    /** A copy of the bytes from {@code start} on. */
    public byte[] copyFrom(int start) {
        return Arrays.copyOfRange(bytes, start, length);
    }

    /** Whether there is a CR, LF or NUL from {@code start} on. */
    public boolean hasLineBreakFrom(int start) {
        for (int i = start; i < length; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r' || b == 0) {
                return true;
            }
        }
        return false;
    }

    /** Copies everything into a buffer. */
    public void copyTo(ByteBuf buffer) {
        buffer.writeBytes(bytes, 0, length);
    }

    private static int digits(long number) {
        int digits = 1;
        for (long power = 10; number >= power; power *= 10) {
            digits++;
            if (digits == 19) {
                break;
            }
        }
        return digits;
    }

    private void grow(int more) {
        long needed = (long) length + more;
        if (needed > limit) {
            throw new LimitException(limit);
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(needed, 2L * bytes.length), Integer.MAX_VALUE - 8));
    }
}
