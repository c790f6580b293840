package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.BAD_SEQUENCE;
import static dev.wharf.ftp.protocol.ReplyCode.FILE_ACTION_COMPLETE;
import static dev.wharf.ftp.protocol.ReplyCode.NEEDS_FURTHER_INFORMATION;
import static dev.wharf.ftp.protocol.ReplyCode.PATH;

import dev.wharf.auth.Permission;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import java.util.concurrent.CompletionStage;

/** DELE, RMD, MKD, RNFR and RNTO (RFC 959, 4.1.3). */
final class Changes {
    private Changes() {}

    /** DELE: deletes a file, or a link itself. */
    static CompletionStage<Reply> deleteFile(FtpSession session, String argument) throws FileTreeException {
        VirtualPath path = session.resolve(argument);
        FileTree files = session.files();
        return session.onDisk(() -> {
            files.deleteFile(path);
            return Reply.of(FILE_ACTION_COMPLETE, path + " deleted.");
        });
    }

    /** RMD: removes an empty directory. */
    static CompletionStage<Reply> removeDirectory(FtpSession session, String argument) throws FileTreeException {
        VirtualPath path = session.resolve(argument);
        FileTree files = session.files();
        return session.onDisk(() -> {
            files.removeDirectory(path);
            return Reply.of(FILE_ACTION_COMPLETE, path + " removed.");
        });
    }

    /** MKD: makes a directory; the answer holds its absolute path, quotes doubled (RFC 959, appendix II). */
    static CompletionStage<Reply> makeDirectory(FtpSession session, String argument) throws FileTreeException {
        VirtualPath path = session.resolve(argument);
        FileTree files = session.files();
        return session.onDisk(() -> {
            files.makeDirectory(path);
            return Reply.of(PATH, "\"" + path.toString().replace("\"", "\"\"") + "\" created.");
        });
    }

    /** RNFR: what to rename. */
    static CompletionStage<Reply> renameFrom(FtpSession session, String argument) throws FileTreeException {
        VirtualPath path = session.resolve(argument);
        FileTree files = session.files();
        session.settings().renameFrom(null);
        return session.onDisk(() -> {
                    files.checkRenamable(path);
                    return path;
                })
                .thenApply(there -> {
                    session.settings().renameFrom(there);
                    return Reply.of(NEEDS_FURTHER_INFORMATION, "Send RNTO with the new name.");
                });
    }

    /** RNTO: and how to call it. Replaces a file only for those who may write files; never a directory. */
    static CompletionStage<Reply> renameTo(FtpSession session, String argument)
            throws ReplyException, FileTreeException {
        VirtualPath to = session.resolve(argument);
        VirtualPath from = session.settings().takeRenameFrom();
        if (from == null) {
            throw new ReplyException(BAD_SEQUENCE, "Send RNFR first.");
        }
        FileTree files = session.files();
        boolean mayReplace = session.user().may(Permission.WRITE);
        return session.onDisk(() -> {
            files.rename(from, to, mayReplace);
            return Reply.of(FILE_ACTION_COMPLETE, from + " is now " + to + ".");
        });
    }
}
