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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** TYPE, MODE and STRU (RFC 959, 4.1.2). */
final class Representation {
    private static final Pattern Z_LEVEL = Pattern.compile("Z LEVEL ([1-9])");

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

    /** MODE: stream, or compressed by zlib (draft-preston-ftpext-deflate). */
    static CompletionStage<Reply> mode(FtpSession session, String argument) throws ReplyException {
        switch (argument.toUpperCase(Locale.ROOT)) {
            case "S" -> session.settings().compress(false);
            case "Z" -> session.settings().compress(true);
            default -> throw new ReplyException(NOT_IMPLEMENTED_FOR_ARGUMENT, "MODE takes S or Z.");
        }
        return completedFuture(Reply.of(OK, "MODE is " + argument.toUpperCase(Locale.ROOT) + "."));
    }

    /** OPTS MODE Z: how hard to compress. */
    static CompletionStage<Reply> compression(FtpSession session, String argument) throws ReplyException {
        Matcher matcher = Z_LEVEL.matcher(argument.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw ReplyException.syntax("OPTS MODE takes Z LEVEL 1 to Z LEVEL 9.");
        }
        session.settings().compressBy(Integer.parseInt(matcher.group(1)));
        return completedFuture(Reply.of(OK, "MODE Z LEVEL is " + matcher.group(1) + "."));
    }

    /** STRU: file only. */
    static CompletionStage<Reply> structure(FtpSession session, String argument) throws ReplyException {
        if (!argument.equalsIgnoreCase("F")) {
            throw new ReplyException(NOT_IMPLEMENTED_FOR_ARGUMENT, "STRU takes F only.");
        }
        return completedFuture(Reply.of(OK, "STRU is F."));
    }
}
