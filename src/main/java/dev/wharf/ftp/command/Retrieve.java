package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.NEEDS_FURTHER_INFORMATION;
import static dev.wharf.ftp.protocol.ReplyCode.NOT_IMPLEMENTED_FOR_ARGUMENT;
import static dev.wharf.ftp.protocol.ReplyCode.TRANSFER_COMPLETE;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.wharf.ftp.data.AsciiSource;
import dev.wharf.ftp.data.DataEndpoint;
import dev.wharf.ftp.data.DataSource;
import dev.wharf.ftp.data.FileSource;
import dev.wharf.ftp.data.RestartBeyondEndException;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.protocol.ByteRange;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.protocol.RestartMarker;
import dev.wharf.ftp.session.FtpSession;
import dev.wharf.ftp.session.TransferSettings;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** RETR (RFC 959, 4.1.3), REST (RFC 3659, 5) and RANG (draft-bryan-ftp-range). */
final class Retrieve {
    private Retrieve() {}

    /** REST: where the next transfer begins. */
    static CompletionStage<Reply> restart(FtpSession session, String argument) throws ReplyException {
        long offset = RestartMarker.parse(argument);
        session.settings().restartAt(offset);
        return completedFuture(Reply.of(NEEDS_FURTHER_INFORMATION, "The next transfer begins at " + offset + "."));
    }

    /** RANG: which bytes the next RETR sends, or HASH is about. */
    static CompletionStage<Reply> range(FtpSession session, String argument) throws ReplyException {
        Optional<ByteRange> range = ByteRange.parse(argument);
        session.settings().restrictTo(range.orElse(ByteRange.WHOLE));
        return completedFuture(Reply.of(
                NEEDS_FURTHER_INFORMATION,
                range.isPresent() ? "The next transfer is of bytes " + argument + "." : "No range any more."));
    }

    /** RETR: sends one file. */
    static CompletionStage<Reply> handle(FtpSession session, String argument) throws ReplyException, IOException {
        VirtualPath path = session.resolve(argument);
        ByteRange range = session.settings().takeRange(); // one-shot: counts for this transfer, whatever becomes of it
        TransferSettings.Type type = session.settings().type();
        if (type == TransferSettings.Type.ASCII && range.end() != ByteRange.WHOLE.end()) {
            throw new ReplyException(NOT_IMPLEMENTED_FOR_ARGUMENT, "RANG is for TYPE I.");
        }
        DataEndpoint endpoint = session.takeEndpoint();
        boolean kernelMaySend = session.services().kernelSendsFiles()
                && !session.settings().isDataProtected()
                && session.settings().compression().isEmpty();
        return session.send(endpoint, () -> open(session, path, range, type, kernelMaySend), "RETR " + path)
                .thenApply(sent -> Reply.of(TRANSFER_COMPLETE, "Sent " + sent + " bytes of " + path + "."));
    }

    private static DataSource open(
            FtpSession session, VirtualPath path, ByteRange range, TransferSettings.Type type, boolean kernelMaySend)
            throws IOException {
        FileTree.OpenFile file = session.files().openForRead(path);
        if (type == TransferSettings.Type.ASCII) {
            return new AsciiSource(file.channel(), range.start(), file.sizeBytes());
        }
        if (range.isBeyond(file.sizeBytes())) {
            file.channel().close();
            throw new RestartBeyondEndException();
        }
        return new FileSource(
                file.channel(),
                range.start(),
                range.within(file.sizeBytes()).end(),
                kernelMaySend,
                session.downloadLimit().pieceBytes(Integer.MAX_VALUE));
    }
}
