package dev.wharf.ftp.session;

import dev.wharf.auth.User;
import dev.wharf.ftp.filetree.FileTree;

/** How far the login has come; each state holds what is known only then. */
public sealed interface LoginState {
    /** Nothing known. */
    record Greeted() implements LoginState {}

    /** USER has been given. */
    record NeedsPassword(String userName) implements LoginState {}

    /**
     * USER and PASS have been accepted.
     *
     * @param files what the user sees below "/"
     */
    record LoggedIn(User user, FileTree files) implements LoginState {}
}
