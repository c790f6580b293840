package dev.wharf.cloudhash;

import dev.wharf.cloudhash.command.TextExecutor;
import dev.wharf.cloudhash.framing.CloudHashDecoder;
import dev.wharf.net.ConnectionRegistry.Refusal;
import dev.wharf.net.DeadlineTimer;
import dev.wharf.net.Listener;
import dev.wharf.net.WrongPortGuard;
import dev.wharf.net.WrongPortGuard.Expects;
import dev.wharf.net.tls.TlsServer;
import io.micrometer.core.instrument.Counter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of a connection, in the order of arriving bytes:
 *
 * <pre>
 *   WrongPortGuard    refuses TLS on the plain port and anything else on the TLS port, then leaves
 *   SslHandler        on the TLS port
 *   CloudHashDecoder  finds out the framing; bytes to Request, one for each read()
 *   CloudHashHandler  does requests in order, writes answers in the same framing
 * </pre>
 */
final class CloudHashPipeline implements Listener.Protocol {
    private static final byte[] TLS_ONLY =
            "ERR PROTO this port is for TLS from the first byte\n".getBytes(StandardCharsets.US_ASCII);

    private final CloudHashConfig config;
    private final CloudHashMetrics metrics;
    private final TextExecutor executor;
    private final Counter wrongPort;
    private final @Nullable TlsServer tls;

    /** @param tls null for the plain port */
    CloudHashPipeline(
            CloudHashConfig config,
            CloudHashMetrics metrics,
            TextExecutor executor,
            Counter wrongPort,
            @Nullable TlsServer tls) {
        this.config = config;
        this.metrics = metrics;
        this.executor = executor;
        this.wrongPort = wrongPort;
        this.tls = tls;
    }

    @Override
    public void initialize(Channel channel) {
        if (tls != null) {
            channel.pipeline()
                    .addLast(new WrongPortGuard(Expects.TLS, wrongPort, TLS_ONLY))
                    .addLast(tls.newHandler(channel.alloc()));
        } else {
            channel.pipeline().addLast(new WrongPortGuard(Expects.PLAIN, wrongPort, WrongPortGuard.tlsAlert()));
        }
        CloudHashDecoder decoder = new CloudHashDecoder(config.limits(), tls == null);
        channel.pipeline()
                .addLast(decoder)
                .addLast(new CloudHashHandler(
                        config,
                        metrics,
                        executor,
                        decoder,
                        new DeadlineTimer(channel.eventLoop()),
                        new DeadlineTimer(channel.eventLoop())));
    }

    @Override
    public ByteBuf refusal(Channel channel, Refusal reason) {
        if (tls != null) {
            return Unpooled.EMPTY_BUFFER;
        }
        String text = switch (reason) {
            case TOO_MANY_CONNECTIONS -> "too many connections, try again later";
            case TOO_MANY_FROM_ADDRESS -> "too many connections from your address";
            case SHUTTING_DOWN -> "the server is shutting down";
        };
        return ByteBufUtil.writeAscii(channel.alloc(), "ERR LIMIT " + text + "\n");
    }
}
