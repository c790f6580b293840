package dev.wharf.app;

import dev.wharf.admin.AdminServer;
import dev.wharf.auth.Account;
import dev.wharf.auth.LoginThrottle;
import dev.wharf.auth.User;
import dev.wharf.auth.UserDirectory;
import dev.wharf.auth.UserSessions;
import dev.wharf.cloudhash.CloudHashServer;
import dev.wharf.cloudhash.store.ChangeLog;
import dev.wharf.cloudhash.store.durable.DurableLog;
import dev.wharf.cloudhash.store.memory.Keyspace;
import dev.wharf.common.Addresses;
import dev.wharf.common.Durations;
import dev.wharf.common.InvalidValueException;
import dev.wharf.ftp.FtpServer;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.local.LocalHomes;
import dev.wharf.ftp.session.LoginMetrics;
import dev.wharf.ftp.session.LoginServices;
import dev.wharf.net.BlockingPool;
import dev.wharf.net.ConnectionRegistry;
import dev.wharf.net.EventLoops;
import dev.wharf.net.NetMetrics;
import dev.wharf.net.NetworkConfig;
import dev.wharf.net.tls.SelfSignedCertificate;
import dev.wharf.net.tls.TlsIdentity;
import dev.wharf.net.tls.TlsServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole server, put together: starts everything or nothing, drains, stops.
 *
 * <p>Thread: the one that starts it starts and stops it; blocks.
 */
final class Wharf implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wharf.class);

    private static final String SAMPLE_FILE = "hello.txt";
    private static final String SAMPLE_TEXT = """
            Hello from Wharf.

            This file is here so that there is something to fetch. Put your own files beside it.
            """;

    private final ServerConfig config;
    private final UserDirectory users;
    private final LocalHomes homes = new LocalHomes();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>(); // last opened, first closed
    private final ConnectionRegistry connections;
    private volatile boolean ready;
    private volatile @Nullable Keyspace keyspace;
    private @Nullable EventLoops loops;
    private @Nullable TlsServer tls;
    private @Nullable FtpServer ftp;
    private @Nullable CloudHashServer cloudHash;
    private @Nullable AdminServer admin;

    private Wharf(ServerConfig config, UserDirectory users) {
        this.config = config;
        this.users = users;
        NetworkConfig network = config.network();
        connections = new ConnectionRegistry(network.maxConnections(), network.maxConnectionsPerAddress());
    }

    /**
     * Starts everything; if anything cannot be had, nothing is left running.
     *
     * @throws InvalidValueException if a configured value turns out to be of no use
     */
    static Wharf start(ServerConfig config, UserDirectory users) {
        Wharf wharf = new Wharf(config, users);
        try {
            wharf.open();
            return wharf;
        } catch (RuntimeException e) {
            wharf.close();
            throw e;
        }
    }

    private void open() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        opened.push(registry::close);
        EventLoops eventLoops = closeLater(EventLoops.start(config.network()));
        loops = eventLoops;
        CompletableFuture<Keyspace> loading = load(registry);
        BlockingPool disk = closeLater(new BlockingPool(
                "wharf-disk", config.disk().threadCount(), config.disk().queue()));
        BlockingPool passwords = closeLater(new BlockingPool(
                "wharf-auth", config.auth().threadCount(), config.auth().queue()));
        TlsServer secured = new TlsServer(config.tls(), identity(), registry);
        tls = secured;
        FileTree files = files();
        NetMetrics netMetrics = new NetMetrics(registry);
        netMetrics.watch(eventLoops);
        netMetrics.watch("disk", disk);
        netMetrics.watch("auth", passwords);
        if (config.admin().enabled()) {
            admin = closeLater(new AdminServer(
                    config.admin(), eventLoops, registry, () -> watchProcess(registry), this::takesWork));
        }
        ftp = closeLater(new FtpServer(
                config.ftp(),
                new LoginServices(
                        users,
                        passwords,
                        new LoginThrottle(config.auth()),
                        new UserSessions(),
                        this::home,
                        files,
                        new LoginMetrics(registry)),
                eventLoops,
                disk,
                secured,
                connections,
                registry));
        Keyspace keys = loaded(loading);
        keyspace = keys;
        cloudHash = closeLater(new CloudHashServer(
                config.cloudhash(), keys, eventLoops, secured, connections, registry, Version.current()));
        ready = true;
    }

    /** Reads the keys from disk, on a thread of its own: meanwhile the rest can start. */
    private CompletableFuture<Keyspace> load(PrometheusMeterRegistry registry) {
        CompletableFuture<Keyspace> loading = CompletableFuture.supplyAsync(
                () -> keyspace(registry), task -> new Thread(task, "wharf-cloudhash-load").start());
        opened.push(() -> {
            if (!loading.handle((keys, failure) -> failure != null).join()) {
                loading.join().close();
            }
        });
        return loading;
    }

    private Keyspace keyspace(PrometheusMeterRegistry registry) {
        return switch (config.cloudhash().store()) {
            case MEMORY -> new Keyspace(ChangeLog.NONE);
            case DURABLE -> DurableLog.open(config.cloudhash().durable(), registry);
        };
    }

    private static Keyspace loaded(CompletableFuture<Keyspace> loading) {
        try {
            return loading.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof InvalidValueException invalid) {
                throw new InvalidValueException(
                        "cloudhash.durable." + invalid.key(), invalid.value(), invalid.expected());
            }
            throw e;
        }
    }

    private boolean takesWork() {
        Keyspace keys = keyspace;
        return ready && keys != null && keys.log().refusal() == null;
    }

    private <T extends AutoCloseable> T closeLater(T resource) {
        opened.push(resource);
        return resource;
    }

    private TlsIdentity identity() {
        if (config.tls().certificate().isPresent() && config.tls().privateKey().isPresent()) {
            return TlsIdentity.load(
                    config.tls().certificate().get(), config.tls().privateKey().get());
        }
        Path directory = config.dataDirectory().resolve("tls");
        try {
            return SelfSignedCertificate.loadOrCreate(directory, config.tls().hostNames());
        } catch (IOException e) {
            throw new InvalidValueException(
                    "data-directory",
                    config.dataDirectory(),
                    "a directory in which tls/ can be made and written; " + reason(e));
        }
    }

    private FileTree files() {
        Path root = config.ftp().root();
        try {
            if (!Files.exists(root)) {
                Files.createDirectories(root);
                Files.writeString(root.resolve(SAMPLE_FILE), SAMPLE_TEXT);
            }
            Account anonymous = config.ftp().anonymous();
            return homes.open(new User(UserDirectory.ANONYMOUS, anonymous.homeOf(UserDirectory.ANONYMOUS), anonymous));
        } catch (IOException e) {
            throw new InvalidValueException("ftp.root", root, "a directory that can be made or listed; " + reason(e));
        }
    }

    /** What a user with an account sees as "/"; made if it is not there. */
    private FileTree home(User user) throws IOException {
        Files.createDirectories(user.home());
        return homes.open(user);
    }

    private static String reason(IOException e) {
        return e instanceof AccessDeniedException
                ? "permission denied: " + e.getMessage()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /** Meters of JVM, allocator and build; slow to make, since they need the JVM's management interface. */
    private static void watchProcess(PrometheusMeterRegistry registry) {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider allocator) {
            new NettyAllocatorMetrics(allocator).bindTo(registry);
        }
        Gauge.builder("wharf.build", () -> 1)
                .description("Which Wharf runs on which Java; always 1")
                .tags(List.of(
                        Tag.of("version", Version.current()),
                        Tag.of("java", Runtime.version().toString())))
                .register(registry);
    }

    /** Every bound address by the name of its listener, in the order of the configuration. */
    Map<String, InetSocketAddress> addresses() {
        Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
        if (ftp != null) {
            ftp.listeners().forEach(listener -> addresses.put(listener.name(), listener.address()));
        }
        if (cloudHash != null) {
            cloudHash.listeners().forEach(listener -> addresses.put(listener.name(), listener.address()));
        }
        if (admin != null) {
            addresses.put("admin", admin.address());
        }
        return addresses;
    }

    /** The one line that says that everything is there. */
    String readyLine() {
        StringBuilder line = new StringBuilder("wharf ready:");
        addresses()
                .forEach((name, address) -> line.append(' ')
                        .append(name)
                        .append('=')
                        .append(
                                address.getAddress().isAnyLocalAddress()
                                        ? "*"
                                        : Addresses.literal(address.getAddress()))
                        .append(':')
                        .append(address.getPort()));
        line.append(" ftp.passive=").append(config.ftp().passive().ports());
        Keyspace keys = keyspace;
        if (keys != null) {
            line.append(" cloudhash.durability=").append(keys.log().mode());
            line.append(" cloudhash.keys=").append(keyCount(keys));
        }
        if (loops != null) {
            line.append(" transport=").append(loops.transportName());
        }
        if (tls != null) {
            line.append(" tls=").append(tls.providerName());
            line.append(" certificate-sha256=").append(tls.identity().fingerprint());
        }
        return line.toString();
    }

    private static int keyCount(Keyspace keys) {
        keys.lock();
        try {
            return keys.size();
        } finally {
            keys.unlock();
        }
    }

    /** No new connections and no readiness from now on; lets running work end within the drain time-out. */
    void drain() {
        ready = false;
        if (ftp != null) {
            ftp.close();
        }
        if (cloudHash != null) {
            cloudHash.close();
        }
        Duration timeout = config.drainTimeout();
        LOG.info("draining {} connections, at most {}", connections.size(), Durations.text(timeout));
        try {
            connections
                    .drain()
                    .orTimeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException timedOut) {
            LOG.warn("closing {} connections that did not end within {}", connections.size(), Durations.text(timeout));
            connections.closeAll();
        }
    }

    /** Closes everything, last opened first. */
    @Override
    public void close() {
        ready = false;
        for (AutoCloseable resource : opened) {
            try {
                resource.close();
            } catch (Exception e) {
                LOG.error("cannot close {}", resource, e);
            }
        }
        opened.clear();
    }
}
