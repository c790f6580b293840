package dev.wharf.ftp.data;

import dev.wharf.ftp.data.DataConnectionException.Kind;
import dev.wharf.net.EventLoops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Lends out the ports of the passive range, each to one session at a time, in random order (RFC 2577, 8).
 *
 * <p>Thread-safe: sessions on all event loops share it.
 */
public final class PassivePorts {
    private static final int BACKLOG = 4;

    private final EventLoops loops;
    private final PortRange range;
    private final BitSet lent; // guarded by itself; index 0 is the first port

    public PassivePorts(EventLoops loops, PortRange range) {
        this.loops = loops;
        this.range = range;
        lent = new BitSet(range.size());
    }

    /** Ports that listen now. */
    public int inUse() {
        synchronized (lent) {
            return lent.cardinality();
        }
    }

    /**
     * Listens on a free port, on the session's own event loop.
     *
     * @param local the address to listen on: the control connection's own
     * @param peer the only address to accept from
     * @param acceptTimeout how long {@link DataEndpoint#connect} waits
     * @return completed on {@code loop}; fails with {@link DataConnectionException} if no port is free
     */
    public CompletableFuture<PassiveEndpoint> listen(
            EventLoop loop, InetAddress local, InetAddress peer, Duration acceptTimeout) {
        PassiveEndpoint endpoint = new PassiveEndpoint(loop, peer, acceptTimeout);
        ServerBootstrap bootstrap = loops.serverBootstrap(loop)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        endpoint.accept(channel);
                    }
                });
        CompletableFuture<PassiveEndpoint> result = new CompletableFuture<>();
        bindNext(bootstrap, local, endpoint, range.size(), result);
        return result;
    }

    private void bindNext(
            ServerBootstrap bootstrap,
            InetAddress local,
            PassiveEndpoint endpoint,
            int triesLeft,
            CompletableFuture<PassiveEndpoint> result) {
        int index = triesLeft == 0 ? -1 : lend();
        if (index < 0) {
            result.completeExceptionally(new DataConnectionException(
                    Kind.CANNOT_OPEN, "No passive port is free (" + range + "); try again later."));
            return;
        }
        int port = range.first() == 0 ? 0 : range.first() + index;
        bootstrap.bind(new InetSocketAddress(local, port)).addListener((ChannelFutureListener) bound -> {
            if (bound.isSuccess()) {
                bound.channel().closeFuture().addListener(closed -> giveBack(index));
                endpoint.bound(bound.channel());
                result.complete(endpoint);
            } else {
                // Another program's: the next one is lent before this one is given back, so it is not drawn again.
                bindNext(bootstrap, local, endpoint, triesLeft - 1, result);
                giveBack(index);
            }
        });
    }

    private int lend() {
        if (range.first() == 0) {
            return 0;
        }
        synchronized (lent) {
            int index = lent.nextClearBit(ThreadLocalRandom.current().nextInt(range.size()));
            if (index >= range.size()) {
                index = lent.nextClearBit(0);
            }
            if (index >= range.size()) {
                return -1;
            }
            lent.set(index);
            return index;
        }
    }

    private void giveBack(int index) {
        synchronized (lent) {
            lent.clear(index);
        }
    }
}
