package dev.wharf.ftp.data;

import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;

/**
 * A data connection that has been agreed on by PASV, EPSV, PORT or EPRT and not been used yet; good for one transfer.
 *
 * <p>Thread: the event loop of the control connection.
 */
public sealed interface DataEndpoint permits PassiveEndpoint, ActiveEndpoint, SecuredEndpoint {

    /** Whether the connection already stands: the difference between replies 125 and 150. */
    boolean isConnected();

    /**
     * Opens the connection, or waits for the client to open it.
     *
     * @return the channel, with autoRead off and no handlers but TLS, whose handshake is over; the caller closes it, and
     *     adds its handlers at once. Completed on the event loop; fails with {@link DataConnectionException}
     */
    CompletableFuture<Channel> connect();

    /** Gives up what {@link #connect} has not handed out. */
    void close();
}
