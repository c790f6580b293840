package dev.wharf.cloudhash;

import dev.wharf.cloudhash.framing.FramingChoice;
import dev.wharf.net.ListenerConfig;
import dev.wharf.net.SocketConfig;
import java.nio.ByteOrder;

/**
 * One address of CloudHash.
 *
 * @param enabled whether it is bound at all
 * @param host a name or address of this machine, or * for all
 * @param port 1..65535, or 0 for any free one
 * @param tls whether connections are under TLS
 * @param framing how requests are told apart
 * @param byteOrder of length prefixes, where the framing is {@link FramingChoice#LENGTH}
 * @param socket options of the sockets
 */
public record CloudHashListenerConfig(
        boolean enabled, String host, int port, Tls tls, FramingChoice framing, Endian byteOrder, SocketConfig socket) {
    public CloudHashListenerConfig {
        new ListenerConfig(enabled, host, port, socket); // refuses what it refuses
    }

    /** Whether connections are under TLS from the first byte. */
    public enum Tls {
        OFF,
        REQUIRED
    }

    /** The order of the bytes of a number. */
    public enum Endian {
        LITTLE,
        BIG
    }

    ListenerConfig listener() {
        return new ListenerConfig(enabled, host, port, socket);
    }

    boolean isSecured() {
        return tls == Tls.REQUIRED;
    }

    ByteOrder order() {
        return byteOrder == Endian.LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }
}
