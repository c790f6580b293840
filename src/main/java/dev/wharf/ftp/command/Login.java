package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.BAD_SEQUENCE;
import static dev.wharf.ftp.protocol.ReplyCode.LOGGED_IN;
import static dev.wharf.ftp.protocol.ReplyCode.NEEDS_PASSWORD;
import static dev.wharf.ftp.protocol.ReplyCode.NOT_LOGGED_IN;
import static dev.wharf.ftp.protocol.ReplyCode.SERVICE_NOT_AVAILABLE;
import static dev.wharf.ftp.protocol.ReplyCode.SERVICE_READY;
import static dev.wharf.ftp.protocol.ReplyCode.SUPERFLUOUS;
import static dev.wharf.ftp.protocol.ReplyCode.TLS_NOT_AVAILABLE;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import dev.wharf.auth.LoginThrottle;
import dev.wharf.auth.Permission;
import dev.wharf.auth.User;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.protocol.ByteString;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import dev.wharf.ftp.session.LoginMetrics.Outcome;
import dev.wharf.ftp.session.LoginServices;
import dev.wharf.ftp.session.LoginState;
import dev.wharf.ftp.session.TlsPolicy;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * USER, PASS, ACCT and REIN (RFC 959, 4.1.1).
 *
 * <p>A wrong password, a user that there is not and one that may not come from here get the same reply after the same
 * time.
 */
final class Login {
    private static final Logger LOG = LoggerFactory.getLogger(Login.class);

    /** Then the client has to connect again. */
    private static final int MOST_FAILURES = 5;

    private Login() {}

    /** USER: begins a login, ending an earlier one; every name is asked for a password. */
    static CompletionStage<Reply> user(FtpSession session, String name) throws ReplyException {
        session.logOut();
        if (!session.isSecure()
                && (session.services().tlsPolicy() == TlsPolicy.REQUIRED
                        || session.services().logins().users().requiresTls(name))) {
            session.services().logins().metrics().count(Outcome.TLS_REQUIRED);
            throw new ReplyException(NOT_LOGGED_IN, "No login in clear here: send AUTH TLS first.");
        }
        session.askForPassword(name);
        return completedFuture(Reply.of(NEEDS_PASSWORD, "Password required for " + name + "."));
    }

    /** PASS: ends the login, one way or the other. */
    static CompletionStage<Reply> password(FtpSession session, String password) throws ReplyException {
        if (!(session.login() instanceof LoginState.NeedsPassword asked)) {
            throw new ReplyException(BAD_SEQUENCE, "Send USER first.");
        }
        session.logOut(); // whatever comes of it, the next attempt begins with USER
        LoginServices logins = session.services().logins();
        String name = asked.userName();
        Optional<User> anonymous = logins.users().anonymous(name);
        if (anonymous.isPresent()) {
            if (!anonymous.get().account().allows(session.peerAddress())) {
                throw incorrect(session, name, Outcome.FOREIGN_NETWORK);
            }
            return completedFuture(welcome(session, anonymous.get(), logins.anonymousFiles(), Outcome.ANONYMOUS));
        }
        return logins.throttle()
                .admit(session.peerAddress(), name, session.loop())
                .orElseThrow(() -> goodbye(
                        session,
                        name,
                        Outcome.THROTTLED,
                        "Too many wrong passwords from your address, try again later."))
                .thenCompose(attempt -> check(session, attempt, name, password))
                .thenCompose(user -> openHome(session, user));
    }

    /** ACCT: needed by nobody. */
    static CompletionStage<Reply> account(FtpSession session, String ignored) {
        return completedFuture(Reply.of(SUPERFLUOUS, "No account is needed here."));
    }

    /** REIN: as if the client had just connected. */
    static CompletionStage<Reply> reinitialize(FtpSession session, String none) throws ReplyException {
        if (session.isSecure()) {
            // RFC 4217, 11, wants the connection to go on in clear, which nobody can want.
            throw new ReplyException(TLS_NOT_AVAILABLE, "REIN would leave this connection in clear: connect again.");
        }
        session.reinitialize();
        return completedFuture(Reply.of(SERVICE_READY, "Ready for another user."));
    }

    private static CompletionStage<User> check(
            FtpSession session, LoginThrottle.Attempt attempt, String name, String password) {
        LoginServices logins = session.services().logins();
        if (!session.isOpen()) {
            attempt.abandoned();
            return failedFuture(clientHasLeft());
        }
        CompletableFuture<Optional<User>> checked =
                logins.pool().submit(() -> logins.users().authenticate(name, password), session.loop());
        return checked.handle((found, failure) -> {
            if (failure != null) {
                attempt.abandoned();
                throw failure instanceof RejectedExecutionException
                        ? new CompletionException(
                                goodbye(session, name, Outcome.BUSY, "Too many logins at once, try again later."))
                        : new CompletionException(failure);
            }
            boolean fromAllowed = found.isPresent() && found.get().account().allows(session.peerAddress());
            if (!fromAllowed) {
                attempt.failed();
                throw new CompletionException(
                        incorrect(session, name, found.isPresent() ? Outcome.FOREIGN_NETWORK : Outcome.WRONG_PASSWORD));
            }
            attempt.succeeded();
            return found.get();
        });
    }

    private static CompletionStage<Reply> openHome(FtpSession session, User user) {
        return session.onDisk(() -> session.services().logins().homes().open(user))
                .handle((files, failure) -> {
                    try {
                        if (failure == null) {
                            return welcome(session, user, files, Outcome.ACCEPTED);
                        }
                        LOG.error(
                                "{} the home of {} cannot be opened: {}",
                                session,
                                shown(user.name()),
                                failure.toString());
                        throw goodbye(
                                session,
                                user.name(),
                                Outcome.NO_HOME,
                                "Your files cannot be reached now; the server's log says more.");
                    } catch (ReplyException e) {
                        throw new CompletionException(e);
                    }
                });
    }

    private static Reply welcome(FtpSession session, User user, FileTree files, Outcome outcome) throws ReplyException {
        if (!session.isOpen()) {
            throw clientHasLeft();
        }
        if (!session.logIn(user, files)) {
            throw goodbye(
                    session,
                    user.name(),
                    Outcome.TOO_MANY_SESSIONS,
                    user.name() + " may have " + user.account().maxSessions() + " sessions at a time and has them.");
        }
        session.services().logins().metrics().count(outcome);
        LOG.debug("{} logged in from {}", session, session.peerAddress());
        return Reply.of(LOGGED_IN, isReadOnly(user) ? "Logged in, read only." : "Logged in.");
    }

    private static boolean isReadOnly(User user) {
        return user.account().permissions().stream()
                .allMatch(permission -> permission == Permission.LIST || permission == Permission.READ);
    }

    private static ReplyException incorrect(FtpSession session, String name, Outcome outcome) {
        if (session.countFailedLogin() >= MOST_FAILURES) {
            return goodbye(session, name, outcome, "Login incorrect, and too often; closing.");
        }
        refused(session, name, outcome);
        return new ReplyException(NOT_LOGGED_IN, "Login incorrect.");
    }

    private static ReplyException goodbye(FtpSession session, String name, Outcome outcome, String text) {
        refused(session, name, outcome);
        session.closeAfterReply();
        return new ReplyException(SERVICE_NOT_AVAILABLE, text);
    }

    private static void refused(FtpSession session, String name, Outcome outcome) {
        session.services().logins().metrics().count(outcome);
        LOG.info(
                "{} login as {} from {} refused: {}",
                session,
                shown(name),
                session.peerAddress().getHostAddress(),
                outcome);
    }

    private static ReplyException clientHasLeft() {
        return new ReplyException(SERVICE_NOT_AVAILABLE, "The client has left.");
    }

    private static String shown(String name) {
        return ByteString.forHumans(name);
    }
}
