package dev.wharf.net;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Meters of connections, event loops and pools. Every tag comes from a closed set: listeners are named by the
 * configuration, reasons by enums. Thread-safe.
 */
public final class NetMetrics {
    private static final Duration LAG_PROBE_INTERVAL = Duration.ofMillis(500);

    private final MeterRegistry registry;

    public NetMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    ListenerMetrics listener(String name, AtomicInteger active) {
        Gauge.builder("wharf.connections.active", active, AtomicInteger::get)
                .description("Connections open now")
                .tag("listener", name)
                .register(registry);
        Counter accepted = Counter.builder("wharf.connections.accepted")
                .description("Connections accepted and within the limits")
                .tag("listener", name)
                .register(registry);
        Counter failures = Counter.builder("wharf.accept.failures")
                .description("Connections that could not be accepted, for want of file descriptors mostly")
                .tag("listener", name)
                .register(registry);
        return new ListenerMetrics(
                accepted,
                failures,
                refusal -> Counter.builder("wharf.connections.refused")
                        .description("Connections accepted and closed at once")
                        .tag("listener", name)
                        .tag("reason", refusal.name().toLowerCase(Locale.ROOT))
                        .register(registry));
    }

    /** The counter of connections whose first bytes were for another kind of port. */
    public Counter wrongPort(String listener, WrongPortGuard.Expects expected) {
        return Counter.builder("wharf.connections.wrong.protocol")
                .description("Connections that spoke TLS to a plain port or something else to a TLS port")
                .tag("listener", listener)
                .tag("expected", expected.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    /** The counter of connections closed because the PROXY protocol was not kept to. */
    Counter proxyRefused(String listener) {
        return Counter.builder("wharf.proxy.refused")
                .description("Connections closed for want of a PROXY header, or of a proxy that may send one")
                .tag("listener", listener)
                .register(registry);
    }

    /** Measures every half second how late each event loop runs what is due. */
    public void watch(EventLoops loops) {
        Timer lag = Timer.builder("wharf.event.loop.lag")
                .description("How late event loops run a task that is due")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1))
                .register(registry);
        for (EventLoop loop : loops.all()) {
            new LagProbe(loop, lag).schedule();
        }
    }

    /** Publishes a pool's queue. */
    public void watch(String name, BlockingPool pool) {
        Gauge.builder("wharf.pool.queued", pool, BlockingPool::queued)
                .description("Tasks that wait for a thread of the pool")
                .tag("pool", name)
                .register(registry);
        Gauge.builder("wharf.pool.active", pool, BlockingPool::active)
                .description("Threads of the pool at work")
                .tag("pool", name)
                .register(registry);
        FunctionCounter.builder("wharf.pool.rejected", pool, BlockingPool::rejected)
                .description("Tasks refused because the pool's queue was full")
                .tag("pool", name)
                .register(registry);
    }

    private static final class LagProbe implements Runnable {
        private final EventLoop loop;
        private final Timer lag;
        private long dueNanos;

        LagProbe(EventLoop loop, Timer lag) {
            this.loop = loop;
            this.lag = lag;
        }

        void schedule() {
            dueNanos = System.nanoTime() + LAG_PROBE_INTERVAL.toNanos();
            loop.schedule(this, LAG_PROBE_INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void run() {
            lag.record(Math.max(0, System.nanoTime() - dueNanos), TimeUnit.NANOSECONDS);
            if (!loop.isShuttingDown()) {
                schedule();
            }
        }
    }
}
