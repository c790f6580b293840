package dev.wharf.ftp.filetree;

import java.io.Closeable;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * The files that a session may name. Thread-safe; every method blocks: disk pool only.
 *
 * <p>Failures are {@link FileTreeException}s.
 */
public interface FileTree {
    /** What stands at {@code path}, links followed. */
    FileInfo stat(VirtualPath path) throws FileTreeException;

    /** Opens a directory to list it; the caller closes it. */
    Directory openDirectory(VirtualPath path) throws FileTreeException;

    /** Opens a file to read it; the caller closes it. */
    OpenFile openForRead(VirtualPath path) throws FileTreeException;

    /**
     * An open directory. Entries come as the file system has them, without {@code .} and {@code ..}; one that vanishes
     * meanwhile is left out, as are names that hold CR, LF or NUL, which no listing can carry.
     *
     * <p>Thread: the disk pool, one call at a time.
     */
    interface Directory extends Closeable {
        /** The next name, or null behind the last one. */
        @Nullable
        String nextName() throws FileTreeException;

        /** What is known of the entry that {@link #nextName} gave last, or null if it has vanished. */
        @Nullable
        FileInfo info() throws FileTreeException;
    }

    /**
     * A file open for reading.
     *
     * @param channel the file; its owner closes it
     * @param sizeBytes at the time of opening
     */
    record OpenFile(FileChannel channel, long sizeBytes) {}
}
