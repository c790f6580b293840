package dev.wharf.net.tls;

import dev.wharf.common.Check;
import io.netty.util.NetUtil;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How TLS is done.
 *
 * @param certificate PEM file with the certificate chain; none: a self-signed one is made
 * @param privateKey PEM file with its key
 * @param hostNames more names and addresses for the self-signed certificate
 * @param provider which implementation
 * @param protocols versions offered
 * @param handshakeTimeout how long a handshake may take
 */
public record TlsConfig(
        Optional<Path> certificate,
        Optional<Path> privateKey,
        List<String> hostNames,
        ProviderChoice provider,
        List<String> protocols,
        Duration handshakeTimeout) {
    /** RFC 1123, 2.1, with a wildcard for the first label (RFC 6125, 6.4.3). */
    private static final Pattern DNS_NAME = Pattern.compile(
            "(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    private static final List<String> KNOWN_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    public TlsConfig {
        Check.that(
                certificate.isPresent() == privateKey.isPresent(),
                certificate.isPresent() ? "private-key" : "certificate",
                "\"\"",
                "a PEM file, because " + (certificate.isPresent() ? "tls.certificate" : "tls.private-key")
                        + " names one");
        Check.that(
                !protocols.isEmpty() && KNOWN_PROTOCOLS.containsAll(protocols),
                "protocols",
                protocols,
                "one or more of TLSv1.3, TLSv1.2");
        Check.inRange("handshake-timeout", handshakeTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
        for (String name : hostNames) {
            Check.that(
                    isAddress(name) || DNS_NAME.matcher(name).matches(),
                    "host-names",
                    name,
                    "names such as files.example.org or *.example.org, and addresses");
        }
        hostNames = List.copyOf(hostNames);
        protocols = List.copyOf(protocols);
    }

    private static boolean isAddress(String name) {
        boolean ipv6 = NetUtil.isValidIpV6Address(name) && name.indexOf('%') < 0 && name.indexOf('[') < 0;
        return ipv6 || NetUtil.isValidIpV4Address(name);
    }

    /** Which TLS implementation; {@link #AUTO} takes BoringSSL where it loads, else the JDK's. */
    public enum ProviderChoice {
        AUTO,
        BORINGSSL,
        JDK
    }
}
