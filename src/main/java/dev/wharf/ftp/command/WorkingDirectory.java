package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.FILE_ACTION_COMPLETE;
import static dev.wharf.ftp.protocol.ReplyCode.PATH;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.session.FtpSession;
import java.util.concurrent.CompletionStage;

/** PWD, CWD and CDUP. */
final class WorkingDirectory {
    private WorkingDirectory() {}

    /** PWD: quotes are doubled inside quotes (RFC 959, appendix II). */
    static CompletionStage<Reply> print(FtpSession session, String none) {
        String quoted = session.directory().toString().replace("\"", "\"\"");
        return completedFuture(Reply.of(PATH, "\"" + quoted + "\" is the working directory."));
    }

    /** CWD. */
    static CompletionStage<Reply> change(FtpSession session, String argument) throws FileTreeException {
        return enter(session, session.resolve(argument));
    }

    /** CDUP; from "/" it leads to "/". */
    static CompletionStage<Reply> up(FtpSession session, String none) {
        return enter(session, session.directory().parent());
    }

    private static CompletionStage<Reply> enter(FtpSession session, VirtualPath path) {
        return session.onDisk(() -> {
                    // Opened, not only looked at: a directory that cannot be listed is none to work in.
                    session.files().openDirectory(path).close();
                    return path;
                })
                .thenApply(entered -> {
                    session.enter(entered);
                    return Reply.of(FILE_ACTION_COMPLETE, "Working directory is " + entered + ".");
                });
    }
}
