package dev.wharf.ftp.data;

import dev.wharf.common.Durations;
import dev.wharf.ftp.data.DataConnectionException.Kind;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket for one data connection from one address (RFC 2577, 8): the control connection's peer. Others
 * are closed at once; after the right one nothing more is accepted.
 *
 * <p>Thread: the event loop of the control connection.
 */
public final class PassiveEndpoint implements DataEndpoint {
    private final EventLoop loop;
    private final InetAddress peer;
    private final Duration acceptTimeout;
    private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
    private @Nullable Channel acceptor;
    private boolean handedOut;

    PassiveEndpoint(EventLoop loop, InetAddress peer, Duration acceptTimeout) {
        this.loop = loop;
        this.peer = peer;
        this.acceptTimeout = acceptTimeout;
    }

    void bound(Channel listening) {
        acceptor = listening;
    }

    /** The port to announce. */
    public int port() {
        Channel listening = acceptor;
        if (listening == null) {
            throw new IllegalStateException("not bound yet");
        }
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    void accept(Channel channel) {
        InetAddress from = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        if (!from.equals(peer) || !accepted.complete(channel)) {
            channel.close();
            return;
        }
        stopListening();
    }

    @Override
    public boolean isConnected() {
        return accepted.isDone() && !accepted.isCompletedExceptionally();
    }

    @Override
    public CompletableFuture<Channel> connect() {
        assert loop.inEventLoop();
        handedOut = true;
        if (!accepted.isDone()) {
            var timeout = loop.schedule(this::timedOut, acceptTimeout.toNanos(), TimeUnit.NANOSECONDS);
            accepted.whenComplete((channel, failure) -> timeout.cancel(false));
        }
        return accepted;
    }

    @Override
    public void close() {
        stopListening();
        if (!accepted.completeExceptionally(
                        new DataConnectionException(Kind.ABORTED, "The data connection was given up."))
                && !handedOut
                && isConnected()) {
            accepted.join().close();
        }
    }

    private void timedOut() {
        stopListening();
        accepted.completeExceptionally(new DataConnectionException(
                Kind.CANNOT_OPEN, "No data connection within " + Durations.text(acceptTimeout) + "."));
    }

    private void stopListening() {
        if (acceptor != null) {
            acceptor.close();
        }
    }
}
