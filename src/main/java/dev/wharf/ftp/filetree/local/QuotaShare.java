package dev.wharf.ftp.filetree.local;

import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.FileTreeException.Kind;
import dev.wharf.ftp.filetree.StorageQuota;
import dev.wharf.ftp.filetree.VirtualPath;
import java.util.Optional;

/**
 * What one upload takes of the user's quota, before it is written. What it is going to replace counts in its favour;
 * whether that was right is seen when it is put in its place. Without a quota nothing is counted. Not thread-safe.
 */
final class QuotaShare {
    private final Optional<StorageQuota> quota;
    private final VirtualPath path;
    private final long creditBytes;
    private long takenBytes;
    private long takenFiles;

    /**
     * @param creditBytes the size of what will be replaced
     * @param takenBytes what is counted already
     * @param takenFiles likewise
     */
    QuotaShare(Optional<StorageQuota> quota, VirtualPath path, long creditBytes, long takenBytes, long takenFiles) {
        this.quota = quota;
        this.path = path;
        this.creditBytes = creditBytes;
        this.takenBytes = takenBytes;
        this.takenFiles = takenFiles;
    }

    boolean isKept() {
        return quota.isPresent();
    }

    /** Takes what a file of that size needs, if it has not been taken yet. */
    void growTo(long sizeBytes) throws FileTreeException {
        long needed = sizeBytes - creditBytes;
        if (needed > takenBytes) {
            change(needed, takenFiles);
        }
    }

    void takeFile() throws FileTreeException {
        change(takenBytes, 1);
    }

    /**
     * Takes exactly what the file needs now that it is whole.
     *
     * @param replacedBytes the size of what really stands in its place; less than 0 if there is nothing
     */
    void settle(long sizeBytes, long replacedBytes) throws FileTreeException {
        change(sizeBytes - Math.max(0, replacedBytes), replacedBytes < 0 ? 1 : 0);
    }

    /** Something else is gone. */
    void freed(long bytes) {
        quota.ifPresent(limit -> limit.take(-bytes, -1));
    }

    void giveBack() {
        quota.ifPresent(limit -> limit.take(-takenBytes, -takenFiles));
        takenBytes = 0;
        takenFiles = 0;
    }

    private void change(long bytes, long files) throws FileTreeException {
        if (quota.isPresent() && !quota.get().take(bytes - takenBytes, files - takenFiles)) {
            throw new FileTreeException(Kind.QUOTA_EXCEEDED, path);
        }
        takenBytes = bytes;
        takenFiles = files;
    }
}
