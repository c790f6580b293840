package dev.wharf.ftp;

import dev.wharf.ftp.protocol.FtpRequestDecoder;
import dev.wharf.ftp.protocol.ReplyEncoder;
import dev.wharf.ftp.session.FtpSession;
import dev.wharf.ftp.session.SessionServices;
import dev.wharf.net.ConnectionRegistry.Refusal;
import dev.wharf.net.DeadlineTimer;
import dev.wharf.net.Listener;
import dev.wharf.net.WrongPortGuard;
import dev.wharf.net.WrongPortGuard.Expects;
import io.micrometer.core.instrument.Counter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;

/**
 * The handlers of a control connection, in the order of arriving bytes:
 *
 * <pre>
 *   WrongPortGuard     refuses TLS on the clear port and anything else on the TLS port, then leaves
 *   SslHandler         from the start on the implicit port, after AUTH TLS on the other
 *   FtpRequestDecoder  bytes to FtpRequest, one for each read()
 *   ReplyEncoder       Reply to bytes
 *   FtpControlHandler  the gate, the order, the table of commands
 * </pre>
 */
final class FtpPipeline implements Listener.Protocol {
    private static final byte[] TLS_ONLY =
            "421 This port is for FTP over TLS from the first byte.\r\n".getBytes(StandardCharsets.US_ASCII);

    private final FtpConfig config;
    private final FtpMetrics metrics;
    private final SessionServices services;
    private final Counter wrongPort;
    private final boolean implicitTls;
    private final ReplyEncoder encoder = new ReplyEncoder();

    FtpPipeline(
            FtpConfig config, FtpMetrics metrics, SessionServices services, Counter wrongPort, boolean implicitTls) {
        this.config = config;
        this.metrics = metrics;
        this.services = services;
        this.wrongPort = wrongPort;
        this.implicitTls = implicitTls;
    }

    @Override
    public void initialize(Channel channel) {
        FtpSession session = new FtpSession(channel, services, implicitTls);
        if (implicitTls) {
            channel.pipeline()
                    .addLast(new WrongPortGuard(Expects.TLS, wrongPort, TLS_ONLY))
                    .addLast(session.newTlsHandler());
        } else {
            channel.pipeline().addLast(new WrongPortGuard(Expects.PLAIN, wrongPort, WrongPortGuard.tlsAlert()));
        }
        channel.pipeline()
                .addLast(new FtpRequestDecoder(config.maxLineBytes()))
                .addLast(encoder)
                .addLast(new FtpControlHandler(
                        config, metrics, session, new DeadlineTimer(channel.eventLoop()), implicitTls));
    }

    @Override
    public ByteBuf refusal(Channel channel, Refusal reason) {
        if (implicitTls) {
            return Unpooled.EMPTY_BUFFER;
        }
        String text = switch (reason) {
            case TOO_MANY_CONNECTIONS -> "Too many connections, try again later.";
            case TOO_MANY_FROM_ADDRESS -> "Too many connections from your address.";
            case SHUTTING_DOWN -> "The server is shutting down.";
        };
        return ByteBufUtil.writeAscii(channel.alloc(), "421 " + text + "\r\n");
    }
}
