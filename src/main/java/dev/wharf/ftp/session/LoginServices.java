package dev.wharf.ftp.session;

import dev.wharf.auth.Authenticator;
import dev.wharf.auth.LoginThrottle;
import dev.wharf.auth.User;
import dev.wharf.auth.UserSessions;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.net.BlockingPool;
import java.io.IOException;

/**
 * What logging in needs. Thread-safe.
 *
 * @param users who may come in
 * @param pool where passwords are checked
 * @param throttle makes guessing them slow
 * @param sessions counts each user's sessions
 * @param homes what users with an account see
 * @param anonymousFiles what those see who need none
 * @param metrics counts outcomes
 */
public record LoginServices(
        Authenticator users,
        BlockingPool pool,
        LoginThrottle throttle,
        UserSessions sessions,
        Homes homes,
        FileTree anonymousFiles,
        LoginMetrics metrics) {

    /** Opens what a user sees as "/". */
    @FunctionalInterface
    public interface Homes {
        /** Blocks: disk pool. */
        FileTree open(User user) throws IOException;
    }
}
