package dev.wharf.cloudhash.framing;

import dev.wharf.cloudhash.protocol.Answer;
import dev.wharf.cloudhash.protocol.ErrorCode;
import dev.wharf.cloudhash.protocol.Request;
import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

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

    private final ByteOrder order;
    private final int maxFrameBytes;

    LengthFraming(ByteOrder order, int maxFrameBytes) {
        this.order = order;
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    public String name() {
        return order == ByteOrder.LITTLE_ENDIAN ? "length_le" : "length_be";
    }

    @Override
    public @Nullable Request decode(ByteBuf in, boolean endOfInput) {
        if (in.readableBytes() >= PREFIX_BYTES) {
            int prefix = in.getInt(in.readerIndex());
            long length = unsigned(prefix, order);
            if (length > maxFrameBytes) {
                throw tooLong(prefix, length);
            }
            if (in.readableBytes() - PREFIX_BYTES >= length) {
                byte[] text = new byte[(int) length];
                in.skipBytes(PREFIX_BYTES).readBytes(text);
                return new Request(text);
            }
        }
        if (endOfInput) {
            in.skipBytes(in.readableBytes()); // cut off
        }
        return null;
    }

    @Override
    public void encode(Answer answer, ByteBuf out) {
        byte[] bytes = answer.bytes();
        if (order == ByteOrder.LITTLE_ENDIAN) {
            out.writeIntLE(bytes.length);
        } else {
            out.writeInt(bytes.length);
        }
        out.writeBytes(bytes);
    }

    /** The length that a big-endian read of the prefix means in {@code order}. */
    static long unsigned(int prefix, ByteOrder order) {
        return Integer.toUnsignedLong(order == ByteOrder.BIG_ENDIAN ? prefix : Integer.reverseBytes(prefix));
    }

    private FramingException tooLong(int prefix, long length) {
        ByteOrder other = order == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        return unsigned(prefix, other) <= maxFrameBytes
                ? new FramingException(ErrorCode.PROTO, "length looks byte-swapped: " + length)
                : new FramingException(
                        ErrorCode.LIMIT, "frame length: %d (expected: 0..%d)".formatted(length, maxFrameBytes));
    }
}
