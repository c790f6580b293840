package dev.wharf.net;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what has been read of a connection until somebody asks for it by {@code read()}, and then leaves. For a
 * connection with autoRead off whose handlers are still to come. Thread: the channel's event loop.
 */
public final class HeldInput extends ChannelDuplexHandler {
    private @Nullable Object held;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        held = message; // one at most: nothing more is read before it has been asked for
    }

    @Override
    public void read(ChannelHandlerContext context) {
        Object message = held;
        held = null;
        if (message == null) {
            context.read();
            context.pipeline().remove(this);
            return;
        }
        context.fireChannelRead(message);
        context.fireChannelReadComplete();
        context.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (held != null) {
            ReferenceCountUtil.release(held);
            held = null;
        }
    }
}
