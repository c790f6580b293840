package dev.wharf.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that its last words arrive. A socket closed while input is unread sends RST, and what was on
 * its way to the peer is lost; so the output is ended, and input is read and dropped until the peer ends too or two
 * seconds are over.
 */
public final class LingeringClose {
    private static final Duration LINGER = Duration.ofSeconds(2);

    private LingeringClose() {}

    /** Closes {@code lastWrite}'s channel once that write is through. Thread: the channel's event loop. */
    public static void after(ChannelFuture lastWrite) {
        Channel channel = lastWrite.channel();
        ScheduledFuture<?> end =
                channel.eventLoop().schedule(() -> channel.close(), LINGER.toNanos(), TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> end.cancel(false));
        lastWrite.addListener((ChannelFutureListener) written -> {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (!written.isSuccess() || !(channel instanceof DuplexChannel duplex)) {
                channel.close();
            } else if (tls == null) {
                endOutput(duplex);
            } else {
                tls.closeOutbound().addListener(notified -> endOutput(duplex));
            }
        });
    }

    private static void endOutput(DuplexChannel channel) {
        if (!channel.isActive()) {
            return;
        }
        channel.pipeline().addFirst(new InputDiscarder());
        channel.shutdownOutput();
        channel.config().setAutoRead(true);
        if (channel.isInputShutdown()) {
            channel.close();
        }
    }

    private static final class InputDiscarder extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                context.channel().close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.channel().close();
        }
    }
}
