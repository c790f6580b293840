package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.FILE_ACTION_COMPLETE;
import static dev.wharf.ftp.protocol.ReplyCode.OK;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.wharf.auth.Permission;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.listing.Fact;
import dev.wharf.ftp.listing.ListingFormat;
import dev.wharf.ftp.listing.ListingText;
import dev.wharf.ftp.listing.MachineListing;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.session.FtpSession;
import dev.wharf.ftp.session.LoginState;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** MLST and its options (RFC 3659, 7). */
final class MachineFacts {
    private MachineFacts() {}

    /** MLST: the facts of one file or directory, over the control connection and with its whole path. */
    static CompletionStage<Reply> tell(FtpSession session, String argument) throws FileTreeException {
        VirtualPath path = session.resolve(argument);
        ListingFormat format = new MachineListing(session.settings().facts(), permissions(session));
        return session.onDisk(() -> {
            ListingText text = new ListingText(256);
            format.append(path.toString(), session.files().stat(path), text);
            return Reply.of(
                    FILE_ACTION_COMPLETE,
                    "Listing " + path,
                    List.of(" " + text.toString().strip()),
                    "End.");
        });
    }

    /** FEAT's line. */
    static String feature(FtpSession session) {
        return "MLST " + Fact.feature(session.settings().facts());
    }

    /** OPTS MLST: which facts to tell from now on. */
    static CompletionStage<Reply> select(FtpSession session, String facts) {
        Set<Fact> selected = Fact.parse(facts);
        session.settings().tell(selected);
        return completedFuture(Reply.of(OK, "MLST OPTS " + Fact.list(selected)));
    }

    /** What the user may do. */
    static Set<Permission> permissions(FtpSession session) {
        return session.login() instanceof LoginState.LoggedIn in
                ? in.user().account().permissions()
                : Set.of();
    }
}
