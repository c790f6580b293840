package dev.wharf.ftp.filetree.local;

import dev.wharf.ftp.filetree.StorageQuota;
import java.util.Optional;

/**
 * What is up to the owner of a tree.
 *
 * @param links which symbolic links are followed
 * @param keepPartial whether an upload that broke off is kept, so that a later one can go on
 * @param fsync whether a file and its directory entry are on the disk before an upload counts as stored
 * @param quota how much may be stored; empty for as much as there is room for
 */
public record TreePolicy(Links links, boolean keepPartial, boolean fsync, Optional<StorageQuota> quota) {
    /** Links inside the tree are followed, partial uploads kept, the system writes when it likes, no quota. */
    public static final TreePolicy DEFAULT = new TreePolicy(Links.INSIDE, true, false, Optional.empty());

    /** Which symbolic links are followed. */
    public enum Links {
        /** Those that lead to something in the tree. */
        INSIDE,
        NONE
    }
}
