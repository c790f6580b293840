package dev.wharf.cloudhash;

import dev.wharf.cloudhash.command.Commands;
import dev.wharf.cloudhash.framing.Detector;
import dev.wharf.cloudhash.framing.FramingChoice;
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
 *   CloudHashHandler  finds out the framing, does requests in order, writes answers in the same framing
 * </pre>
 */
final class CloudHashPipeline implements Listener.Protocol {
    private static final byte[] TLS_ONLY =
            "ERR PROTO this port is for TLS from the first byte\n".getBytes(StandardCharsets.US_ASCII);

    private final CloudHashConfig config;
    private final CloudHashListenerConfig listener;
    private final CloudHashMetrics metrics;
    private final Commands commands;
    private final Counter wrongPort;
    private final @Nullable TlsServer tls;

    /** @param tls null for the plain port */
    CloudHashPipeline(
            CloudHashConfig config,
            CloudHashListenerConfig listener,
            CloudHashMetrics metrics,
            Commands commands,
            Counter wrongPort,
            @Nullable TlsServer tls) {
        this.config = config;
        this.listener = listener;
        this.metrics = metrics;
        this.commands = commands;
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
        Detector detector = new Detector(listener.framing(), listener.order(), config.limits(), tls == null);
        channel.pipeline()
                .addLast(new CloudHashHandler(
                        config,
                        metrics,
                        commands,
                        detector,
                        false,
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
        String line = listener.framing() == FramingChoice.RESP ? "-ERR " + text + "\r\n" : "ERR LIMIT " + text + "\n";
        return ByteBufUtil.writeAscii(channel.alloc(), line);
    }
}
