package dev.wharf.net;

import dev.wharf.common.Check;
import dev.wharf.common.Network;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Listeners that stand behind a proxy which tells the client's address by the PROXY protocol.
 *
 * @param from the proxies; if there are any, every connection must come from one of them and begin with a header
 * @param timeout how long the header may take
 * @param data whether data connections come through the proxy too, with a header of their own
 */
public record ProxyProtocolConfig(List<Network> from, Duration timeout, boolean data) {
    public ProxyProtocolConfig {
        Check.inRange("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(5));
        Check.that(!data || !from.isEmpty(), "data", data, "false, or the proxies in ftp.proxy-protocol.from");
        from = List.copyOf(from);
    }

    /** Whether headers are expected at all. */
    public boolean isEnabled() {
        return !from.isEmpty();
    }

    boolean trusts(InetAddress address) {
        return from.stream().anyMatch(network -> network.contains(address));
    }
}
