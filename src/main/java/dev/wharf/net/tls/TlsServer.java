package dev.wharf.net.tls;

import dev.wharf.common.InvalidValueException;
import dev.wharf.net.tls.TlsConfig.ProviderChoice;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Secures connections as the server's side of TLS, with one identity for all of them. Thread-safe.
 */
public final class TlsServer {
    /** Long, for an FTP session's data connections resume what its control connection began with. */
    private static final Duration SESSION_TIMEOUT = Duration.ofDays(1);

    /** The JDK's stateless tickets do not carry the binding of a session; sessions it keeps itself do. */
    private static final String JDK_STATELESS_TICKETS = "jdk.tls.server.enableSessionTicketExtension";

    private final SslContext context;
    private final SslProvider provider;
    private final long handshakeTimeoutMillis;
    private final TlsIdentity identity;
    private final Map<String, Counter> handshakes;
    private final Counter failures;
    private final Counter timeouts;
    private final Counter resumptions;

    /**
     * @throws InvalidValueException if the provider asked for does not load, or does not take the certificate
     */
    public TlsServer(TlsConfig config, TlsIdentity identity, MeterRegistry registry) {
        this.identity = identity;
        provider = choose(config.provider());
        if (provider == SslProvider.JDK && System.getProperty(JDK_STATELESS_TICKETS) == null) {
            System.setProperty(JDK_STATELESS_TICKETS, "false");
        }
        handshakeTimeoutMillis = config.handshakeTimeout().toMillis();
        try {
            X509Certificate[] chain = identity.chain().toArray(X509Certificate[]::new);
            context = SslContextBuilder.forServer(identity.key(), chain)
                    .sslProvider(provider)
                    // Nobody is asked for a certificate. Left out, the JDK's whole trust store would be read: 0.1 s.
                    .trustManager(chain)
                    .protocols(config.protocols())
                    .sessionTimeout(SESSION_TIMEOUT.toSeconds())
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new InvalidValueException(
                    "tls.certificate",
                    config.certificate().map(Object::toString).orElse("(self-signed)"),
                    "a certificate that " + providerName() + " takes; it says: " + e.getMessage());
        }
        handshakes = Stream.of("TLSv1.2", "TLSv1.3")
                .collect(Collectors.toUnmodifiableMap(
                        version -> version, version -> outcome(registry, version, "completed")));
        failures = outcome(registry, "none", "failed");
        timeouts = outcome(registry, "none", "timed_out");
        resumptions = Counter.builder("wharf.tls.resumptions")
                .description("TLS handshakes that resumed an earlier session")
                .register(registry);
    }

    /** Begins to load the native library, the slowest part of a start, while the caller goes on with others. */
    public static void preload() {
        Thread loader = new Thread(OpenSsl::isAvailable, "wharf-tls-load");
        loader.setDaemon(true);
        loader.start();
    }

    /** The certificate and key shown to clients. */
    public TlsIdentity identity() {
        return identity;
    }

    /** The implementation in use, for people: BoringSSL or JDK. */
    public String providerName() {
        return provider == SslProvider.OPENSSL ? "BoringSSL" : "JDK";
    }

    /** A handler that secures one connection, which may resume the session of any that was made in this way. */
    public TlsHandler newHandler(ByteBufAllocator allocator) {
        return newHandler(allocator, TlsBinding.COMMON);
    }

    /**
     * A handler that secures one connection, which may resume the session of one with the same binding. Counts how the
     * handshake ends. Thread: any; the handler then belongs to its channel's event loop.
     */
    public TlsHandler newHandler(ByteBufAllocator allocator, TlsBinding binding) {
        TlsHandler handler = new TlsHandler(newEngine(allocator, binding), binding);
        handler.setHandshakeTimeoutMillis(handshakeTimeoutMillis);
        handler.handshakeFuture().addListener(done -> count(handler, done.cause()));
        return handler;
    }

    /** BoringSSL's connections take the session id context that their factory has when they are made. */
    private SSLEngine newEngine(ByteBufAllocator allocator, TlsBinding binding) {
        if (!(context.sessionContext() instanceof OpenSslServerSessionContext boring)) {
            return context.newEngine(allocator);
        }
        synchronized (context) {
            boring.setSessionIdContext(binding.bytes());
            return context.newEngine(allocator);
        }
    }

    private void count(TlsHandler handler, @Nullable Throwable failure) {
        if (failure instanceof SslHandshakeTimeoutException) {
            timeouts.increment();
        } else if (failure != null) {
            failures.increment();
        } else {
            Counter counter = handshakes.get(handler.engine().getSession().getProtocol());
            if (counter != null) {
                counter.increment();
            }
            if (handler.isResumed()) {
                resumptions.increment();
            }
        }
    }

    private static Counter outcome(MeterRegistry registry, String version, String outcome) {
        return Counter.builder("wharf.tls.handshakes")
                .description("TLS handshakes by version agreed and outcome")
                .tag("version", version)
                .tag("outcome", outcome)
                .register(registry);
    }

    private static SslProvider choose(ProviderChoice choice) {
        return switch (choice) {
            case AUTO -> OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
            case JDK -> SslProvider.JDK;
            case BORINGSSL -> {
                if (!OpenSsl.isAvailable()) {
                    throw new InvalidValueException(
                            "tls.provider",
                            "boringssl",
                            "one that loads here, or auto; it said: "
                                    + OpenSsl.unavailabilityCause().getMessage());
                }
                yield SslProvider.OPENSSL;
            }
        };
    }
}
