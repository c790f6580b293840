package dev.wharf.cloudhash;

import dev.wharf.cloudhash.protocol.Limits;
import dev.wharf.common.Check;
import dev.wharf.net.ListenerConfig;
import io.netty.util.NetUtil;
import java.time.Duration;

/**
 * The CloudHash service.
 *
 * @param idleTimeout between requests
 * @param requestTimeout from the first byte of a request to its last
 * @param writeTimeout how long answers may go unread
 * @param maxLineBytes longest request line
 * @param maxFrameBytes longest request in a frame
 * @param maxKeyBytes longest key
 * @param maxValueBytes longest value
 * @param insecure whether other machines are let in, though there are no passwords
 * @param plain the listener in clear
 * @param tls the listener under TLS
 */
public record CloudHashConfig(
        Duration idleTimeout,
        Duration requestTimeout,
        Duration writeTimeout,
        int maxLineBytes,
        int maxFrameBytes,
        int maxKeyBytes,
        int maxValueBytes,
        boolean insecure,
        ListenerConfig plain,
        ListenerConfig tls) {
    public CloudHashConfig {
        Check.inRange("idle-timeout", idleTimeout, Duration.ZERO, Duration.ofDays(7));
        Check.inRange("request-timeout", requestTimeout, Duration.ZERO, Duration.ofDays(1));
        Check.inRange("write-timeout", writeTimeout, Duration.ZERO, Duration.ofDays(1));
        Check.inRange("max-line-bytes", maxLineBytes, 64, 1 << 30);
        Check.inRange("max-frame-bytes", maxFrameBytes, 64, 1 << 30);
        Check.inRange("max-key-bytes", maxKeyBytes, 1, maxFrameBytes);
        Check.inRange("max-value-bytes", maxValueBytes, 1, maxFrameBytes);
        refuseOtherMachines("plain.host", plain, insecure);
        refuseOtherMachines("tls.host", tls, insecure);
    }

    /** How large things may be. */
    Limits limits() {
        return new Limits(maxLineBytes, maxFrameBytes, maxKeyBytes, maxValueBytes);
    }

    private static void refuseOtherMachines(String key, ListenerConfig listener, boolean insecure) {
        String host = listener.host();
        boolean loopback = host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || (host.startsWith("127.") && NetUtil.isValidIpV4Address(host));
        Check.that(
                !listener.enabled() || insecure || loopback,
                key,
                listener.host(),
                "a loopback address, or cloudhash.insecure = true, for there are no passwords");
    }
}
