package dev.wharf.cloudhash;

import dev.wharf.cloudhash.command.TextExecutor;
import dev.wharf.cloudhash.store.Store;
import dev.wharf.net.ConnectionRegistry;
import dev.wharf.net.EventLoops;
import dev.wharf.net.Listener;
import dev.wharf.net.ListenerConfig;
import dev.wharf.net.NetMetrics;
import dev.wharf.net.WrongPortGuard.Expects;
import dev.wharf.net.tls.TlsServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The CloudHash service: its listeners over one store. Thread-safe; binding and closing block. */
public final class CloudHashServer implements AutoCloseable {
    private final CloudHashConfig config;
    private final EventLoops loops;
    private final ConnectionRegistry connections;
    private final NetMetrics netMetrics;
    private final CloudHashMetrics metrics;
    private final TextExecutor executor;
    private final List<Listener> listeners = new ArrayList<>();

    /**
     * Binds the listeners that are enabled.
     *
     * @param store stays the caller's
     * @throws dev.wharf.common.InvalidValueException if an address cannot be bound
     */
    public CloudHashServer(
            CloudHashConfig config,
            Store store,
            EventLoops loops,
            TlsServer tls,
            ConnectionRegistry connections,
            MeterRegistry registry) {
        this.config = config;
        this.loops = loops;
        this.connections = connections;
        netMetrics = new NetMetrics(registry);
        metrics = new CloudHashMetrics(registry, store);
        executor = new TextExecutor(store, config.limits());
        try {
            bind("cloudhash.plain", config.plain(), null);
            bind("cloudhash.tls", config.tls(), tls);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void bind(String name, ListenerConfig listener, @Nullable TlsServer tls) {
        if (!listener.enabled()) {
            return;
        }
        Expects expected = tls == null ? Expects.PLAIN : Expects.TLS;
        CloudHashPipeline pipeline =
                new CloudHashPipeline(config, metrics, executor, netMetrics.wrongPort(name, expected), tls);
        listeners.add(Listener.bind(name, listener, loops, connections, netMetrics, pipeline));
    }

    /** What is bound. */
    public List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    /** Stops accepting; connections live on until the registry drains or closes them. */
    @Override
    public void close() {
        for (Listener listener : listeners) {
            listener.close();
        }
    }
}
