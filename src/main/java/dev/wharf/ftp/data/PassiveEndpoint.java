package dev.wharf.ftp.data;

import dev.wharf.common.Durations;
import dev.wharf.ftp.data.DataConnectionException.Kind;
import dev.wharf.net.LingeringClose;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One data connection that is expected on a passive port, from one address (RFC 2577, 8): the control connection's
 * peer.
 *
 * <p>Thread: the event loop of the control connection, where nothing else is said.
 */
public final class PassiveEndpoint implements DataEndpoint {
    private final PassivePorts ports;
    private final PassivePort port;
    private final EventLoop loop;
    private final InetAddress peer;
    private final Duration acceptTimeout;
    private final long sinceNanos = System.nanoTime();
    private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
    private int portNumber;
    private boolean handedOut;

    PassiveEndpoint(PassivePorts ports, PassivePort port, EventLoop loop, InetAddress peer, Duration acceptTimeout) {
        this.ports = ports;
        this.port = port;
        this.loop = loop;
        this.peer = peer;
        this.acceptTimeout = acceptTimeout;
    }

    /** Where it is expected. Any thread. */
    PassivePort port() {
        return port;
    }

    /** Where the session lives. Any thread. */
    EventLoop loop() {
        return loop;
    }

    /** From where it is expected. Any thread. */
    InetAddress peer() {
        return peer;
    }

    /** Whether it has been expected for the accept-timeout. Any thread. */
    boolean isLate() {
        return System.nanoTime() - sinceNanos >= acceptTimeout.toNanos();
    }

    void listensOn(int number) {
        portNumber = number;
    }

    /** The port to announce. */
    public int portNumber() {
        return portNumber;
    }

    void accept(Channel channel) {
        assert loop.inEventLoop();
        if (!accepted.complete(channel)) {
            channel.close(); // given up while it was on its way here
        }
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
            var timeout = loop.schedule(this::tooLate, acceptTimeout.toNanos(), TimeUnit.NANOSECONDS);
            accepted.whenComplete((channel, failure) -> timeout.cancel(false));
        }
        return accepted;
    }

    @Override
    public void close() {
        ports.withdraw(this);
        if (!accepted.completeExceptionally(
                        new DataConnectionException(Kind.ABORTED, "The data connection was given up."))
                && !handedOut
                && isConnected()) {
            // Behind the reply that says why, and without a reset for a TLS greeting that nobody has read.
            loop.execute(() -> LingeringClose.after(accepted.join().newSucceededFuture()));
        }
    }

    /** The client has not come in time. */
    void tooLate() {
        ports.withdraw(this);
        accepted.completeExceptionally(new DataConnectionException(
                Kind.CANNOT_OPEN, "No data connection within " + Durations.text(acceptTimeout) + "."));
    }
}
