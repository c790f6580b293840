package dev.wharf.net;

import dev.wharf.common.InvalidValueException;
import dev.wharf.net.ConnectionRegistry.Refusal;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bound address: accepts connections, holds them against the limits and hands them to a protocol.
 *
 * <p>Accepting goes on whatever happens to a connection, and after the process has run out of file descriptors:
 * Netty pauses the acceptor for a second, and the failure is counted.
 */
public final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final String name;
    private final List<Channel> acceptors;

    private Listener(String name, List<Channel> acceptors) {
        this.name = name;
        this.acceptors = acceptors;
    }

    /** What is spoken on a listener's connections. */
    public interface Protocol {
        /** Adds the handlers of an admitted connection. Thread: its event loop. */
        void initialize(Channel channel);

        /**
         * The bytes to send to a connection that is not admitted before it is closed; empty where only TLS is
         * understood. The caller releases them. Thread: the connection's event loop.
         */
        ByteBuf refusal(Channel channel, Refusal reason);
    }

    /** Binds a listener without a proxy in front. */
    public static Listener bind(
            String name,
            ListenerConfig config,
            EventLoops loops,
            ConnectionRegistry registry,
            NetMetrics metrics,
            Protocol protocol) {
        return bind(name, config, loops, registry, metrics, Optional.empty(), protocol);
    }

    /**
     * Binds. Blocks until it is done; not for event loops.
     *
     * @param name the listener's key in the configuration, such as {@code ftp.explicit}; names it in logs and metrics
     * @param proxy learns who the clients are, if there is a proxy in front
     * @throws InvalidValueException if the address cannot be had, with the key that names it
     */
    public static Listener bind(
            String name,
            ListenerConfig config,
            EventLoops loops,
            ConnectionRegistry registry,
            NetMetrics metrics,
            Optional<ProxyProtocol> proxy,
            Protocol protocol) {
        InetSocketAddress address = resolve(name, config);
        ListenerMetrics counters = metrics.listener(name, registry.activeOf(name));
        List<Channel> acceptors = new ArrayList<>();
        try {
            if (loops.acceptsOnEveryLoop()) {
                for (EventLoop loop : loops.all()) {
                    ServerBootstrap bootstrap =
                            loops.serverBootstrap(loop).option(UnixChannelOption.SO_REUSEPORT, true);
                    configure(
                            bootstrap,
                            config.socket(),
                            new Accepted(name, registry, counters, proxy, protocol),
                            counters);
                    acceptors.add(bind(bootstrap, address, name, config));
                    address = (InetSocketAddress) acceptors.get(0).localAddress();
                }
            } else {
                ServerBootstrap bootstrap = loops.serverBootstrap(loops.all().get(0), loops.group());
                configure(
                        bootstrap, config.socket(), new Accepted(name, registry, counters, proxy, protocol), counters);
                acceptors.add(bind(bootstrap, address, name, config));
            }
        } catch (InvalidValueException e) {
            for (Channel acceptor : acceptors) {
                acceptor.close();
            }
            throw e;
        }
        return new Listener(name, acceptors);
    }

    /** The key of the listener in the configuration. */
    public String name() {
        return name;
    }

    /** Where it is bound, with the real port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) acceptors.get(0).localAddress();
    }

    /** Stops accepting; connections live on. Waits until the sockets are closed; not for event loops. */
    @Override
    public void close() {
        acceptors.forEach(acceptor -> acceptor.close().awaitUninterruptibly());
    }

    private static InetSocketAddress resolve(String name, ListenerConfig config) {
        if (config.host().equals(ListenerConfig.EVERY_ADDRESS)) {
            return new InetSocketAddress(config.port());
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(config.host()), config.port());
        } catch (UnknownHostException e) {
            throw new InvalidValueException(name + ".host", config.host(), "a name or address of this machine, or *");
        }
    }

    private static Channel bind(
            ServerBootstrap bootstrap, InetSocketAddress address, String name, ListenerConfig config) {
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (bound.isSuccess()) {
            return bound.channel();
        }
        String reason = bound.cause().getMessage();
        boolean addressIsWrong = reason != null && reason.contains("assign requested address");
        throw addressIsWrong
                ? new InvalidValueException(name + ".host", config.host(), "an address of this machine, or *")
                : new InvalidValueException(
                        name + ".port", config.port(), "a port free to bind; the system said: " + reason);
    }

    private static void configure(
            ServerBootstrap bootstrap, SocketConfig socket, Accepted accepted, ListenerMetrics counters) {
        bootstrap
                .option(ChannelOption.SO_BACKLOG, socket.backlog())
                .option(ChannelOption.SO_REUSEADDR, socket.reuseAddress())
                .handler(new AcceptFailures(counters))
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, socket.tcpNoDelay())
                .childOption(ChannelOption.SO_KEEPALIVE, socket.keepAlive())
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(socket.writeLowWatermarkBytes(), socket.writeHighWatermarkBytes()))
                .childHandler(accepted);
        if (socket.receiveBufferBytes() > 0) {
            // On the listening socket: the window scale is agreed in the handshake, before anything is accepted.
            bootstrap.option(ChannelOption.SO_RCVBUF, socket.receiveBufferBytes());
        }
        if (socket.sendBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_SNDBUF, socket.sendBufferBytes());
        }
    }

    private static final class Accepted extends ChannelInitializer<Channel> {
        private final String listener;
        private final ConnectionRegistry registry;
        private final ListenerMetrics counters;
        private final Optional<ProxyProtocol> proxy;
        private final Protocol protocol;

        Accepted(
                String listener,
                ConnectionRegistry registry,
                ListenerMetrics counters,
                Optional<ProxyProtocol> proxy,
                Protocol protocol) {
            this.listener = listener;
            this.registry = registry;
            this.counters = counters;
            this.proxy = proxy;
            this.protocol = protocol;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (proxy.isPresent()) {
                proxy.get().expectHeader(channel, this::admit);
            } else {
                admit(channel);
            }
        }

        private void admit(Channel channel) {
            Optional<Refusal> refusal = registry.admit(listener, channel);
            if (refusal.isEmpty()) {
                counters.accepted();
                protocol.initialize(channel);
                return;
            }
            counters.refused(refusal.get());
            LOG.debug("{}: refused {}: {}", listener, channel.remoteAddress(), refusal.get());
            channel.writeAndFlush(protocol.refusal(channel, refusal.get())).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static final class AcceptFailures extends ChannelInboundHandlerAdapter {
        private final ListenerMetrics counters;

        AcceptFailures(ListenerMetrics counters) {
            this.counters = counters;
        }

        @Override
        public boolean isSharable() {
            return false;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            counters.acceptFailed();
            if (cause instanceof IOException) {
                LOG.warn(
                        "cannot accept on {}: {}; trying again in a second",
                        context.channel().localAddress(),
                        cause.getMessage());
            } else {
                LOG.error("cannot accept on {}", context.channel().localAddress(), cause);
            }
            context.fireExceptionCaught(cause); // the acceptor behind pauses itself
        }
    }
}
