package dev.wharf.ftp.data;

import dev.wharf.ftp.data.DataConnectionException.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A data connection that the server opens to where the client listens (PORT, EPRT).
 *
 * <p>Thread: the event loop of the control connection.
 */
public final class ActiveEndpoint implements DataEndpoint {
    private final Bootstrap bootstrap;
    private final InetSocketAddress target;
    private @Nullable ChannelFuture connecting;

    ActiveEndpoint(Bootstrap bootstrap, InetSocketAddress target) {
        this.bootstrap = bootstrap;
        this.target = target;
    }

    @Override
    public boolean isConnected() {
        return false;
    }

    @Override
    public CompletableFuture<Channel> connect() {
        CompletableFuture<Channel> result = new CompletableFuture<>();
        connecting = bootstrap.connect(target).addListener((ChannelFutureListener) connected -> {
            if (connected.isSuccess()) {
                if (!result.complete(connected.channel())) {
                    connected.channel().close();
                }
            } else {
                result.completeExceptionally(new DataConnectionException(
                        Kind.CANNOT_OPEN, "Cannot connect to port " + target.getPort() + " of your address."));
            }
        });
        return result;
    }

    @Override
    public void close() {
        if (connecting != null && !connecting.isDone()) {
            connecting.channel().close();
        }
    }
}
