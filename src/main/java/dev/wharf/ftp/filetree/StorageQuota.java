package dev.wharf.ftp.filetree;

/**
 * How much may be stored in a home, and how much is: counted once, kept up to date by every change from then on. Changes
 * are checked and made in one step, so that two sessions cannot both take what is left.
 *
 * <p>Thread-safe; does not block.
 */
public final class StorageQuota {
    private final Usage usage;
    private final long maxBytes;
    private final long maxFiles;

    /** @param usage shared by everybody who stores there */
    public StorageQuota(Usage usage, long maxBytes, long maxFiles) {
        this.usage = usage;
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
    }

    /**
     * Takes more, or gives some back. Giving back always works, even from beyond the limit.
     *
     * @return whether there was as much
     */
    public boolean take(long bytes, long files) {
        return usage.change(bytes, files, maxBytes, maxFiles);
    }

    /** Bytes that could still be taken. */
    public long availableBytes() {
        return Math.max(0, maxBytes - usage.bytes());
    }

    /** What a home holds. Thread-safe. */
    public static final class Usage {
        private long bytes;
        private long files;

        public Usage(long bytes, long files) {
            this.bytes = bytes;
            this.files = files;
        }

        public synchronized long bytes() {
            return bytes;
        }

        public synchronized long files() {
            return files;
        }

        private synchronized boolean change(long moreBytes, long moreFiles, long maxBytes, long maxFiles) {
            if ((moreBytes > 0 && moreBytes > maxBytes - bytes) || (moreFiles > 0 && moreFiles > maxFiles - files)) {
                return false;
            }
            // Files changed behind the server's back must not bring it below nothing.
            bytes = Math.max(0, bytes + moreBytes);
            files = Math.max(0, files + moreFiles);
            return true;
        }
    }
}
