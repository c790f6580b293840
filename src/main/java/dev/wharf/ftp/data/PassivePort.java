package dev.wharf.ftp.data;

import dev.wharf.ftp.data.DataConnectionException.Kind;
import dev.wharf.net.EventLoops;
import dev.wharf.net.HeldInput;
import dev.wharf.net.ProxyProtocol;
import dev.wharf.net.Route;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One port of the passive range at one local address: a listening socket, bound when it is first needed, for any number
 * of clients that are told apart by their addresses.
 *
 * <p>Thread: what is expected is guarded by {@link PassivePorts}' lock; connections are accepted on {@link #loop()} and
 * from then on live on the event loop of the session that expects them.
 */
final class PassivePort {
    private static final int BACKLOG = 128;
    /** How long a port that another program holds is left alone. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final PassivePorts ports;
    private final EventLoop loop;
    private final InetSocketAddress address;
    private final Optional<ProxyProtocol> proxy;
    private final Map<InetAddress, PassiveEndpoint> expected = new HashMap<>();
    private @Nullable CompletableFuture<Channel> acceptor;
    private long refusedNanos;
    private boolean refused;

    /** @param address where to listen; port 0 lets the system choose */
    PassivePort(PassivePorts ports, EventLoop loop, InetSocketAddress address, Optional<ProxyProtocol> proxy) {
        this.ports = ports;
        this.loop = loop;
        this.address = address;
        this.proxy = proxy;
    }

    EventLoop loop() {
        return loop;
    }

    InetAddress local() {
        return address.getAddress();
    }

    /** Who is expected from {@code peer}, or null. Only under the lock. */
    @Nullable
    PassiveEndpoint expectedFrom(InetAddress peer) {
        return expected.get(peer);
    }

    /** Whether one more connection from {@code peer} could be told from all others. Only under the lock. */
    boolean isFreeFor(InetAddress peer) {
        return !expected.containsKey(peer) && !(refused && System.nanoTime() - refusedNanos < RETRY_AFTER.toNanos());
    }

    /** Only under the lock. */
    void expect(PassiveEndpoint endpoint) {
        expected.put(endpoint.peer(), endpoint);
    }

    /** Whether {@code endpoint} was still expected. Only under the lock. */
    boolean forget(PassiveEndpoint endpoint) {
        return expected.remove(endpoint.peer(), endpoint);
    }

    /** Whether nobody is expected. Only under the lock. */
    boolean isIdle() {
        return expected.isEmpty();
    }

    /** Starts listening, unless it does already. Only under the lock; the result may come on any thread. */
    CompletableFuture<Channel> listen(EventLoops loops) {
        CompletableFuture<Channel> known = acceptor;
        if (known != null) {
            return known;
        }
        CompletableFuture<Channel> listening = new CompletableFuture<>();
        acceptor = listening;
        loops.serverBootstrap(loop)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new Acceptor())
                .childHandler(new ChannelInboundHandlerAdapter()) // Netty wants one; Acceptor lets nothing through
                .bind(address)
                .addListener((ChannelFutureListener) bound -> {
                    if (bound.isSuccess()) {
                        listening.complete(bound.channel());
                    } else {
                        listening.completeExceptionally(new DataConnectionException(
                                Kind.CANNOT_OPEN, "Port " + address.getPort() + " cannot be had."));
                    }
                });
        return listening;
    }

    /** Remembers that the port is another program's for now, as {@code listening} has shown. Only under the lock. */
    void refused(CompletableFuture<Channel> listening) {
        if (acceptor == listening) {
            acceptor = null;
            refused = true;
            refusedNanos = System.nanoTime();
        }
    }

    /** Stops listening. Only under the lock. */
    void close() {
        if (acceptor != null) {
            acceptor.thenAccept(Channel::close);
            acceptor = null;
        }
    }

    /** Hands each accepted connection to the session that expects it, and closes all others. */
    private final class Acceptor extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel channel = (Channel) message;
            channel.config().setAutoRead(false);
            channel.config().setRecvByteBufAllocator(ReadSizes.ALLOCATOR);
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            channel.config().setOption(ChannelOption.TCP_NODELAY, true);
            if (proxy.isPresent()) {
                register(channel, loop, registered -> proxy.get().expectHeader(registered, this::headerKnown));
                return;
            }
            PassiveEndpoint endpoint = claim(channel);
            if (endpoint == null) {
                channel.unsafe().closeForcibly();
            } else {
                register(channel, endpoint.loop(), endpoint::accept);
            }
        }

        private @Nullable PassiveEndpoint claim(Channel channel) {
            InetAddress client = Route.clientOf(channel);
            return client == null ? null : ports.claim(PassivePort.this, client);
        }

        private static void register(Channel channel, EventLoop with, Consumer<Channel> then) {
            with.register(channel).addListener((ChannelFutureListener) registered -> {
                if (registered.isSuccess()) {
                    then.accept(channel);
                } else {
                    channel.unsafe().closeForcibly();
                }
            });
        }

        private void headerKnown(Channel channel) {
            PassiveEndpoint endpoint = claim(channel);
            if (endpoint == null) {
                channel.close();
                return;
            }
            channel.pipeline().addLast(new HeldInput()); // for what stands behind the header, delivered after this
            channel.eventLoop().execute(() -> move(channel, endpoint));
        }

        private static void move(Channel channel, PassiveEndpoint endpoint) {
            if (channel.eventLoop() == endpoint.loop()) {
                endpoint.accept(channel);
                return;
            }
            channel.deregister().addListener(left -> register(channel, endpoint.loop(), endpoint::accept));
        }
    }
}
