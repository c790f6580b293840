package dev.wharf.cloudhash;

import dev.wharf.cloudhash.protocol.Limits;
import dev.wharf.cloudhash.store.durable.DurableConfig;
import dev.wharf.cloudhash.store.memory.EvictionPolicy;
import dev.wharf.common.Check;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The CloudHash service.
 *
 * @param idleTimeout between requests
 * @param requestTimeout from the first byte of a request to its last
 * @param writeTimeout how long answers may go unread
 * @param loginTimeout how long a connection may be there without having logged in, where that is needed
 * @param maxLineBytes longest request line
 * @param maxFrameBytes longest request in a frame, and all words of a command together
 * @param maxKeyBytes longest key
 * @param maxValueBytes longest value
 * @param maxOutputBytes answers that may wait for a peer before it is cut off
 * @param maxMemoryBytes what keys may take of the heap; 0 means any amount
 * @param maxMemoryPolicy what happens when they have taken it
 * @param store where keys and values are kept
 * @param durable the store on this machine's disk, if that is it
 * @param password what clients log in with
 * @param insecure whether other machines are let in without a password
 * @param plain the listener in clear
 * @param tls the listener under TLS
 * @param resp the listener for RESP and nothing else
 * @param framed the listener for length prefixes and nothing else
 */
public record CloudHashConfig(
        Duration idleTimeout,
        Duration requestTimeout,
        Duration writeTimeout,
        Duration loginTimeout,
        int maxLineBytes,
        int maxFrameBytes,
        int maxKeyBytes,
        int maxValueBytes,
        int maxOutputBytes,
        long maxMemoryBytes,
        EvictionPolicy maxMemoryPolicy,
        StoreChoice store,
        DurableConfig durable,
        Optional<String> password,
        boolean insecure,
        CloudHashListenerConfig plain,
        CloudHashListenerConfig tls,
        CloudHashListenerConfig resp,
        CloudHashListenerConfig framed) {
    public CloudHashConfig {
        Check.inRange("idle-timeout", idleTimeout, Duration.ZERO, Duration.ofDays(7));
        Check.inRange("request-timeout", requestTimeout, Duration.ZERO, Duration.ofDays(1));
        Check.inRange("write-timeout", writeTimeout, Duration.ZERO, Duration.ofDays(1));
        Check.inRange("login-timeout", loginTimeout, Duration.ofMillis(1), Duration.ofDays(1));
        Check.inRange("max-line-bytes", maxLineBytes, 64, 1 << 30);
        Check.inRange("max-frame-bytes", maxFrameBytes, 64, 1 << 30);
        Check.inRange("max-key-bytes", maxKeyBytes, 1, maxFrameBytes);
        Check.inRange("max-value-bytes", maxValueBytes, 1, maxFrameBytes);
        Check.inRange("max-output-bytes", maxOutputBytes, maxValueBytes, Integer.MAX_VALUE);
        Check.inRange("max-memory-bytes", maxMemoryBytes, 0, Long.MAX_VALUE);
        boolean anybody = insecure || password.isPresent();
        refuseOtherMachines("plain.host", plain, anybody);
        refuseOtherMachines("tls.host", tls, anybody);
        refuseOtherMachines("resp.host", resp, anybody);
        refuseOtherMachines("framed.host", framed, anybody);
    }

    /** Where keys and values are kept. */
    public enum StoreChoice {
        /** In memory; all is lost with the process. */
        MEMORY,
        /** In memory and on this machine's disk. */
        DURABLE
    }

    /** How large things may be. */
    Limits limits() {
        return new Limits(maxLineBytes, maxFrameBytes, maxKeyBytes, maxValueBytes);
    }

    /** The listeners by their keys, in the order of the configuration. */
    Map<String, CloudHashListenerConfig> listeners() {
        Map<String, CloudHashListenerConfig> listeners = new LinkedHashMap<>();
        listeners.put("cloudhash.plain", plain);
        listeners.put("cloudhash.tls", tls);
        listeners.put("cloudhash.resp", resp);
        listeners.put("cloudhash.framed", framed);
        return listeners;
    }

    private static void refuseOtherMachines(String key, CloudHashListenerConfig listener, boolean anybody) {
        String host = listener.host();
        boolean loopback = host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || (host.startsWith("127.") && NetUtil.isValidIpV4Address(host));
        Check.that(
                !listener.enabled() || anybody || loopback,
                key,
                listener.host(),
                "a loopback address, or cloudhash.password, or cloudhash.insecure = true");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "CloudHashConfig[" + listeners() + "]";
    }
}
