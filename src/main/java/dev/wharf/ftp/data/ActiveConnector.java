package dev.wharf.ftp.data;

import dev.wharf.net.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Makes endpoints that connect to the client. Thread-safe. */
public final class ActiveConnector {
    private final EventLoops loops;
    private final ActiveConfig config;

    public ActiveConnector(EventLoops loops, ActiveConfig config) {
        this.loops = loops;
        this.config = config;
    }

    /** Whether PORT and EPRT are allowed at all. */
    public boolean isEnabled() {
        return config.enabled();
    }

    /**
     * An endpoint that will connect, on the session's own event loop.
     *
     * @param local the address to connect from: the control connection's own, so that firewalls know it
     * @param target where the client listens; the caller has checked that it is the client's own address
     */
    public ActiveEndpoint endpoint(EventLoop loop, InetAddress local, InetSocketAddress target) {
        Bootstrap bootstrap = loops.clientBootstrap(loop)
                .localAddress(new InetSocketAddress(local, 0))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        config.connectTimeout().toMillis())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.RECVBUF_ALLOCATOR, ReadSizes.ALLOCATOR)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new Placeholder());
        return new ActiveEndpoint(bootstrap, target);
    }

    /** Netty wants a handler; the transfer brings the real ones. */
    private static final class Placeholder extends ChannelInboundHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            context.pipeline().remove(this);
        }
    }
}
