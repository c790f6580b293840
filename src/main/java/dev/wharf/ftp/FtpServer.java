package dev.wharf.ftp;

import dev.wharf.ftp.data.ActiveConnector;
import dev.wharf.ftp.data.PassivePorts;
import dev.wharf.ftp.data.TransferMetrics;
import dev.wharf.ftp.digest.DigestCache;
import dev.wharf.ftp.session.LoginServices;
import dev.wharf.ftp.session.SessionServices;
import dev.wharf.net.BlockingPool;
import dev.wharf.net.ConnectionRegistry;
import dev.wharf.net.EventLoops;
import dev.wharf.net.Listener;
import dev.wharf.net.ListenerConfig;
import dev.wharf.net.NetMetrics;
import dev.wharf.net.ProxyProtocol;
import dev.wharf.net.ProxyProtocolConfig;
import dev.wharf.net.PublicAddress;
import dev.wharf.net.WrongPortGuard.Expects;
import dev.wharf.net.tls.TlsServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The FTP service: its listeners and what its sessions share. Thread-safe; binding and closing block. */
public final class FtpServer implements AutoCloseable {
    /** About a megabyte when full. */
    private static final int DIGESTS_REMEMBERED = 4096;

    private final List<Listener> listeners = new ArrayList<>();
    private final PassivePorts passivePorts;
    private final PublicAddress publicAddress;

    /**
     * Binds the listeners that are enabled.
     *
     * @param logins who may come in, and to what
     * @param disk where file work runs; stays the caller's
     * @throws dev.wharf.common.InvalidValueException if an address cannot be bound
     */
    public FtpServer(
            FtpConfig config,
            LoginServices logins,
            EventLoops loops,
            BlockingPool disk,
            TlsServer tls,
            ConnectionRegistry connections,
            MeterRegistry registry) {
        NetMetrics netMetrics = new NetMetrics(registry);
        ProxyProtocolConfig proxies = config.proxyProtocol();
        passivePorts = new PassivePorts(
                loops,
                config.passive().ports(),
                proxies.data() ? Optional.of(new ProxyProtocol("ftp.passive", proxies, netMetrics)) : Optional.empty());
        publicAddress = new PublicAddress(
                config.passive().publicAddress(), config.passive().publicAddressFor(), loops);
        SessionServices services = new SessionServices(
                logins,
                disk,
                passivePorts,
                publicAddress,
                new ActiveConnector(loops, config.active()),
                new DigestCache(DIGESTS_REMEMBERED),
                config.transfer(),
                new TransferMetrics(registry, passivePorts),
                tls,
                config.tls(),
                config.dataTls(),
                loops.sendsFiles());
        FtpMetrics metrics = new FtpMetrics(registry);
        try {
            bind("ftp.explicit", config.explicit(), config, false, services, metrics, loops, connections, netMetrics);
            bind("ftp.implicit", config.implicit(), config, true, services, metrics, loops, connections, netMetrics);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void bind(
            String name,
            ListenerConfig listener,
            FtpConfig config,
            boolean implicitTls,
            SessionServices services,
            FtpMetrics metrics,
            EventLoops loops,
            ConnectionRegistry connections,
            NetMetrics netMetrics) {
        if (!listener.enabled()) {
            return;
        }
        FtpPipeline pipeline = new FtpPipeline(
                config,
                metrics,
                services,
                netMetrics.wrongPort(name, implicitTls ? Expects.TLS : Expects.PLAIN),
                implicitTls);
        Optional<ProxyProtocol> proxy = config.proxyProtocol().isEnabled()
                ? Optional.of(new ProxyProtocol(name, config.proxyProtocol(), netMetrics))
                : Optional.empty();
        listeners.add(Listener.bind(name, listener, loops, connections, netMetrics, proxy, pipeline));
    }

    /** What is bound. */
    public List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    /** Stops accepting; sessions live on until the registry drains or closes them. */
    @Override
    public void close() {
        for (Listener listener : listeners) {
            listener.close();
        }
        passivePorts.close();
        publicAddress.close();
    }
}
