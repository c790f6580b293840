package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.FILE_STATUS;
import static dev.wharf.ftp.protocol.ReplyCode.FILE_UNAVAILABLE;

import dev.wharf.auth.Permission;
import dev.wharf.ftp.data.AsciiSource;
import dev.wharf.ftp.filetree.FileInfo;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import dev.wharf.ftp.session.TransferSettings;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletionStage;

/** SIZE and MDTM (RFC 3659). */
final class FileFacts {
    /** Up to here a file is read to tell its size in TYPE A; the answer is not worth more. */
    private static final long CHEAP_BYTES = 1024 * 1024;

    private static final DateTimeFormatter TIME_VALUE =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    private FileFacts() {}

    /** SIZE: how many bytes RETR would send now (RFC 3659, 4). */
    static CompletionStage<Reply> size(FtpSession session, String argument) throws FileTreeException {
        VirtualPath path = session.resolve(argument);
        boolean ascii = session.settings().type() == TransferSettings.Type.ASCII;
        return session.onDisk(() -> {
            long size = ascii ? asciiSize(session, path) : imageSize(session, path);
            return Reply.of(FILE_STATUS, Long.toString(size));
        });
    }

    /** MDTM: last modification, UTC (RFC 3659, 3). */
    static CompletionStage<Reply> modificationTime(FtpSession session, String argument) throws FileTreeException {
        VirtualPath path = session.resolve(argument);
        return session.onDisk(() ->
                Reply.of(FILE_STATUS, TIME_VALUE.format(file(session, path).modified())));
    }

    private static FileInfo file(FtpSession session, VirtualPath path) throws FileTreeException {
        FileInfo info = session.files().stat(path);
        if (!info.isFile()) {
            throw new FileTreeException(FileTreeException.Kind.NOT_A_FILE, path);
        }
        return info;
    }

    /** For those who may store it also how much of a broken upload is there: that is where they can go on. */
    private static long imageSize(FtpSession session, VirtualPath path) throws FileTreeException {
        try {
            return file(session, path).sizeBytes();
        } catch (FileTreeException e) {
            if (e.kind() == FileTreeException.Kind.NOT_FOUND && session.user().may(Permission.WRITE)) {
                return session.files().resumableBytes(path).orElseThrow(() -> e);
            }
            throw e;
        }
    }

    private static long asciiSize(FtpSession session, VirtualPath path) throws IOException, ReplyException {
        FileTree.OpenFile file = session.files().openForRead(path);
        try (var channel = file.channel()) {
            if (file.sizeBytes() > CHEAP_BYTES) {
                throw new ReplyException(
                        FILE_UNAVAILABLE, path + ": too large to count its bytes in TYPE A; use TYPE I.");
            }
            return AsciiSource.translatedSize(channel, file.sizeBytes(), session.allocator());
        }
    }
}
