package dev.wharf.ftp.data;

import dev.wharf.common.Check;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Passive data connections (PASV, EPSV).
 *
 * @param ports the ports to listen on
 * @param publicAddress the IPv4 address to announce in 227, if not the control connection's own
 */
public record PassiveConfig(PortRange ports, Optional<String> publicAddress) {
    public PassiveConfig {
        publicAddress.ifPresent(address ->
                Check.that(NetUtil.isValidIpV4Address(address), "public-address", address, "an IPv4 address"));
    }

    /** The address to announce, parsed. */
    public Optional<Inet4Address> announced() {
        return publicAddress.map(text -> {
            try {
                return (Inet4Address) InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
            } catch (UnknownHostException e) {
                throw new IllegalStateException("checked when the configuration was read: " + text, e);
            }
        });
    }
}
