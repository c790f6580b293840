package dev.wharf.auth;

import java.util.Set;

/**
 * Somebody who has logged in.
 *
 * @param name as it was typed, a byte string
 * @param permissions what is allowed
 */
public record User(String name, Set<Permission> permissions) {
    public User {
        permissions = Set.copyOf(permissions);
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }
}
