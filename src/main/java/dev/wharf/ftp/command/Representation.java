package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.NOT_IMPLEMENTED_FOR_ARGUMENT;
import static dev.wharf.ftp.protocol.ReplyCode.OK;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import dev.wharf.ftp.session.TransferSettings;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/** TYPE, MODE and STRU (RFC 959, 4.1.2). */
final class Representation {
    private Representation() {}

    /** TYPE: ASCII without vertical format, or image; local bytes of 8 bits are the same as image. */
    static CompletionStage<Reply> type(FtpSession session, String argument) throws ReplyException {
        switch (argument.toUpperCase(Locale.ROOT)) {
            case "A", "A N" -> session.settings().useType(TransferSettings.Type.ASCII);
            case "I", "L 8" -> session.settings().useType(TransferSettings.Type.IMAGE);
            default -> throw new ReplyException(NOT_IMPLEMENTED_FOR_ARGUMENT, "TYPE takes A, A N, I or L 8.");
        }
        return completedFuture(Reply.of(OK, "Type is " + session.settings().type() + "."));
    }

    /** MODE: stream only. */
    static CompletionStage<Reply> mode(FtpSession session, String argument) throws ReplyException {
        return only("MODE", "S", argument);
    }

    /** STRU: file only. */
    static CompletionStage<Reply> structure(FtpSession session, String argument) throws ReplyException {
        return only("STRU", "F", argument);
    }

    private static CompletionStage<Reply> only(String verb, String known, String argument) throws ReplyException {
        if (!argument.equalsIgnoreCase(known)) {
            throw new ReplyException(NOT_IMPLEMENTED_FOR_ARGUMENT, verb + " takes " + known + " only.");
        }
        return completedFuture(Reply.of(OK, verb + " is " + known + "."));
    }
}
