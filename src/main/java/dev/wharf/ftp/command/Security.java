package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.BAD_SEQUENCE;
import static dev.wharf.ftp.protocol.ReplyCode.NOT_IMPLEMENTED_FOR_ARGUMENT;
import static dev.wharf.ftp.protocol.ReplyCode.OK;
import static dev.wharf.ftp.protocol.ReplyCode.PROTECTION_LEVEL_NOT_SUPPORTED;
import static dev.wharf.ftp.protocol.ReplyCode.SECURITY_EXCHANGE_COMPLETE;
import static dev.wharf.ftp.protocol.ReplyCode.SERVICE_NOT_AVAILABLE;
import static dev.wharf.ftp.protocol.ReplyCode.TLS_NOT_AVAILABLE;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import dev.wharf.ftp.session.LoginState;
import dev.wharf.ftp.session.TlsPolicy;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/** AUTH, PBSZ and PROT (RFC 4217). */
final class Security {
    private Security() {}

    /** Whether this session is or can come under TLS. */
    static boolean isOffered(FtpSession session) {
        return session.isSecure() || session.services().tlsPolicy() != TlsPolicy.OFF;
    }

    /** AUTH TLS: the next byte on the control connection belongs to a TLS handshake. */
    static CompletionStage<Reply> auth(FtpSession session, String mechanism) throws ReplyException {
        if (!isOffered(session)) {
            throw new ReplyException(TLS_NOT_AVAILABLE, "TLS is switched off here.");
        }
        if (session.isSecure()) {
            throw new ReplyException(BAD_SEQUENCE, "This connection is under TLS already.");
        }
        switch (mechanism.toUpperCase(Locale.ROOT)) {
            case "TLS", "TLS-C", "SSL", "TLS-P" -> {}
            default -> throw new ReplyException(NOT_IMPLEMENTED_FOR_ARGUMENT, "AUTH takes TLS or SSL.");
        }
        if (session.login() instanceof LoginState.LoggedIn) {
            throw new ReplyException(BAD_SEQUENCE, "AUTH comes before the login.");
        }
        if (session.hasPipelinedInput()) {
            // What came in clear behind AUTH could be somebody else's, to be taken for part of the secured session.
            session.closeAfterReply();
            throw new ReplyException(SERVICE_NOT_AVAILABLE, "Nothing may follow AUTH before its reply; closing.");
        }
        session.secureAfterReply();
        return completedFuture(Reply.of(SECURITY_EXCHANGE_COMPLETE, "Begin the TLS handshake."));
    }

    /** PBSZ: TLS does its own buffering, so the only size is 0. */
    static CompletionStage<Reply> protectionBufferSize(FtpSession session, String size) throws ReplyException {
        requireSecure(session, "PBSZ");
        if (size.isEmpty() || size.length() > 10 || !size.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw ReplyException.syntax("PBSZ takes a number, and 0 is the one in use.");
        }
        session.settings().agreeOnBufferSize();
        return completedFuture(Reply.of(OK, "PBSZ=0"));
    }

    /** PROT: whether data connections are secured. */
    static CompletionStage<Reply> protection(FtpSession session, String level) throws ReplyException {
        requireSecure(session, "PROT");
        if (!session.settings().isBufferSizeAgreed()) {
            throw new ReplyException(BAD_SEQUENCE, "Send PBSZ 0 first.");
        }
        switch (level.toUpperCase(Locale.ROOT)) {
            case "P" -> session.settings().protectData(true);
            case "C" -> {
                if (session.requiresDataTls()) {
                    throw new ReplyException(TLS_NOT_AVAILABLE, "No data in clear here: use PROT P.");
                }
                session.settings().protectData(false);
            }
            case "S", "E" ->
                throw new ReplyException(PROTECTION_LEVEL_NOT_SUPPORTED, "TLS has protection levels C and P only.");
            default -> throw new ReplyException(NOT_IMPLEMENTED_FOR_ARGUMENT, "PROT takes C or P.");
        }
        return completedFuture(Reply.of(
                OK,
                session.settings().isDataProtected() ? "Data connections under TLS." : "Data connections in clear."));
    }

    private static void requireSecure(FtpSession session, String verb) throws ReplyException {
        if (!session.isSecure()) {
            throw new ReplyException(BAD_SEQUENCE, verb + " comes after AUTH TLS.");
        }
    }
}
