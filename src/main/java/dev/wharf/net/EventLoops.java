package dev.wharf.net;

import dev.wharf.common.InvalidValueException;
import dev.wharf.net.NetworkConfig.TransportChoice;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The event loops, one per core, and the transport that drives them.
 *
 * <p>After nginx's model each loop has an acceptor of its own where the kernel spreads connections over sockets bound
 * to one port ({@code SO_REUSEPORT}: epoll and io_uring), so that a connection is accepted where it then lives. With
 * NIO the first loop accepts for all. Thread-safe.
 */
public final class EventLoops implements AutoCloseable {
    /** SO_OOBINLINE of Linux, level SOL_SOCKET. */
    private static final ChannelOption<Integer> UNIX_OOB_INLINE = new IntegerUnixChannelOption("SO_OOBINLINE", 1, 10);

    private final Transport transport;
    private final EventLoopGroup group;
    private final List<EventLoop> loops;

    private EventLoops(Transport transport, int count) {
        this.transport = transport;
        group = new MultiThreadIoEventLoopGroup(
                count, new DefaultThreadFactory("wharf-loop", true), transport.handlers());
        List<EventLoop> all = new ArrayList<>();
        group.forEach(executor -> all.add((EventLoop) executor));
        loops = List.copyOf(all);
    }

    /**
     * Starts the loops.
     *
     * @throws InvalidValueException if the transport asked for does not load here
     */
    public static EventLoops start(NetworkConfig config) {
        int count = config.eventLoops() == 0 ? NettyRuntime.availableProcessors() : config.eventLoops();
        return new EventLoops(Transport.choose(config.transport()), count);
    }

    /** Starts one loop, for a client. */
    public static EventLoops single() {
        return new EventLoops(Transport.choose(TransportChoice.AUTO), 1);
    }

    /** Every loop; each is also a group of one. */
    public List<EventLoop> all() {
        return loops;
    }

    /** The transport's name as in the configuration: epoll, io_uring or nio. */
    public String transportName() {
        return transport.name().toLowerCase(Locale.ROOT);
    }

    /** Whether the transport spreads one port's connections over one acceptor per loop. */
    boolean acceptsOnEveryLoop() {
        return transport != Transport.NIO;
    }

    /**
     * Whether files may be sent by the kernel. Not with io_uring: Netty cuts position and length of a file region to
     * 32 bits there, so files over 2 GiB would stall.
     */
    public boolean sendsFiles() {
        return transport != Transport.IO_URING;
    }

    /** A bootstrap for a listening socket whose connections are spread over {@code children}. */
    ServerBootstrap serverBootstrap(EventLoop acceptor, EventLoopGroup children) {
        ServerBootstrap bootstrap =
                new ServerBootstrap().group(acceptor, children).channel(transport.serverChannel());
        transport.keepUrgentBytes(bootstrap);
        return bootstrap;
    }

    /** A bootstrap for a listening socket of which everything lives on one loop. */
    public ServerBootstrap serverBootstrap(EventLoop loop) {
        return serverBootstrap(loop, loop);
    }

    /** A bootstrap for an outgoing connection on one loop. */
    public Bootstrap clientBootstrap(EventLoop loop) {
        return new Bootstrap().group(loop).channel(transport.clientChannel());
    }

    /** A bootstrap for outgoing connections on one loop to servers given by name, looked up without waiting. */
    public Bootstrap namedClientBootstrap(EventLoop loop) {
        DnsNameResolverBuilder names =
                new DnsNameResolverBuilder(loop).datagramChannelType(transport.datagramChannel());
        return clientBootstrap(loop).resolver(new DnsAddressResolverGroup(names));
    }

    /** What datagrams are sent with. */
    Class<? extends DatagramChannel> datagramChannel() {
        return transport.datagramChannel();
    }

    EventLoopGroup group() {
        return group;
    }

    /** Ends the loops and what is still open on them; waits at most five seconds. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private enum Transport {
        EPOLL {
            @Override
            IoHandlerFactory handlers() {
                return EpollIoHandler.newFactory();
            }

            @Override
            Class<? extends ServerChannel> serverChannel() {
                return EpollServerSocketChannel.class;
            }

            @Override
            Class<? extends SocketChannel> clientChannel() {
                return EpollSocketChannel.class;
            }

            @Override
            Class<? extends DatagramChannel> datagramChannel() {
                return EpollDatagramChannel.class;
            }

            @Override
            void keepUrgentBytes(ServerBootstrap bootstrap) {
                bootstrap.option(UNIX_OOB_INLINE, 1); // accepted sockets inherit it
            }
        },
        IO_URING {
            @Override
            IoHandlerFactory handlers() {
                return IoUringIoHandler.newFactory();
            }

            @Override
            Class<? extends ServerChannel> serverChannel() {
                return IoUringServerSocketChannel.class;
            }

            @Override
            Class<? extends SocketChannel> clientChannel() {
                return IoUringSocketChannel.class;
            }

            @Override
            Class<? extends DatagramChannel> datagramChannel() {
                return IoUringDatagramChannel.class;
            }

            @Override
            void keepUrgentBytes(ServerBootstrap bootstrap) {
                bootstrap.option(UNIX_OOB_INLINE, 1); // accepted sockets inherit it
            }
        },
        NIO {
            @Override
            IoHandlerFactory handlers() {
                return NioIoHandler.newFactory();
            }

            @Override
            Class<? extends ServerChannel> serverChannel() {
                return NioServerSocketChannel.class;
            }

            @Override
            Class<? extends SocketChannel> clientChannel() {
                return NioSocketChannel.class;
            }

            @Override
            Class<? extends DatagramChannel> datagramChannel() {
                return NioDatagramChannel.class;
            }

            @Override
            void keepUrgentBytes(ServerBootstrap bootstrap) {
                NioOobInline.OPTION.ifPresent(option -> bootstrap.childOption(NioChannelOption.of(option), true));
            }
        };

        abstract IoHandlerFactory handlers();

        abstract Class<? extends ServerChannel> serverChannel();

        abstract Class<? extends SocketChannel> clientChannel();

        abstract Class<? extends DatagramChannel> datagramChannel();

        /**
         * Leaves bytes that a client sends as urgent where they were sent, else the kernel takes them out: FTP clients
         * abort so, and some mark the last byte of the command itself.
         */
        abstract void keepUrgentBytes(ServerBootstrap bootstrap);

        static Transport choose(TransportChoice choice) {
            return switch (choice) {
                case AUTO -> Epoll.isAvailable() ? EPOLL : NIO;
                case EPOLL -> needed(EPOLL, Epoll.isAvailable(), Epoll.unavailabilityCause());
                case IO_URING -> needed(IO_URING, IoUring.isAvailable(), IoUring.unavailabilityCause());
                case NIO -> NIO;
            };
        }

        private static Transport needed(Transport transport, boolean available, Throwable cause) {
            if (available) {
                return transport;
            }
            Throwable root = cause;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new InvalidValueException(
                    "network.transport",
                    transport.name().toLowerCase(Locale.ROOT),
                    "a transport that loads here, or auto; it said: " + root.getMessage());
        }
    }

    /** SO_OOBINLINE of NIO: its channels know it, but no constant names it. */
    private static final class NioOobInline {
        static final Optional<SocketOption<Boolean>> OPTION = find();

        @SuppressWarnings("unchecked") // by its type()
        private static Optional<SocketOption<Boolean>> find() {
            try (var any = java.nio.channels.SocketChannel.open()) {
                return any.supportedOptions().stream()
                        .filter(option -> option.name().equals("SO_OOBINLINE") && option.type() == Boolean.class)
                        .map(option -> (SocketOption<Boolean>) option)
                        .findFirst();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot open a socket", e);
            }
        }
    }
}
