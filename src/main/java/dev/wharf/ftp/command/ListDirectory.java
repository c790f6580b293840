package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.TRANSFER_COMPLETE;

import dev.wharf.ftp.data.DataEndpoint;
import dev.wharf.ftp.data.DataSource;
import dev.wharf.ftp.listing.ListingFormat;
import dev.wharf.ftp.listing.NameListing;
import dev.wharf.ftp.listing.UnixListing;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** LIST and NLST (RFC 959, 4.1.3). */
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

    private static CompletionStage<Reply> send(
            FtpSession session, String argument, String verb, ListingFormat format, boolean withDirectory)
            throws ReplyException, IOException {
        session.resolve(argument); // refuses control bytes before anything is taken
        DataEndpoint endpoint = session.takeEndpoint();
        var directory = session.directory();
        return session.send(
                        endpoint,
                        () -> DataSource.Opened.of(
                                ListTarget.find(session.files(), directory, argument)
                                        .open(session.files(), format, withDirectory),
                                session.allocator()),
                        argument.isEmpty() ? verb + " " + directory : verb + " " + argument)
                .thenApply(sent -> Reply.of(TRANSFER_COMPLETE, "Listing sent, " + sent + " bytes."));
    }
}
