package dev.wharf.ftp.filetree.local;

import dev.wharf.auth.Account;
import dev.wharf.auth.User;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.StorageQuota;
import dev.wharf.ftp.filetree.StorageQuota.Usage;
import dev.wharf.ftp.filetree.local.TreePolicy.Links;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens users' homes as file trees. What a home holds is counted when somebody with a quota comes in for the first time
 * since the server began, and kept up to date from then on, for all who have a quota there. Thread-safe; blocks.
 */
public final class LocalHomes {
    private final Map<Path, Count> counts = new ConcurrentHashMap<>();

    /**
     * The tree of a user, with what the account says about it.
     *
     * @throws IOException if the home is no directory that can be listed
     */
    public FileTree open(User user) throws IOException {
        Account account = user.account();
        Links links = switch (account.symlinks()) {
            case INSIDE -> Links.INSIDE;
            case NONE -> Links.NONE;
        };
        return LocalFileTree.open(
                user.home(),
                new TreePolicy(links, account.keepPartial(), account.fsync(), quota(user.home(), account.quota())));
    }

    private Optional<StorageQuota> quota(Path home, Account.Quota limits) throws IOException {
        if (limits.maxBytes() == 0 && limits.maxFiles() == 0) {
            return Optional.empty();
        }
        Usage usage = counts.computeIfAbsent(home.toRealPath(), Count::new).usage();
        return Optional.of(new StorageQuota(usage, orUnlimited(limits.maxBytes()), orUnlimited(limits.maxFiles())));
    }

    private static long orUnlimited(long limit) {
        return limit == 0 ? Long.MAX_VALUE : limit;
    }

    /** What one home holds, counted by the first who asks; others wait. */
    private static final class Count {
        private final Path home;
        private @Nullable Usage usage;

        Count(Path home) {
            this.home = home;
        }

        synchronized Usage usage() throws IOException {
            Usage counted = usage;
            if (counted == null) {
                counted = LocalFileTree.open(home).count();
                usage = counted;
            }
            return counted;
        }
    }
}
