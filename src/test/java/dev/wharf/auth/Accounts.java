package dev.wharf.auth;

import dev.wharf.config.ConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Accounts made from what would stand in the file. */
final class Accounts {
    static final String DEFAULTS_KEY = "ftp.account-defaults";

    private Accounts() {}

    /** A user with the defaults and what {@code keys} change. */
    static User user(String name, String keys) {
        try {
            Path file = Files.createTempFile("users", ".conf");
            try {
                Files.writeString(file, "users { \"" + name + "\" { " + keys + " } }");
                Account account = defaults()
                        .sections(file, "users", DEFAULTS_KEY, Set.of())
                        .bind(name, Account.class);
                return new User(name, account.homeOf(name), account);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The built-in configuration. */
    static ConfigSource defaults() {
        URL file = Objects.requireNonNull(Accounts.class.getResource("/dev/wharf/app/wharf.conf"));
        return ConfigSource.read(file, Optional.empty(), Map.of(), Map.of());
    }
}
