package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.BAD_SEQUENCE;
import static dev.wharf.ftp.protocol.ReplyCode.LOGGED_IN;
import static dev.wharf.ftp.protocol.ReplyCode.NEEDS_PASSWORD;
import static dev.wharf.ftp.protocol.ReplyCode.NOT_LOGGED_IN;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.wharf.auth.User;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import dev.wharf.ftp.session.LoginState;
import dev.wharf.ftp.session.TlsPolicy;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** USER and PASS (RFC 959, 4.1.1). */
final class Login {
    private Login() {}

    /** USER: begins a login, ending an earlier one; every name is asked for a password. */
    static CompletionStage<Reply> user(FtpSession session, String name) throws ReplyException {
        if (session.services().tlsPolicy() == TlsPolicy.REQUIRED && !session.isSecure()) {
            throw new ReplyException(NOT_LOGGED_IN, "No login in clear here: send AUTH TLS first.");
        }
        session.login(new LoginState.NeedsPassword(name));
        return completedFuture(Reply.of(NEEDS_PASSWORD, "Password required for " + name + "."));
    }

    /** PASS: ends the login. */
    static CompletionStage<Reply> password(FtpSession session, String password) throws ReplyException {
        if (!(session.login() instanceof LoginState.NeedsPassword asked)) {
            throw new ReplyException(BAD_SEQUENCE, "Send USER first.");
        }
        Optional<User> user = session.services().users().authenticate(asked.userName(), password);
        if (user.isEmpty()) {
            session.login(new LoginState.Greeted());
            throw new ReplyException(NOT_LOGGED_IN, "Login incorrect.");
        }
        session.login(new LoginState.LoggedIn(user.get(), session.services().anonymousFiles()));
        session.enter(VirtualPath.ROOT);
        return completedFuture(Reply.of(LOGGED_IN, "Logged in, read only."));
    }
}
