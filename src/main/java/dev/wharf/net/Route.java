package dev.wharf.net;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Whence a connection comes and what it was made to: as the header of the PROXY protocol has told, else as the socket
 * knows. Immutable.
 *
 * @param client the client's own address
 * @param server the address that the client reached
 * @param isProxied whether a proxy stands between, so that the socket's addresses are others
 */
public record Route(InetSocketAddress client, InetSocketAddress server, boolean isProxied) {
    private static final AttributeKey<Route> KEY = AttributeKey.valueOf(Route.class, "route");

    /** The route of a connection over IP; null once it has closed without anybody having asked. */
    public static @Nullable Route of(Channel channel) {
        Route told = channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
        if (told != null) {
            return told;
        }
        return channel.remoteAddress() instanceof InetSocketAddress client
                        && channel.localAddress() instanceof InetSocketAddress server
                ? new Route(client, server, false)
                : null;
    }

    /** Remembers what the header has told. */
    static void tell(Channel channel, InetSocketAddress client, InetSocketAddress server) {
        channel.attr(KEY).set(new Route(client, server, true));
    }

    /** The client's address; null as {@link #of} says. */
    public static @Nullable InetAddress clientOf(Channel channel) {
        Route told = channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
        if (told != null) {
            return told.client.getAddress();
        }
        return channel.remoteAddress() instanceof InetSocketAddress client ? client.getAddress() : null;
    }
}
