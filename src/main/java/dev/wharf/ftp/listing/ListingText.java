package dev.wharf.ftp.listing;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text of a listing in the making: bytes on the heap, which are handed over in one piece. Grows as needed, is used again
 * after {@link #moveTo}. Not thread-safe.
 */
public final class ListingText {
    private byte[] bytes;
    private int size;

    /** @param capacityBytes how much to make room for at first */
    public ListingText(int capacityBytes) {
        bytes = new byte[capacityBytes];
    }

    /** How many bytes there are. */
    public int size() {
        return size;
    }

    /** Everything, as a byte string. */
    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.ISO_8859_1);
    }

    /** Appends everything to {@code out} and is empty then. */
    public void moveTo(ByteBuf out) {
        out.writeBytes(bytes, 0, size);
        size = 0;
    }

    /** Appends a byte string. */
    @SuppressWarnings("deprecation") // it takes the low byte of each char, and there is no other in a byte string
    ListingText text(String text) {
        int length = text.length();
        reserve(length);
        text.getBytes(0, length, bytes, size);
        size += length;
        return this;
    }

    /** Appends one byte. */
    ListingText character(int b) {
        reserve(1);
        bytes[size++] = (byte) b;
        return this;
    }

    /** Appends a number of at least zero, set off to the right by {@code fill} if it has fewer digits than {@code width}. */
    ListingText number(long value, int width, char fill) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int length = Math.max(width, digits);
        reserve(length);
        int end = size + length;
        long rest = value;
        for (int i = end - 1; i >= end - digits; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        Arrays.fill(bytes, size, end - digits, (byte) fill);
        size = end;
        return this;
    }

    /** Appends CRLF. */
    void endLine() {
        character('\r').character('\n');
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
