package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.FILE_STATUS;
import static dev.wharf.ftp.protocol.ReplyCode.FILE_UNAVAILABLE;
import static dev.wharf.ftp.protocol.ReplyCode.OK;
import static dev.wharf.ftp.protocol.ReplyCode.OPENING_DATA_CONNECTION;
import static dev.wharf.ftp.protocol.ReplyCode.RESTART_MARKER_INVALID;
import static dev.wharf.ftp.protocol.ReplyCode.STORAGE_EXCEEDED;
import static dev.wharf.ftp.protocol.ReplyCode.TRANSFER_COMPLETE;

import dev.wharf.auth.Permission;
import dev.wharf.ftp.data.DataEndpoint;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.IncomingFile;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import dev.wharf.ftp.session.FtpSession.Stored;
import dev.wharf.ftp.session.TransferSettings;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** STOR, APPE, STOU, and what prepares them: ALLO and AVBL. */
final class Store {
    /** A record or page size may follow (RFC 959, 4.1.3); files have neither here. */
    private static final Pattern ALLO_FORM = Pattern.compile("(\\d{1,18})( [Rr] \\d{1,18})?");

    private Store() {}

    /** STOR: stores one file, from the offset of REST on if there is one. */
    static CompletionStage<Reply> store(FtpSession session, String argument) throws ReplyException, IOException {
        VirtualPath path = session.resolve(argument);
        long offset = takeOffset(session);
        long announced = session.settings().takeAnnouncedBytes();
        FileTree files = session.files();
        return receive(session, () -> files.store(path, offset, announced), "STOR " + path);
    }

    /** APPE: adds to the end of a file; after REST it is the same as STOR. */
    static CompletionStage<Reply> append(FtpSession session, String argument) throws ReplyException, IOException {
        VirtualPath path = session.resolve(argument);
        long offset = takeOffset(session);
        long announced = session.settings().takeAnnouncedBytes();
        boolean mayWrite = session.user().may(Permission.WRITE);
        if (offset > 0 && !mayWrite) {
            throw new ReplyException(FILE_UNAVAILABLE, "You may add to the end of files, not write elsewhere in them.");
        }
        FileTree files = session.files();
        return receive(
                session,
                () -> offset > 0 ? files.store(path, offset, announced) : append(files, path, announced, mayWrite),
                "APPE " + path);
    }

    private static IncomingFile append(FileTree files, VirtualPath path, long announced, boolean mayCreate)
            throws IOException {
        if (!mayCreate) {
            files.stat(path);
        }
        return files.append(path, announced);
    }

    /** STOU: stores one file under a name that is free, and tells it (RFC 1123, 4.1.2.9). */
    static CompletionStage<Reply> storeUnique(FtpSession session, String argument) throws ReplyException, IOException {
        VirtualPath path = session.resolve(argument);
        takeOffset(session);
        long announced = session.settings().takeAnnouncedBytes();
        FileTree files = session.files();
        VirtualPath directory = session.directory();
        DataEndpoint endpoint = session.takeEndpoint();
        return session.receive(
                        endpoint,
                        () -> files.storeUnique(path, announced),
                        "STOU " + path,
                        stored -> Reply.of(
                                OPENING_DATA_CONNECTION,
                                "FILE: " + (stored.parent().equals(directory) ? stored.name() : stored.toString())))
                .thenApply(Store::complete);
    }

    private static CompletionStage<Reply> receive(FtpSession session, Callable<IncomingFile> open, String what)
            throws ReplyException {
        DataEndpoint endpoint = session.takeEndpoint();
        return session.receive(endpoint, open, what, path -> session.announcing(endpoint, "receiving " + what))
                .thenApply(Store::complete);
    }

    private static Reply complete(Stored stored) {
        return Reply.of(
                TRANSFER_COMPLETE, "Stored " + stored.path() + ", " + stored.receivedBytes() + " bytes received.");
    }

    /** @throws ReplyException 554 in TYPE A: line ends have been changed, so an offset tells nothing about the file */
    private static long takeOffset(FtpSession session) throws ReplyException {
        long offset = session.settings().takeRestartOffset();
        if (offset > 0 && session.settings().type() == TransferSettings.Type.ASCII) {
            throw new ReplyException(RESTART_MARKER_INVALID, "Uploads are gone on with in TYPE I only.");
        }
        return offset;
    }

    /** ALLO: asks for room for the next upload, which is then kept for it from its beginning. */
    static CompletionStage<Reply> allocate(FtpSession session, String argument) throws ReplyException {
        Matcher matcher = ALLO_FORM.matcher(argument);
        if (!matcher.matches()) {
            throw ReplyException.syntax("ALLO needs a number of bytes.");
        }
        long bytes = Long.parseLong(matcher.group(1));
        FileTree files = session.files();
        return session.onDisk(files::availableBytes).thenApply(available -> {
            if (bytes > available) {
                return Reply.of(STORAGE_EXCEEDED, "There is room for " + available + " bytes only.");
            }
            session.settings().announce(bytes);
            return Reply.of(OK, "There is room for " + bytes + " bytes.");
        });
    }

    /** AVBL: how many bytes could be stored. */
    static CompletionStage<Reply> available(FtpSession session, String argument) throws ReplyException, IOException {
        VirtualPath path = session.resolve(argument);
        FileTree files = session.files();
        return session.onDisk(() -> {
            if (!files.stat(path).isDirectory()) {
                throw new ReplyException(FILE_UNAVAILABLE, path + ": not a directory.");
            }
            return Reply.of(FILE_STATUS, Long.toString(files.availableBytes()));
        });
    }
}
