package dev.wharf.auth;

import java.nio.file.Path;
import java.util.Optional;

/** Decides who may come in, and as whom. Thread-safe; does not block. */
@FunctionalInterface
public interface Authenticator {
    /** The user of that name, or empty if there is none or the password is wrong. */
    Optional<User> authenticate(String userName, String password);

    /** Lets everybody in under any name and password, to one account. */
    static Authenticator anonymous(Account account) {
        return (userName, password) -> Optional.of(new User(userName, Path.of(account.home()), account));
    }
}
