package dev.wharf.ftp.data;

import dev.wharf.ftp.data.DataConnectionException.Kind;
import dev.wharf.net.tls.TlsBinding;
import dev.wharf.net.tls.TlsHandler;
import dev.wharf.net.tls.TlsServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data connection under TLS (PROT P). It is handed out when the handshake is over and, if so asked, has shown that
 * the client resumes the TLS session of the control connection: nobody else can, so nobody else gets or brings a file.
 *
 * <p>Thread: the event loop of the control connection.
 */
public final class SecuredEndpoint implements DataEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(SecuredEndpoint.class);

    private final DataEndpoint endpoint;
    private final TlsServer tls;
    private final TlsBinding binding;
    private final boolean mustResume;
    private final TransferMetrics metrics;
    private @Nullable Channel handshaking;

    /**
     * @param endpoint the connection to secure
     * @param binding the control connection's
     * @param mustResume whether a connection that does not resume a session of the binding is refused
     */
    public SecuredEndpoint(
            DataEndpoint endpoint, TlsServer tls, TlsBinding binding, boolean mustResume, TransferMetrics metrics) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.binding = binding;
        this.mustResume = mustResume;
        this.metrics = metrics;
    }

    @Override
    public boolean isConnected() {
        return endpoint.isConnected();
    }

    @Override
    public CompletableFuture<Channel> connect() {
        return endpoint.connect().thenCompose(this::secure);
    }

    private CompletableFuture<Channel> secure(Channel channel) {
        CompletableFuture<Channel> result = new CompletableFuture<>();
        handshaking = channel;
        TlsHandler handler = tls.newHandler(channel.alloc(), binding);
        Quiet quiet = new Quiet();
        channel.pipeline().addLast(handler, quiet);
        handler.handshakeFuture().addListener(shaken -> {
            handshaking = null;
            if (shaken.isSuccess()) {
                metrics.secured(handler.isResumed());
            }
            DataConnectionException refusal = refusal(shaken.isSuccess(), handler);
            if (refusal == null) {
                result.complete(channel); // at once: data may stand behind the handshake
                channel.pipeline().remove(quiet);
            } else {
                channel.close();
                result.completeExceptionally(refusal);
            }
        });
        channel.read();
        return result;
    }

    private @Nullable DataConnectionException refusal(boolean shaken, TlsHandler handler) {
        if (!shaken) {
            return new DataConnectionException(Kind.CANNOT_OPEN, "TLS handshake on the data connection failed.");
        }
        return mustResume && !handler.isResumed()
                ? new DataConnectionException(
                        Kind.NOT_RESUMED, "The data connection must resume the control connection's TLS session.")
                : null;
    }

    @Override
    public void close() {
        endpoint.close();
        if (handshaking != null) {
            handshaking.close();
        }
    }

    /** What goes wrong in the handshake is told by its future. */
    private static final class Quiet extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("data connection {}: {}", context.channel(), cause.toString());
        }
    }
}
