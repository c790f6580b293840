package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.BAD_SEQUENCE;
import static dev.wharf.ftp.protocol.ReplyCode.CANNOT_OPEN_DATA_CONNECTION;
import static dev.wharf.ftp.protocol.ReplyCode.DATA_CONNECTION_OPEN;
import static dev.wharf.ftp.protocol.ReplyCode.EXTENDED_PASSIVE_MODE;
import static dev.wharf.ftp.protocol.ReplyCode.NOT_IMPLEMENTED;
import static dev.wharf.ftp.protocol.ReplyCode.NOT_IMPLEMENTED_FOR_ARGUMENT;
import static dev.wharf.ftp.protocol.ReplyCode.OK;
import static dev.wharf.ftp.protocol.ReplyCode.PASSIVE_MODE;
import static dev.wharf.ftp.protocol.ReplyCode.TRANSFER_COMPLETE;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.wharf.ftp.data.PassiveEndpoint;
import dev.wharf.ftp.protocol.HostPort;
import dev.wharf.ftp.protocol.HostPort.EpsvArgument;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** PORT, PASV, EPRT and EPSV, which agree on a data connection, and ABOR, which gives it up. */
final class DataConnection {
    /** Ports below belong to other services (RFC 2577, 3). */
    private static final int LOWEST_CLIENT_PORT = 1024;

    private DataConnection() {}

    /** PORT (RFC 959, 4.1.2). */
    static CompletionStage<Reply> port(FtpSession session, String argument) throws ReplyException {
        refuseAfterEpsvAll(session, "PORT");
        return connectTo(session, "PORT", HostPort.parsePort(argument));
    }

    /** EPRT (RFC 2428, 2). */
    static CompletionStage<Reply> extendedPort(FtpSession session, String argument) throws ReplyException {
        refuseAfterEpsvAll(session, "EPRT");
        InetSocketAddress target = HostPort.parseEprt(argument);
        if (isIpv6(target.getAddress()) != isIpv6(session.peerAddress())) {
            throw HostPort.protocolNotSupported();
        }
        return connectTo(session, "EPRT", target);
    }

    /** PASV (RFC 959, 4.1.2): IPv4 only, for its answer has no room for more. */
    static CompletionStage<Reply> passive(FtpSession session, String none) throws ReplyException {
        refuseAfterEpsvAll(session, "PASV");
        if (!(session.localAddress() instanceof Inet4Address own)) {
            throw new ReplyException(CANNOT_OPEN_DATA_CONNECTION, "PASV is for IPv4; use EPSV.");
        }
        return listen(session)
                .thenApply(endpoint -> Reply.of(
                        PASSIVE_MODE,
                        HostPort.passiveMode(
                                session.services().publicAddress().announcedTo(session.peerAddress(), own),
                                endpoint.portNumber())));
    }

    /** EPSV (RFC 2428, 3). */
    static CompletionStage<Reply> extendedPassive(FtpSession session, String argument) throws ReplyException {
        EpsvArgument what = HostPort.parseEpsv(argument);
        boolean ipv6 = isIpv6(session.peerAddress());
        switch (what) {
            case ALL -> {
                session.settings().allowOnlyEpsv();
                return completedFuture(Reply.of(OK, "EPSV only from now on."));
            }
            case IPV4 -> {
                if (ipv6) {
                    throw HostPort.protocolNotSupported();
                }
            }
            case IPV6 -> {
                if (!ipv6) {
                    throw HostPort.protocolNotSupported();
                }
            }
            case SAME_FAMILY -> {}
        }
        return listen(session)
                .thenApply(endpoint ->
                        Reply.of(EXTENDED_PASSIVE_MODE, HostPort.extendedPassiveMode(endpoint.portNumber())));
    }

    /** ABOR with no transfer running; one that runs is ended before this is asked. */
    static CompletionStage<Reply> abort(FtpSession session, String ignored) {
        return completedFuture(
                session.settings().hasEndpoint()
                        ? Reply.of(DATA_CONNECTION_OPEN, "No transfer to abort; data connection still offered.")
                        : Reply.of(TRANSFER_COMPLETE, "No transfer to abort."));
    }

    private static CompletableFuture<PassiveEndpoint> listen(FtpSession session) {
        session.settings().dropEndpoint(); // at once, or the new one would wait for the old one's port
        return session.services()
                .passivePorts()
                .listen(
                        session.loop(),
                        session.ownAddress(),
                        session.peerAddress(),
                        session.services().transfer().acceptTimeout())
                .thenApply(endpoint -> {
                    session.prepare(endpoint);
                    return endpoint;
                });
    }

    private static CompletionStage<Reply> connectTo(FtpSession session, String verb, InetSocketAddress target)
            throws ReplyException {
        if (!session.services().activeConnector().isEnabled()) {
            throw new ReplyException(NOT_IMPLEMENTED, verb + " is switched off here; use PASV or EPSV.");
        }
        if (!target.getAddress().equals(session.peerAddress())) {
            throw new ReplyException(
                    NOT_IMPLEMENTED_FOR_ARGUMENT, verb + " takes your own address only; use PASV or EPSV behind NAT.");
        }
        if (target.getPort() < LOWEST_CLIENT_PORT) {
            throw new ReplyException(NOT_IMPLEMENTED_FOR_ARGUMENT, verb + " takes ports from 1024 up.");
        }
        session.prepare(session.services().activeConnector().endpoint(session.loop(), session.ownAddress(), target));
        return completedFuture(Reply.of(OK, "Will connect to your port " + target.getPort() + "."));
    }

    private static void refuseAfterEpsvAll(FtpSession session, String verb) throws ReplyException {
        if (session.settings().isEpsvOnly()) {
            throw new ReplyException(BAD_SEQUENCE, verb + " is not allowed after EPSV ALL.");
        }
    }

    private static boolean isIpv6(InetAddress address) {
        return address instanceof Inet6Address;
    }
}
