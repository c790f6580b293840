package dev.wharf.auth;

import java.util.Optional;

/** Decides who may come in, and as whom. Thread-safe. User names and passwords are byte strings. */
public interface Authenticator {
    /** The user that somebody of that name is without a password of their own, or empty if one is needed. */
    Optional<User> anonymous(String userName);

    /** Whether the password of that name may be sent under TLS only. */
    boolean requiresTls(String userName);

    /**
     * The user of that name, or empty if there is none or the password is wrong; which of the two cannot be told from
     * the time it takes. Blocks for as long as a hash takes: auth pool only.
     */
    Optional<User> authenticate(String userName, String password);
}
