package dev.wharf.cloudhash;

import dev.wharf.cloudhash.command.Commands;
import dev.wharf.cloudhash.store.memory.Keyspace;
import dev.wharf.net.ConnectionRegistry;
import dev.wharf.net.EventLoops;
import dev.wharf.net.Listener;
import dev.wharf.net.NetMetrics;
import dev.wharf.net.WrongPortGuard.Expects;
import dev.wharf.net.tls.TlsServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The CloudHash service: its listeners over one store. Thread-safe; binding and closing block. */
public final class CloudHashServer implements AutoCloseable {
    private static final int EXPIRY_PERIOD_MILLIS = 100;

    private final CloudHashConfig config;
    private final EventLoops loops;
    private final ConnectionRegistry connections;
    private final NetMetrics netMetrics;
    private final CloudHashMetrics metrics;
    private final Commands commands;
    private final ScheduledFuture<?> expiry;
    private final List<Listener> listeners = new ArrayList<>();

    /**
     * Binds the listeners that are enabled.
     *
     * @param keys stays the caller's
     * @param version this program's, for those who ask
     * @throws dev.wharf.common.InvalidValueException if an address cannot be bound
     */
    public CloudHashServer(
            CloudHashConfig config,
            Keyspace keys,
            EventLoops loops,
            TlsServer tls,
            ConnectionRegistry connections,
            MeterRegistry registry,
            String version) {
        this.config = config;
        this.loops = loops;
        this.connections = connections;
        netMetrics = new NetMetrics(registry);
        keys.limitMemory(config.maxMemoryBytes(), config.maxMemoryPolicy());
        commands = new Commands(keys, config.limits(), config.password(), version);
        metrics = new CloudHashMetrics(registry, commands);
        expiry = loops.all()
                .get(0)
                .scheduleWithFixedDelay(
                        () -> expireSome(keys), EXPIRY_PERIOD_MILLIS, EXPIRY_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        try {
            config.listeners().forEach((name, listener) -> bind(name, listener, listener.isSecured() ? tls : null));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static void expireSome(Keyspace keys) {
        keys.lock();
        try {
            keys.expireSome();
        } finally {
            keys.unlock();
        }
    }

    private void bind(String name, CloudHashListenerConfig listener, @Nullable TlsServer tls) {
        if (!listener.enabled()) {
            return;
        }
        Expects expected = tls == null ? Expects.PLAIN : Expects.TLS;
        CloudHashPipeline pipeline =
                new CloudHashPipeline(config, listener, metrics, commands, netMetrics.wrongPort(name, expected), tls);
        listeners.add(Listener.bind(name, listener.listener(), loops, connections, netMetrics, pipeline));
    }

    /** What is bound. */
    public List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    /** Stops accepting; connections live on until the registry drains or closes them. */
    @Override
    public void close() {
        expiry.cancel(false);
        for (Listener listener : listeners) {
            listener.close();
        }
    }
}
