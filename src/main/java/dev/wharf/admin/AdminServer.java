package dev.wharf.admin;

import dev.wharf.net.BlockingPool;
import dev.wharf.net.ConnectionRegistry;
import dev.wharf.net.ConnectionRegistry.Refusal;
import dev.wharf.net.EventLoops;
import dev.wharf.net.Listener;
import dev.wharf.net.ListenerConfig;
import dev.wharf.net.NetMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP endpoint: {@code /metrics}, {@code /healthz}, {@code /readyz}. One request for each connection.
 *
 * <p>Counts its connections apart from the services', so that it can be asked until the very end of a drain and when
 * they have used up theirs. Thread-safe; binding and closing block.
 */
public final class AdminServer implements AutoCloseable {
    /** More than a scraper, a few probes and some people need at a time. */
    private static final int MAX_CONNECTIONS = 100;

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final int LONGEST_LINE_BYTES = 4096;
    private static final int LONGEST_HEADERS_BYTES = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    private final ConnectionRegistry connections = new ConnectionRegistry(MAX_CONNECTIONS, 0);
    private final BlockingPool scrapes = new BlockingPool("wharf-scrape", 1, MAX_CONNECTIONS);
    private final Listener listener;

    /**
     * Binds the listener.
     *
     * @param beforeFirstScrape run once on the thread that renders, as soon as that is there
     * @param ready whether the services take work
     * @throws dev.wharf.common.InvalidValueException if the address cannot be bound
     */
    public AdminServer(
            ListenerConfig config,
            EventLoops loops,
            PrometheusMeterRegistry registry,
            Runnable beforeFirstScrape,
            BooleanSupplier ready) {
        scrapes.submit(Executors.callable(beforeFirstScrape), Runnable::run).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.error("some metrics cannot be had", failure);
            }
        });
        listener =
                Listener.bind("admin", config, loops, connections, new NetMetrics(registry), new Listener.Protocol() {
                    @Override
                    public void initialize(Channel channel) {
                        channel.config().setAutoRead(true);
                        channel.pipeline()
                                .addLast(new HttpServerCodec(LONGEST_LINE_BYTES, LONGEST_HEADERS_BYTES, 8192))
                                .addLast(new AdminHandler(registry, scrapes, ready, REQUEST_TIMEOUT));
                    }

                    @Override
                    public ByteBuf refusal(Channel channel, Refusal reason) {
                        return Unpooled.EMPTY_BUFFER;
                    }
                });
    }

    /** Where it is bound. */
    public InetSocketAddress address() {
        return listener.address();
    }

    @Override
    public void close() {
        listener.close();
        connections.closeAll();
        scrapes.close();
    }
}
