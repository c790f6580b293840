package dev.wharf.ftp.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import java.util.List;

/**
 * {@link Reply} to bytes (RFC 959, 4.2): {@code 226 text}, or {@code 211-first}, inner lines as they are,
 * {@code 211 last}. Without state; one serves all channels.
 */
@Sharable
public final class ReplyEncoder extends MessageToByteEncoder<Reply> {
    public ReplyEncoder() {
        super(Reply.class);
    }

    @Override
    protected ByteBuf allocateBuffer(ChannelHandlerContext context, Reply reply, boolean preferDirect) {
        int size = 0;
        for (String line : reply.lines()) {
            size += line.length() + 6;
        }
        return context.alloc().ioBuffer(size);
    }

    @Override
    protected void encode(ChannelHandlerContext context, Reply reply, ByteBuf out) {
        write(reply, out);
    }

    /** Appends a reply's bytes. */
    public static void write(Reply reply, ByteBuf out) {
        List<String> lines = reply.lines();
        int last = lines.size() - 1;
        for (int i = 0; i <= last; i++) {
            if (i == 0 || i == last) {
                int number = reply.code().number();
                out.writeByte('0' + number / 100);
                out.writeByte('0' + number / 10 % 10);
                out.writeByte('0' + number % 10);
                out.writeByte(i == last ? ' ' : '-');
            }
            String line = lines.get(i);
            for (int c = 0; c < line.length(); c++) {
                out.writeByte(line.charAt(c));
            }
            out.writeByte('\r').writeByte('\n');
        }
    }
}
