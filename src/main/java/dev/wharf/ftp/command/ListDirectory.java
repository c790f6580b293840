package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.TRANSFER_COMPLETE;

import dev.wharf.ftp.data.DataEndpoint;
import dev.wharf.ftp.data.DataSource;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.FileTreeException.Kind;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.listing.ListingFormat;
import dev.wharf.ftp.listing.MachineListing;
import dev.wharf.ftp.listing.NameListing;
import dev.wharf.ftp.listing.UnixListing;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/** LIST and NLST (RFC 959, 4.1.3), MLSD (RFC 3659, 7). */
final class ListDirectory {
    private ListDirectory() {}

    /** LIST: entries as {@code ls -l} writes them. */
    static CompletionStage<Reply> list(FtpSession session, String argument) throws ReplyException, IOException {
        return send(session, argument, "LIST", new UnixListing(Instant.now()), false);
    }

    /** NLST: names only, as they can be given to RETR. */
    static CompletionStage<Reply> names(FtpSession session, String argument) throws ReplyException, IOException {
        return send(session, argument, "NLST", new NameListing(), true);
    }

    /** MLSD: entries with their facts; a directory only, and no pattern. */
    static CompletionStage<Reply> machine(FtpSession session, String argument) throws ReplyException, IOException {
        VirtualPath path = session.resolve(argument);
        DataEndpoint endpoint = session.takeEndpoint();
        ListingFormat format = new MachineListing(session.settings().facts(), MachineFacts.permissions(session));
        return send(session, endpoint, "MLSD " + path, () -> {
            try {
                return new ListingSource(session.files().openDirectory(path), format, "", Optional.empty());
            } catch (FileTreeException e) {
                throw e.kind() == Kind.NOT_A_DIRECTORY ? ReplyException.syntax(path + ": not a directory.") : e;
            }
        });
    }

    private static CompletionStage<Reply> send(
            FtpSession session, String argument, String verb, ListingFormat format, boolean withDirectory)
            throws ReplyException, IOException {
        session.resolve(argument); // refuses control bytes before anything is taken
        DataEndpoint endpoint = session.takeEndpoint();
        VirtualPath directory = session.directory();
        FileTree files = session.files();
        return send(
                session,
                endpoint,
                argument.isEmpty() ? verb + " " + directory : verb + " " + argument,
                () -> ListTarget.find(files, directory, argument).open(files, format, withDirectory));
    }

    private static CompletionStage<Reply> send(
            FtpSession session, DataEndpoint endpoint, String what, Callable<DataSource> open) {
        return session.send(endpoint, open, what)
                .thenApply(sent -> Reply.of(TRANSFER_COMPLETE, "Listing sent, " + sent + " bytes."));
    }
}
