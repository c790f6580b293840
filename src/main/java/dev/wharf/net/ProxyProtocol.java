package dev.wharf.net;

import io.micrometer.core.instrument.Counter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from the header of the PROXY protocol who a connection's client is. Connections from elsewhere than the trusted
 * proxies, and those that do not begin with a header in time, are closed with one line in the log. Thread-safe.
 */
public final class ProxyProtocol {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyProtocol.class);

    private final String listener;
    private final ProxyProtocolConfig config;
    private final Counter refused;

    /** @param listener the name of what listens, for the log and the meter */
    public ProxyProtocol(String listener, ProxyProtocolConfig config, NetMetrics metrics) {
        this.listener = listener;
        this.config = config;
        refused = metrics.proxyRefused(listener);
    }

    /**
     * Reads the header of a connection whose pipeline is empty; {@link Route#of} then knows it.
     *
     * @param then adds the handlers, behind which what follows the header is delivered, and {@code channelActive} before
     *     it; not called if the connection is closed instead. Thread: the channel's event loop
     */
    public void expectHeader(Channel channel, Consumer<Channel> then) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer) || !config.trusts(peer.getAddress())) {
            refuse(channel, "it comes from none of ftp.proxy-protocol.from");
            return;
        }
        channel.pipeline().addLast(new HeaderHandler(then));
    }

    private void refuse(Channel channel, String reason) {
        refused.increment();
        LOG.warn("{}: closing a connection from {}: {}", listener, channel.remoteAddress(), reason);
        channel.close();
    }

    private final class HeaderHandler extends ByteToMessageDecoder {
        private final Consumer<Channel> then;
        private @Nullable ScheduledFuture<?> timeout;
        private boolean ended;

        HeaderHandler(Consumer<Channel> then) {
            this.then = then;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            timeout = context.executor()
                    .schedule(
                            () -> {
                                ended = true;
                                refuse(context.channel(), "no PROXY header in time");
                            },
                            config.timeout().toNanos(),
                            TimeUnit.NANOSECONDS);
            if (context.channel().isActive()) {
                context.read();
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.read(); // those behind are active once the header is known
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (ended) {
                in.skipBytes(in.readableBytes());
                return;
            }
            try {
                ProxyHeader header = ProxyHeader.decode(in);
                if (header != null) {
                    begin(context, header);
                }
            } catch (CorruptedFrameException e) {
                end();
                in.skipBytes(in.readableBytes());
                refuse(context.channel(), String.valueOf(e.getMessage()));
            }
        }

        private void begin(ChannelHandlerContext context, ProxyHeader header) {
            end();
            Channel channel = context.channel();
            InetSocketAddress source = header.source();
            InetSocketAddress destination = header.destination();
            if (source != null && destination != null) {
                Route.tell(channel, source, destination);
            }
            then.accept(channel);
            context.fireChannelActive();
            context.pipeline().remove(this); // delivers what stands behind the header
        }

        private void end() {
            ended = true;
            if (timeout != null) {
                timeout.cancel(false);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            super.userEventTriggered(context, event);
            if (event == ChannelInputShutdownEvent.INSTANCE && !ended) {
                context.close(); // a proxy that only looked whether somebody listens
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            end();
            super.channelInactive(context);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("{} {}: {}", listener, context.channel().remoteAddress(), cause.toString());
            context.close();
        }
    }
}
