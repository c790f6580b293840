package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.NEEDS_FURTHER_INFORMATION;
import static dev.wharf.ftp.protocol.ReplyCode.TRANSFER_COMPLETE;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.wharf.ftp.data.AsciiSource;
import dev.wharf.ftp.data.DataEndpoint;
import dev.wharf.ftp.data.DataSource;
import dev.wharf.ftp.data.FileSource;
import dev.wharf.ftp.data.RestartBeyondEndException;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.protocol.RestartMarker;
import dev.wharf.ftp.session.FtpSession;
import dev.wharf.ftp.session.TransferSettings;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** RETR (RFC 959, 4.1.3) and REST (RFC 3659, 5). */
final class Retrieve {
    private Retrieve() {}

    /** REST: where the next transfer begins. */
    static CompletionStage<Reply> restart(FtpSession session, String argument) throws ReplyException {
        long offset = RestartMarker.parse(argument);
        session.settings().restartAt(offset);
        return completedFuture(Reply.of(NEEDS_FURTHER_INFORMATION, "The next transfer begins at " + offset + "."));
    }

    /** RETR: sends one file. */
    static CompletionStage<Reply> handle(FtpSession session, String argument) throws ReplyException, IOException {
        VirtualPath path = session.resolve(argument);
        long offset =
                session.settings().takeRestartOffset(); // one-shot: counts for this transfer, whatever becomes of it
        DataEndpoint endpoint = session.takeEndpoint();
        TransferSettings.Type type = session.settings().type();
        boolean kernelMaySend =
                session.services().kernelSendsFiles() && !session.settings().isDataProtected();
        return session.send(
                        endpoint,
                        () -> DataSource.Opened.of(
                                open(session, path, offset, type, kernelMaySend), session.allocator()),
                        "RETR " + path)
                .thenApply(sent -> Reply.of(TRANSFER_COMPLETE, "Sent " + sent + " bytes of " + path + "."));
    }

    private static DataSource open(
            FtpSession session, VirtualPath path, long offset, TransferSettings.Type type, boolean kernelMaySend)
            throws IOException {
        FileTree.OpenFile file = session.files().openForRead(path);
        if (type == TransferSettings.Type.ASCII) {
            return new AsciiSource(file.channel(), offset, file.sizeBytes());
        }
        if (offset > file.sizeBytes()) {
            file.channel().close();
            throw new RestartBeyondEndException();
        }
        return new FileSource(
                file.channel(),
                offset,
                file.sizeBytes(),
                kernelMaySend,
                session.downloadLimit().pieceBytes(Integer.MAX_VALUE));
    }
}
