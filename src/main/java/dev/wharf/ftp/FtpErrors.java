package dev.wharf.ftp;

import static dev.wharf.ftp.protocol.ReplyCode.CANNOT_OPEN_DATA_CONNECTION;
import static dev.wharf.ftp.protocol.ReplyCode.DATA_TLS_REFUSED;
import static dev.wharf.ftp.protocol.ReplyCode.FILE_BUSY;
import static dev.wharf.ftp.protocol.ReplyCode.FILE_UNAVAILABLE;
import static dev.wharf.ftp.protocol.ReplyCode.INSUFFICIENT_STORAGE;
import static dev.wharf.ftp.protocol.ReplyCode.LOCAL_ERROR;
import static dev.wharf.ftp.protocol.ReplyCode.NAME_NOT_ALLOWED;
import static dev.wharf.ftp.protocol.ReplyCode.RESTART_MARKER_INVALID;
import static dev.wharf.ftp.protocol.ReplyCode.STORAGE_EXCEEDED;
import static dev.wharf.ftp.protocol.ReplyCode.SYNTAX_ERROR_IN_ARGUMENT;
import static dev.wharf.ftp.protocol.ReplyCode.TRANSFER_ABORTED;

import dev.wharf.common.Failures;
import dev.wharf.ftp.data.DataConnectionException;
import dev.wharf.ftp.data.RestartBeyondEndException;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where failures become replies. */
final class FtpErrors {
    private static final Logger LOG = LoggerFactory.getLogger(FtpErrors.class);

    private FtpErrors() {}

    /** The final reply for a command that failed; logs what is our own fault. */
    static Reply reply(FtpSession session, Throwable thrown) {
        Throwable failure = Failures.cause(thrown);
        if (failure instanceof ReplyException known) {
            return known.reply();
        }
        if (failure instanceof FileTreeException file) {
            return fileTree(session, file);
        }
        if (failure instanceof DataConnectionException data) {
            return dataConnection(data);
        }
        if (failure instanceof RestartBeyondEndException) {
            return Reply.of(RESTART_MARKER_INVALID, String.valueOf(failure.getMessage()));
        }
        if (failure instanceof RejectedExecutionException) {
            return Reply.of(FILE_BUSY, "The disk is busy, try again.");
        }
        LOG.error("{} failed", session, failure);
        return Reply.of(LOCAL_ERROR, "Local error; the server's log says more.");
    }

    private static Reply fileTree(FtpSession session, FileTreeException e) {
        return switch (e.kind()) {
            case NOT_FOUND -> Reply.of(FILE_UNAVAILABLE, e.path() + ": no such file or directory.");
            case NOT_A_DIRECTORY -> Reply.of(FILE_UNAVAILABLE, e.path() + ": not a directory.");
            case NOT_A_FILE -> Reply.of(FILE_UNAVAILABLE, e.path() + ": not a plain file.");
            case ACCESS_DENIED -> Reply.of(FILE_UNAVAILABLE, e.path() + ": permission denied.");
            case NAME_INVALID -> Reply.of(SYNTAX_ERROR_IN_ARGUMENT, "Control characters in a path.");
            case LINK_LOOP -> Reply.of(FILE_UNAVAILABLE, e.path() + ": too many links.");
            case NAME_NOT_ALLOWED -> Reply.of(NAME_NOT_ALLOWED, e.path() + ": name not allowed.");
            case ALREADY_EXISTS -> Reply.of(FILE_UNAVAILABLE, e.path() + ": already exists.");
            case NOT_EMPTY -> Reply.of(FILE_UNAVAILABLE, e.path() + ": directory not empty.");
            case OTHER_FILE_SYSTEM -> Reply.of(NAME_NOT_ALLOWED, e.path() + ": lies on another file system.");
            case OFFSET_BEYOND_END ->
                Reply.of(RESTART_MARKER_INVALID, "The restart offset lies beyond what is there of " + e.path() + ".");
            case CHANGED -> Reply.of(FILE_BUSY, e.path() + ": changed by somebody else meanwhile, try again.");
            case READ_ONLY -> Reply.of(FILE_UNAVAILABLE, e.path() + ": read-only.");
            case NO_SPACE -> Reply.of(INSUFFICIENT_STORAGE, e.path() + ": no space left.");
            case QUOTA_EXCEEDED -> Reply.of(STORAGE_EXCEEDED, e.path() + ": your quota is exceeded.");
            case IO -> {
                LOG.error("{} {}: the file system failed", session, e.path(), e);
                yield Reply.of(LOCAL_ERROR, "Storage error; the server's log says more.");
            }
        };
    }

    private static Reply dataConnection(DataConnectionException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case CANNOT_OPEN -> Reply.of(CANNOT_OPEN_DATA_CONNECTION, message);
            case NOT_RESUMED -> Reply.of(DATA_TLS_REFUSED, message);
            case BROKEN, STALLED, ABORTED -> Reply.of(TRANSFER_ABORTED, message);
        };
    }
}
