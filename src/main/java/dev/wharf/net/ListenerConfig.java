package dev.wharf.net;

import dev.wharf.common.Check;

/**
 * One address to accept connections on.
 *
 * @param enabled whether it is bound at all
 * @param host a name or address of this machine, or {@value #EVERY_ADDRESS} for all, IPv4 and IPv6
 * @param port 1..65535, or 0 for any free one
 * @param socket options of the listening socket and of accepted connections
 */
public record ListenerConfig(boolean enabled, String host, int port, SocketConfig socket) {
    /** The host that stands for every address of this machine. */
    public static final String EVERY_ADDRESS = "*";

    public ListenerConfig {
        Check.that(!host.isBlank(), "host", host, "a name or address of this machine, or *");
        Check.inRange("port", port, 0, 65_535);
    }
}
