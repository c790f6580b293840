package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.DIRECTORY_STATUS;
import static dev.wharf.ftp.protocol.ReplyCode.FILE_STATUS;
import static dev.wharf.ftp.protocol.ReplyCode.FILE_UNAVAILABLE;
import static dev.wharf.ftp.protocol.ReplyCode.STATUS;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.wharf.auth.Permission;
import dev.wharf.ftp.data.DataSource;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.listing.UnixListing;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** STAT (RFC 959, 4.1.3): about the session, also while it transfers; with a path, a listing as the reply. */
final class Status {
    /** A reply is made in memory, so a listing for it is bounded. */
    private static final int LARGEST_LISTING_BYTES = 128 * 1024;

    private Status() {}

    /** STAT. */
    static CompletionStage<Reply> tell(FtpSession session, String argument) throws ReplyException, IOException {
        return argument.isEmpty() ? completedFuture(ofSession(session)) : ofPath(session, argument);
    }

    private static Reply ofSession(FtpSession session) {
        return Reply.of(
                STATUS,
                "Status of this session:",
                List.of(
                        " Connected from " + session.peerAddress().getHostAddress()
                                + (session.isSecure() ? ", under TLS." : ", in clear."),
                        " Working directory is " + session.directory() + ".",
                        " Type is " + session.settings().type() + ", data connections "
                                + (session.settings().isDataProtected() ? "under TLS." : "in clear."),
                        " " + session.progress().orElse("No transfer is running.")),
                "End.");
    }

    private static CompletionStage<Reply> ofPath(FtpSession session, String argument)
            throws ReplyException, IOException {
        if (!MachineFacts.permissions(session).contains(Permission.LIST)) {
            throw new ReplyException(FILE_UNAVAILABLE, "You may not STAT here.");
        }
        session.resolve(argument); // refuses control bytes
        VirtualPath directory = session.directory();
        FileTree files = session.files();
        ByteBufAllocator allocator = session.allocator();
        return session.onDisk(() -> listing(files, directory, argument, allocator));
    }

    private static Reply listing(FileTree files, VirtualPath directory, String argument, ByteBufAllocator allocator)
            throws ReplyException, IOException {
        ListTarget target = ListTarget.find(files, directory, argument);
        String text = read(target.open(files, new UnixListing(Instant.now()), false), target.path(), allocator);
        return Reply.of(
                target.file().isPresent() ? FILE_STATUS : DIRECTORY_STATUS,
                "Status of " + argument + ":",
                text.lines().toList(),
                "End.");
    }

    private static String read(DataSource source, VirtualPath path, ByteBufAllocator allocator)
            throws ReplyException, IOException {
        StringBuilder text = new StringBuilder();
        boolean last = false;
        try {
            while (!last) {
                DataSource.Block block = source.next(allocator);
                ByteBuf bytes = (ByteBuf) block.data();
                text.append(bytes.toString(StandardCharsets.ISO_8859_1));
                bytes.release();
                last = block.last();
                if (text.length() > LARGEST_LISTING_BYTES) {
                    throw new ReplyException(FILE_UNAVAILABLE, path + ": too much for a reply; use LIST.");
                }
            }
            return text.toString();
        } finally {
            if (!last) {
                source.close();
            }
        }
    }
}
