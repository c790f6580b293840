package dev.wharf.auth;

import java.util.EnumSet;
import java.util.Optional;

/** Decides who may come in, and as whom. Thread-safe; does not block. */
@FunctionalInterface
public interface Authenticator {
    /** The user of that name, or empty if there is none or the password is wrong. */
    Optional<User> authenticate(String userName, String password);

    /** Lets everybody in under any name and password, to look and to fetch. */
    static Authenticator anonymous() {
        return (userName, password) -> Optional.of(new User(userName, EnumSet.of(Permission.LIST, Permission.READ)));
    }
}
