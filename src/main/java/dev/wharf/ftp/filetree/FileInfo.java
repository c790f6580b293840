package dev.wharf.ftp.filetree;

import java.time.Instant;

/**
 * What is known of a file or directory.
 *
 * @param name the last name of its path, a byte string; empty for "/"
 * @param type what it is, links followed
 * @param sizeBytes of a file; of no meaning for others
 * @param modified last modification, brought into the years 1 to 9999: some file systems hold any number
 * @param mode the nine permission bits of POSIX
 * @param identity equal for two names of the same file, also in its text
 */
public record FileInfo(String name, Type type, long sizeBytes, Instant modified, int mode, Object identity) {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    public FileInfo {
        if (modified.isBefore(EARLIEST)) {
            modified = EARLIEST;
        } else if (modified.isAfter(LATEST)) {
            modified = LATEST;
        }
    }

    /** What there is in a file tree. */
    public enum Type {
        FILE,
        DIRECTORY,
        /** A link that leads nowhere, or out of the tree. */
        DEAD_LINK,
        /** A device, socket or pipe: seen, never opened. */
        OTHER
    }

    public boolean isDirectory() {
        return type == Type.DIRECTORY;
    }

    public boolean isFile() {
        return type == Type.FILE;
    }

    /** The same under another name. */
    public FileInfo named(String newName) {
        return new FileInfo(newName, type, sizeBytes, modified, mode, identity);
    }
}
