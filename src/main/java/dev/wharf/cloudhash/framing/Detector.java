package dev.wharf.cloudhash.framing;

import dev.wharf.cloudhash.protocol.Limits;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Finds out the framing of a connection from its first bytes, or makes the one that its listener has.
 *
 * <p>In this order:
 * <ol>
 *   <li>Four bytes, one of them NUL: a length prefix. Byte 0 is NUL and byte 3 is not: big-endian. The other way round:
 *       little-endian. Both: the reading that gives the smaller length.
 *   <li>{@code *} begins a command of RESP. Not earlier: {@code 2A 00 00 00} is the length 42.
 *   <li>A line feed: lines.
 *   <li>The end of the stream before any line feed: end-of-stream framing. Not under TLS, where the end of the stream
 *       is no part of the message.
 * </ol>
 *
 * <p>The bytes alone decide, never how they were cut into packets: a line feed among fewer than four bytes decides
 * nothing yet, because {@code 0A 00 00 00} is the length ten.
 */
public final class Detector {
    private final FramingChoice choice;
    private final ByteOrder order;
    private final Limits limits;
    private final boolean endOfStreamIsAFrame;
    private int searchedBytes;

    /**
     * @param order the byte order of length prefixes where the listener says that there are some
     * @param endOfStreamIsAFrame false under TLS
     */
    public Detector(FramingChoice choice, ByteOrder order, Limits limits, boolean endOfStreamIsAFrame) {
        this.choice = choice;
        this.order = order;
        this.limits = limits;
        this.endOfStreamIsAFrame = endOfStreamIsAFrame;
    }

    /**
     * The framing, or null if it takes more bytes to tell.
     *
     * @throws FramingException if it cannot be any
     */
    public @Nullable Framing detect(Input in) {
        return switch (choice) {
            case AUTO -> find(in);
            case LINE -> new LineFraming(limits.lineBytes());
            case LENGTH -> new LengthFraming(order, limits.frameBytes());
            case RESP -> new RespFraming(limits, true);
        };
    }

    private @Nullable Framing find(Input in) {
        int readable = in.length();
        if (readable == 0 || (readable < LengthFraming.PREFIX_BYTES && !in.ended)) {
            return null;
        }
        if (readable >= LengthFraming.PREFIX_BYTES && hasNul(in)) {
            return new LengthFraming(foundOrder(in), limits.frameBytes());
        }
        if (in.bytes[in.start] == '*') {
            return new RespFraming(limits, false);
        }
        // No further than a line may go: what lies behind must not matter, for it may not be here yet.
        int end = in.start + Math.min(readable, limits.lineBytes() + 2);
        int lineFeed = in.indexOf((byte) '\n', in.start + searchedBytes);
        if (lineFeed >= 0 && lineFeed < end) {
            return new LineFraming(limits.lineBytes());
        }
        searchedBytes = end - in.start;
        if (!endOfStreamIsAFrame) {
            return new LineFraming(limits.lineBytes());
        }
        if (in.ended || readable >= limits.lineBytes() + 2) {
            return new EndOfStreamFraming(limits.frameBytes()); // too long for a line: only the end can end it
        }
        return null;
    }

    private static boolean hasNul(Input in) {
        for (int i = 0; i < LengthFraming.PREFIX_BYTES; i++) {
            if (in.bytes[in.start + i] == 0) {
                return true;
            }
        }
        return false;
    }

    private static ByteOrder foundOrder(Input in) {
        boolean bigPossible = in.bytes[in.start] == 0;
        boolean littlePossible = in.bytes[in.start + LengthFraming.PREFIX_BYTES - 1] == 0;
        if (!bigPossible && !littlePossible) {
            throw new FramingException("PROTO neither a line nor a length of either byte order");
        }
        if (bigPossible && littlePossible) {
            int prefix = LengthFraming.prefix(in);
            return LengthFraming.unsigned(prefix, ByteOrder.BIG_ENDIAN)
                            < LengthFraming.unsigned(prefix, ByteOrder.LITTLE_ENDIAN)
                    ? ByteOrder.BIG_ENDIAN
                    : ByteOrder.LITTLE_ENDIAN;
        }
        return bigPossible ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
