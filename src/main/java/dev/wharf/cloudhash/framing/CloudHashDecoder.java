package dev.wharf.cloudhash.framing;

import dev.wharf.cloudhash.protocol.Answer;
import dev.wharf.cloudhash.protocol.ErrorCode;
import dev.wharf.cloudhash.protocol.Limits;
import dev.wharf.net.OnDemandDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to requests: finds out the framing from the first bytes, once, and leaves the rest to it.
 *
 * <p>In this order:
 * <ol>
 *   <li>Four bytes, one of them NUL: a length prefix. Byte 0 is NUL and byte 3 is not: big-endian. The other way round:
 *       little-endian. Both: the reading that gives the smaller length.
 *   <li>{@code *} begins a RESP array, which is not served: an error. Not earlier: {@code 2A 00 00 00} is the length 42.
 *   <li>A line feed: lines.
 *   <li>The end of the stream before any line feed: end-of-stream framing. Not under TLS, where the end of the stream
 *       is no part of the message.
 * </ol>
 *
 * <p>The bytes alone decide, never how they were cut into packets: a line feed among fewer than four bytes decides
 * nothing yet, because {@code 0A 00 00 00} is the length ten.
 */
public final class CloudHashDecoder extends OnDemandDecoder {
    private final Limits limits;
    private final boolean endOfStreamIsAFrame;
    private @Nullable Framing framing;
    private int searchedBytes;

    /** @param endOfStreamIsAFrame false under TLS */
    public CloudHashDecoder(Limits limits, boolean endOfStreamIsAFrame) {
        this.limits = limits;
        this.endOfStreamIsAFrame = endOfStreamIsAFrame;
    }

    /** Frames an answer as requests are framed; as a line while that is not known. */
    public void encode(Answer answer, ByteBuf out) {
        if (framing != null) {
            framing.encode(answer, out);
        } else {
            out.writeBytes(answer.bytes()).writeByte('\n');
        }
    }

    /** The framing found out, or null. */
    public @Nullable Framing framing() {
        return framing;
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in, boolean endOfInput) {
        Framing known = framing;
        if (known == null) {
            known = detect(in, endOfInput);
            framing = known;
        }
        return known == null ? null : known.decode(in, endOfInput);
    }

    private @Nullable Framing detect(ByteBuf in, boolean endOfInput) {
        int start = in.readerIndex();
        int readable = in.readableBytes();
        if (readable == 0) {
            return null;
        }
        if (readable < LengthFraming.PREFIX_BYTES && !endOfInput) {
            return null;
        }
        if (readable >= LengthFraming.PREFIX_BYTES && hasNul(in, start)) {
            return new LengthFraming(order(in, start), limits.frameBytes());
        }
        if (in.getByte(start) == '*') {
            throw new FramingException(ErrorCode.PROTO, "RESP is not served, only lines and length frames");
        }
        // No further than a line may go: what lies behind must not matter, for it may not be here yet.
        int end = start + Math.min(readable, limits.lineBytes() + 2);
        if (in.indexOf(start + searchedBytes, end, (byte) '\n') >= 0) {
            return new LineFraming(limits.lineBytes());
        }
        searchedBytes = end - start;
        if (!endOfStreamIsAFrame) {
            return new LineFraming(limits.lineBytes());
        }
        if (endOfInput || readable >= limits.lineBytes() + 2) {
            return new EndOfStreamFraming(limits.frameBytes()); // too long for a line: only the end can end it
        }
        return null;
    }

    private static boolean hasNul(ByteBuf in, int start) {
        for (int i = 0; i < LengthFraming.PREFIX_BYTES; i++) {
            if (in.getByte(start + i) == 0) {
                return true;
            }
        }
        return false;
    }

    private static ByteOrder order(ByteBuf in, int start) {
        boolean bigPossible = in.getByte(start) == 0;
        boolean littlePossible = in.getByte(start + LengthFraming.PREFIX_BYTES - 1) == 0;
        if (!bigPossible && !littlePossible) {
            throw new FramingException(ErrorCode.PROTO, "neither a line nor a length of either byte order");
        }
        if (bigPossible && littlePossible) {
            int prefix = in.getInt(start);
            return LengthFraming.unsigned(prefix, ByteOrder.BIG_ENDIAN)
                            < LengthFraming.unsigned(prefix, ByteOrder.LITTLE_ENDIAN)
                    ? ByteOrder.BIG_ENDIAN
                    : ByteOrder.LITTLE_ENDIAN;
        }
        return bigPossible ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
