package dev.wharf.ftp.data;

import dev.wharf.net.AnnouncedAddress;
import java.util.List;
import java.util.Optional;

/**
 * Passive data connections (PASV, EPSV).
 *
 * @param ports the ports to listen on
 * @param publicAddress what to announce in 227, if not the address that the client reached
 * @param publicAddressFor what to announce to clients of certain networks instead; the first that applies counts
 */
public record PassiveConfig(
        PortRange ports, Optional<AnnouncedAddress> publicAddress, List<AnnouncedAddress.ForNetwork> publicAddressFor) {
    public PassiveConfig {
        publicAddressFor = List.copyOf(publicAddressFor);
    }
}
