package dev.wharf.net;

import io.micrometer.core.instrument.Counter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Looks at a connection's first bytes, refuses TLS on a plain port and anything else on a TLS port, and then gets out
 * of the way.
 *
 * <p>A TLS connection begins with a handshake record that holds a ClientHello (RFC 8446, 5.1 and 4):
 * <pre>
 *   16 03 xx | length, 2 bytes | 01 ...
 * </pre>
 * On a plain port six bytes are needed to tell: a frame of 66,326 bytes in CloudHash's length framing begins with
 * {@code 16 03 01 00} too, but never goes on with a control byte.
 *
 * <p>Thread: the channel's event loop.
 */
public final class WrongPortGuard extends ByteToMessageDecoder {
    private static final int HANDSHAKE_RECORD = 0x16;
    private static final int TLS_MAJOR_VERSION = 3;
    private static final int CLIENT_HELLO = 1;

    private final Expects expected;
    private final Counter refused;
    private final byte[] refusal;
    private boolean hasRefused;

    /**
     * @param expected what the port is for
     * @param refused counts refusals
     * @param refusal the last words to a connection that is refused; may be empty
     */
    public WrongPortGuard(Expects expected, Counter refused, byte[] refusal) {
        this.expected = expected;
        this.refused = refused;
        this.refusal = refusal.clone();
    }

    /** What a port is for. */
    public enum Expects {
        PLAIN,
        TLS
    }

    /** A TLS alert, fatal, unexpected_message (RFC 8446, 6): what a TLS client on a plain port understands. */
    public static byte[] tlsAlert() {
        return new byte[] {0x15, 3, 1, 0, 2, 2, 10};
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (hasRefused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        switch (looksLikeTls(in, expected == Expects.TLS ? 1 : 6)) {
            case UNDECIDED -> {} // the next handler asks for more
            case YES -> decide(context, in, expected == Expects.TLS);
            case NO -> decide(context, in, expected == Expects.PLAIN);
        }
    }

    private void decide(ChannelHandlerContext context, ByteBuf in, boolean right) {
        if (right) {
            context.pipeline().remove(this); // what is buffered goes on to the next handler
            return;
        }
        in.skipBytes(in.readableBytes());
        hasRefused = true;
        refused.increment();
        context.writeAndFlush(
                        context.alloc().buffer(Math.max(1, refusal.length)).writeBytes(refusal))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private enum Answer {
        YES,
        NO,
        UNDECIDED
    }

    private static Answer looksLikeTls(ByteBuf in, int bytesNeeded) {
        int start = in.readerIndex();
        int known = Math.min(in.readableBytes(), bytesNeeded);
        boolean differs = (known > 0 && in.getByte(start) != HANDSHAKE_RECORD)
                || (known > 1 && in.getByte(start + 1) != TLS_MAJOR_VERSION)
                || (known > 2 && in.getUnsignedByte(start + 2) > 4)
                || (known > 5 && in.getByte(start + 5) != CLIENT_HELLO);
        if (differs) {
            return Answer.NO;
        }
        return known == bytesNeeded ? Answer.YES : Answer.UNDECIDED;
    }
}
