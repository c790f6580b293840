package dev.wharf.auth;

import java.nio.file.Path;

/**
 * Somebody who has logged in.
 *
 * @param name as it was typed, a byte string
 * @param home the directory of this machine that is their "/"
 * @param account what they may do and how they are served
 */
public record User(String name, Path home, Account account) {
    public boolean may(Permission permission) {
        return account.permissions().contains(permission);
    }
}
