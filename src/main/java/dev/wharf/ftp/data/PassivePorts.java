package dev.wharf.ftp.data;

import dev.wharf.ftp.data.DataConnectionException.Kind;
import dev.wharf.net.EventLoops;
import dev.wharf.net.ProxyProtocol;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The ports of the passive range, shared by all sessions.
 *
 * <p>A port listens from its first use on. At each port at most one connection is expected from one address, so an
 * arriving connection always belongs to exactly one session: its address tells which. Ports are drawn at random
 * (RFC 2577, 8). When every port expects somebody from a client's address already, which takes more sessions behind one
 * address translator than there are ports, the next PASV waits for its turn, and who has not come within the
 * accept-timeout loses the turn. Connections that nobody expects are closed and counted.
 *
 * <p>Thread-safe: sessions on all event loops share it; the lock is held for some steps in memory only.
 */
public final class PassivePorts implements AutoCloseable {
    /** How many ports there are if the system chooses them. */
    private static final int PORTS_OF_ANY_RANGE = 100;

    private final EventLoops loops;
    private final PortRange range;
    private final Optional<ProxyProtocol> proxy;
    private final int size;
    private final LongAdder strangers = new LongAdder();
    private final Map<InetAddress, PassivePort[]> portsOf = new HashMap<>(); // guarded by this, as all below
    private final Map<Turns, Deque<Request>> waiting = new HashMap<>();
    private int expected;
    private boolean closed;

    /** @param proxy learns who the clients are, if data connections come through a proxy */
    public PassivePorts(EventLoops loops, PortRange range, Optional<ProxyProtocol> proxy) {
        this.loops = loops;
        this.range = range;
        this.proxy = proxy;
        size = range.first() == 0 ? PORTS_OF_ANY_RANGE : range.size();
    }

    /** Who has to wait for whom: clients of one address that reached one of ours. */
    private record Turns(InetAddress local, InetAddress peer) {}

    /** A PASV or EPSV that is being answered. */
    private record Request(
            EventLoop loop, Turns turns, Duration acceptTimeout, CompletableFuture<PassiveEndpoint> result) {
        void fail(DataConnectionException failure) {
            loop.execute(() -> result.completeExceptionally(failure));
        }
    }

    /** Connections that are expected now. */
    public synchronized int inUse() {
        return expected;
    }

    /** Connections closed because nobody expected them. */
    public long strangers() {
        return strangers.sum();
    }

    /**
     * Expects one connection.
     *
     * @param loop the session's event loop, where the connection will live
     * @param local the address to listen on: the control connection's own
     * @param peer the only address to accept from
     * @param acceptTimeout how long {@link DataEndpoint#connect} waits, and how long to wait for a turn here
     * @return completed on {@code loop} when the port listens; fails with {@link DataConnectionException} if no port can
     *     be had
     */
    public CompletableFuture<PassiveEndpoint> listen(
            EventLoop loop, InetAddress local, InetAddress peer, Duration acceptTimeout) {
        Request request = new Request(loop, new Turns(local, peer), acceptTimeout, new CompletableFuture<>());
        place(request, size);
        return request.result;
    }

    /** Finds a port for a request, or a place in the queue. Not under the lock: it may answer the client. */
    private void place(Request request, int triesLeft) {
        PassiveEndpoint endpoint = null;
        synchronized (this) {
            if (!closed && triesLeft > 0) {
                endpoint = expect(request);
                if (endpoint == null && !expectedFrom(request.turns).isEmpty()) {
                    queue(request);
                    return;
                }
            }
        }
        if (endpoint == null) {
            request.fail(noneFree());
        } else {
            answer(request, endpoint, triesLeft);
        }
    }

    private void queue(Request request) {
        waiting.computeIfAbsent(request.turns, turns -> new ArrayDeque<>()).add(request);
        request.loop.schedule(() -> waitedLongEnough(request), request.acceptTimeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Expects the connection on a free port, or on that of somebody who has not come in time. */
    private @Nullable PassiveEndpoint expect(Request request) {
        PassivePort port = choose(request);
        if (port == null) {
            port = takeTurnOfTheLate(request.turns);
        }
        return port == null ? null : expect(request, port);
    }

    private PassiveEndpoint expect(Request request, PassivePort port) {
        PassiveEndpoint endpoint =
                new PassiveEndpoint(this, port, request.loop, request.turns.peer, request.acceptTimeout);
        port.expect(endpoint);
        expected++;
        return endpoint;
    }

    /** Tells the session its port as soon as it listens. */
    private void answer(Request request, PassiveEndpoint endpoint, int triesLeft) {
        CompletableFuture<Channel> listening = listen(endpoint.port());
        listening.whenComplete((acceptor, failure) -> {
            if (failure == null) {
                onLoop(request.loop, () -> {
                    endpoint.listensOn(((InetSocketAddress) acceptor.localAddress()).getPort());
                    request.result.complete(endpoint);
                });
            } else {
                forget(endpoint, listening);
                place(request, triesLeft - 1);
            }
        });
    }

    private synchronized CompletableFuture<Channel> listen(PassivePort port) {
        return port.listen(loops);
    }

    private static void onLoop(EventLoop loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** Another program has the port. */
    private synchronized void forget(PassiveEndpoint endpoint, CompletableFuture<Channel> listening) {
        endpoint.port().refused(listening);
        if (endpoint.port().forget(endpoint)) {
            expected--;
        }
    }

    /** A random port on which nobody is expected from that address, on the session's own event loop if possible. */
    private @Nullable PassivePort choose(Request request) {
        int start = ThreadLocalRandom.current().nextInt(size);
        PassivePort other = null;
        for (int i = 0; i < size; i++) {
            PassivePort port = port(request.turns.local, (start + i) % size);
            if (port.isFreeFor(request.turns.peer)) {
                if (port.loop() == request.loop) {
                    return port;
                }
                other = other == null ? port : other;
            }
        }
        return other;
    }

    private PassivePort port(InetAddress local, int index) {
        PassivePort[] all = portsOf.computeIfAbsent(local, key -> new PassivePort[size]);
        PassivePort port = all[index];
        if (port == null) {
            int number = range.first() == 0 ? 0 : range.first() + index;
            List<EventLoop> acceptors = loops.all();
            port = new PassivePort(
                    this, acceptors.get(index % acceptors.size()), new InetSocketAddress(local, number), proxy);
            all[index] = port;
        }
        return port;
    }

    private List<PassiveEndpoint> expectedFrom(Turns turns) {
        List<PassiveEndpoint> found = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            PassiveEndpoint endpoint = port(turns.local, i).expectedFrom(turns.peer);
            if (endpoint != null) {
                found.add(endpoint);
            }
        }
        return found;
    }

    private @Nullable PassivePort takeTurnOfTheLate(Turns turns) {
        for (PassiveEndpoint endpoint : expectedFrom(turns)) {
            if (endpoint.isLate()) {
                endpoint.port().forget(endpoint);
                expected--;
                endpoint.loop().execute(endpoint::tooLate);
                return endpoint.port();
            }
        }
        return null;
    }

    private void waitedLongEnough(Request request) {
        PassiveEndpoint endpoint;
        synchronized (this) {
            Deque<Request> queue = waiting.get(request.turns);
            if (queue == null || !queue.remove(request)) {
                return; // it had its turn
            }
            if (queue.isEmpty()) {
                waiting.remove(request.turns);
            }
            endpoint = expect(request);
        }
        if (endpoint == null) {
            request.fail(noneFree());
        } else {
            answer(request, endpoint, 1);
        }
    }

    /** The session that a connection from {@code peer} belongs to; null, and counted, if nobody expects it. */
    @Nullable
    PassiveEndpoint claim(PassivePort port, InetAddress peer) {
        PassiveEndpoint endpoint;
        synchronized (this) {
            endpoint = port.expectedFrom(peer);
        }
        if (endpoint == null || !withdraw(endpoint)) {
            strangers.increment();
            return null;
        }
        return endpoint;
    }

    /**
     * Expects a connection no longer; the turn goes to who waits for it.
     *
     * @return whether it was still expected
     */
    boolean withdraw(PassiveEndpoint endpoint) {
        PassivePort port = endpoint.port();
        Request next;
        PassiveEndpoint nextEndpoint = null;
        synchronized (this) {
            if (!port.forget(endpoint)) {
                return false;
            }
            expected--;
            next = nextInTurn(new Turns(port.local(), endpoint.peer()));
            if (next != null) {
                nextEndpoint = expect(next, port);
            } else if (closed && port.isIdle()) {
                port.close();
            }
        }
        if (next != null && nextEndpoint != null) {
            answer(next, nextEndpoint, 1);
        }
        return true;
    }

    private @Nullable Request nextInTurn(Turns turns) {
        Deque<Request> queue = waiting.get(turns);
        if (queue == null) {
            return null;
        }
        Request next = queue.poll();
        if (queue.isEmpty()) {
            waiting.remove(turns);
        }
        return next;
    }

    /** Stops listening; a port on which connections are expected goes on until they have come or been given up. */
    @Override
    public synchronized void close() {
        closed = true;
        for (PassivePort[] ports : portsOf.values()) {
            for (PassivePort port : ports) {
                if (port != null && port.isIdle()) {
                    port.close();
                }
            }
        }
    }

    private DataConnectionException noneFree() {
        return new DataConnectionException(
                Kind.CANNOT_OPEN, "No passive port is free (" + range + "); try again later.");
    }
}
