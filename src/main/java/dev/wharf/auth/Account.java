package dev.wharf.auth;

import dev.wharf.common.Check;
import dev.wharf.common.InvalidValueException;
import dev.wharf.common.Network;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user may do and how they are served; the keys of an account in {@code users.conf}. Immutable.
 *
 * @param enabled whether it can be logged in to at all
 * @param home the directory of this machine that is the user's "/"; {@code %u} stands for the user's name
 * @param permissions what may be done with files
 * @param tlsRequired whether the control connection must be under TLS before the password is sent
 * @param dataTls what data connections under TLS have to prove; empty: what the server asks of everybody
 * @param bandwidth how fast each session may be
 * @param maxSessions how many sessions the user may have at a time; 0 means no limit
 * @param quota how much may lie under {@code home}
 * @param networks where the user may come from; empty means from anywhere
 * @param symlinks which symbolic links are followed
 * @param fsync whether an upload is forced to the disk before it is confirmed
 * @param keepPartial whether an upload that broke off is kept, so that it can be gone on with
 */
public record Account(
        boolean enabled,
        String home,
        Set<Permission> permissions,
        boolean tlsRequired,
        Optional<DataTls> dataTls,
        Bandwidth bandwidth,
        int maxSessions,
        Quota quota,
        List<Network> networks,
        SymlinkPolicy symlinks,
        boolean fsync,
        boolean keepPartial) {
    private static final Pattern PLACEHOLDER = Pattern.compile("%[u%]");

    public Account {
        permissions = Set.copyOf(permissions);
        networks = List.copyOf(networks);
        Check.that(!home.isBlank(), "home", home, "a directory");
        Check.that(
                !PLACEHOLDER.matcher(home).replaceAll("").contains("%"),
                "home",
                home,
                "a directory; %u for the user's name, %% for a percent sign");
        Check.inRange("max-sessions", maxSessions, 0, 1_000_000);
    }

    /** Whether the home is another for each user. */
    public boolean isHomeNamedAfterUser() {
        return PLACEHOLDER
                .matcher(home)
                .results()
                .anyMatch(found -> found.group().equals("%u"));
    }

    /**
     * The home of a user of this account.
     *
     * @param userName in Unicode
     * @throws InvalidValueException if the name is none that a directory can have, and would lead elsewhere
     */
    public Path homeOf(String userName) {
        boolean plain = !userName.isEmpty()
                && !userName.equals(".")
                && !userName.equals("..")
                && userName.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
        Check.that(
                plain || !isHomeNamedAfterUser(),
                "home",
                home,
                "a home without %u, for no directory can bear the name of this user");
        String path = PLACEHOLDER
                .matcher(home)
                .replaceAll(found -> Matcher.quoteReplacement(found.group().equals("%u") ? userName : "%"));
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new InvalidValueException("home", path, "a path; " + e.getReason());
        }
    }

    /** Whether the user may come from there. */
    public boolean allows(InetAddress address) {
        return networks.isEmpty() || networks.stream().anyMatch(network -> network.contains(address));
    }

    /** Whether a data connection under TLS must resume the TLS session of its control connection. */
    public enum DataTls {
        /** A data connection that does not is refused. */
        REQUIRE,
        /** Resumption is offered, and its absence accepted. */
        PREFER,
        /** Resumption is not offered. */
        OFF
    }

    /** Which symbolic links are followed. */
    public enum SymlinkPolicy {
        /** Those that lead to something below the user's "/". */
        INSIDE,
        NONE
    }

    /**
     * How fast one session may be, in bytes per second; 0 means no limit.
     *
     * @param uploadBytes from the client
     * @param downloadBytes to the client
     */
    public record Bandwidth(long uploadBytes, long downloadBytes) {
        /** A slower transfer would look like one that has stalled. */
        private static final long SLOWEST = 1024;

        public Bandwidth {
            check("upload-bytes", uploadBytes);
            check("download-bytes", downloadBytes);
        }

        private static void check(String key, long bytes) {
            Check.that(bytes == 0 || bytes >= SLOWEST, key, bytes, "0 for no limit, or at least " + SLOWEST);
        }
    }

    /**
     * How much may lie under a user's home; 0 means no limit.
     *
     * @param maxBytes in all files together
     * @param maxFiles how many files
     */
    public record Quota(long maxBytes, long maxFiles) {
        public Quota {
            Check.that(maxFiles >= 0, "max-files", maxFiles, "0 for no limit, or a number");
        }
    }
}
