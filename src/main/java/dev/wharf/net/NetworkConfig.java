package dev.wharf.net;

import dev.wharf.common.Check;

/**
 * Event loops and limits that both services share.
 *
 * @param transport how sockets are driven
 * @param eventLoops how many event loops; 0 means one per core
 * @param maxConnections connections in all before new ones are refused
 * @param maxConnectionsPerAddress connections from one address before new ones are refused; 0 means no limit
 * @param socket the options that listeners start from
 */
public record NetworkConfig(
        TransportChoice transport,
        int eventLoops,
        int maxConnections,
        int maxConnectionsPerAddress,
        SocketConfig socket) {
    public NetworkConfig {
        Check.inRange("event-loops", eventLoops, 0, 1024);
        Check.inRange("max-connections", maxConnections, 1, 10_000_000);
        Check.inRange("max-connections-per-address", maxConnectionsPerAddress, 0, 10_000_000);
    }

    /** How sockets are driven; {@link #AUTO} takes epoll where it loads, else NIO. */
    public enum TransportChoice {
        AUTO,
        EPOLL,
        IO_URING,
        NIO
    }
}
