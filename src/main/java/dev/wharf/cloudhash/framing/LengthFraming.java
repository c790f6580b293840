package dev.wharf.cloudhash.framing;

import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.Output;
import java.nio.ByteOrder;

/**
 * Requests and answers are preceded by their length, an unsigned number of four bytes.
 *
 * <pre>
 *   0E 00 00 00 | "SET prez obama"      little-endian, as pack('i') writes it on most machines
 *   00 00 00 0E | "SET prez obama"      big-endian, network order
 * </pre>
 *
 * <p>Nothing is allocated for a length before the bytes are there. A length over the limit is fatal: the next frame
 * cannot be found.
 */
final class LengthFraming implements Framing {
    static final int PREFIX_BYTES = 4;
    private static final byte[] PREFIX = new byte[PREFIX_BYTES];

    private final ByteOrder order;
    private final int limit;
    private int maxFrameBytes;

    LengthFraming(ByteOrder order, int maxFrameBytes) {
        this.order = order;
        this.maxFrameBytes = maxFrameBytes;
        limit = maxFrameBytes;
    }

    @Override
    public String name() {
        return order == ByteOrder.LITTLE_ENDIAN ? "length_le" : "length_be";
    }

    @Override
    public void restrict(boolean on) {
        maxFrameBytes = on ? Math.min(limit, LOGIN_BYTES) : limit;
    }

    @Override
    public boolean decode(Input in, Arguments request) {
        if (in.length() >= PREFIX_BYTES) {
            int prefix = prefix(in);
            long length = unsigned(prefix, order);
            if (length > maxFrameBytes) {
                throw tooLong(prefix, length);
            }
            if (in.length() - PREFIX_BYTES >= length) {
                request.clear();
                request.in(in.bytes, in.start);
                request.add(PREFIX_BYTES, (int) length);
                in.start += PREFIX_BYTES + (int) length;
                return true;
            }
        }
        if (in.ended) {
            in.start = in.end; // cut off
        }
        return false;
    }

    /** The first four bytes, read as big-endian. */
    static int prefix(Input in) {
        byte[] bytes = in.bytes;
        int at = in.start;
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | (bytes[at + 3] & 0xff);
    }

    /** The length that a big-endian read of the prefix means in {@code order}. */
    static long unsigned(int prefix, ByteOrder order) {
        return Integer.toUnsignedLong(order == ByteOrder.BIG_ENDIAN ? prefix : Integer.reverseBytes(prefix));
    }

    @Override
    public int begin(Output out) {
        int start = out.length();
        out.write(PREFIX);
        return start;
    }

    @Override
    public void end(Output out, int start) {
        int length = out.length() - start - PREFIX_BYTES;
        int prefix = order == ByteOrder.BIG_ENDIAN ? length : Integer.reverseBytes(length);
        for (int i = 0; i < PREFIX_BYTES; i++) {
            out.set(start + i, prefix >>> (24 - 8 * i));
        }
    }

    private FramingException tooLong(int prefix, long length) {
        ByteOrder other = order == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        return unsigned(prefix, other) <= maxFrameBytes
                ? new FramingException("PROTO length looks byte-swapped: " + length)
                : new FramingException("LIMIT frame length: %d (expected: 0..%d)".formatted(length, maxFrameBytes));
    }
}
