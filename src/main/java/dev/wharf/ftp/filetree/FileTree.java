package dev.wharf.ftp.filetree;

import dev.wharf.ftp.filetree.FileTreeException.Kind;
import java.io.Closeable;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The files that a session may name. Thread-safe; every method blocks: disk pool only.
 *
 * <p>Failures are {@link FileTreeException}s. A tree is read-only unless it says otherwise.
 */
public interface FileTree {
    /** What stands at {@code path}, links followed. */
    FileInfo stat(VirtualPath path) throws FileTreeException;

    /** Opens a directory to list it; the caller closes it. */
    Directory openDirectory(VirtualPath path) throws FileTreeException;

    /** Opens a file to read it; the caller closes it. */
    OpenFile openForRead(VirtualPath path) throws FileTreeException;

    /**
     * Begins a file that takes the place of what stands at {@code path}, links followed.
     *
     * @param offset how many bytes of an upload that broke off, or of the present file, come first
     * @param announcedBytes how many more the client said that it would send, or 0
     * @throws FileTreeException of kind {@link Kind#OFFSET_BEYOND_END} if there are not as many, of kind
     *     {@link Kind#QUOTA_EXCEEDED} or {@link Kind#NO_SPACE} if what was announced has no room
     */
    default IncomingFile store(VirtualPath path, long offset, long announcedBytes) throws FileTreeException {
        throw readOnly(path);
    }

    /**
     * Begins a file that goes on where the one at {@code path} ends, or an upload of it that broke off; an empty one if
     * there is neither.
     */
    default IncomingFile append(VirtualPath path, long announcedBytes) throws FileTreeException {
        throw readOnly(path);
    }

    /**
     * Begins a file under a name that nothing has, and takes that name at once.
     *
     * @param path a name to begin with, or a directory in which any name will do
     */
    default IncomingFile storeUnique(VirtualPath path, long announcedBytes) throws FileTreeException {
        throw readOnly(path);
    }

    /** How many bytes of an upload to {@code path} that broke off are there to go on from, if nothing else stands there. */
    default OptionalLong resumableBytes(VirtualPath path) throws FileTreeException {
        return OptionalLong.empty();
    }

    /** Deletes a file or a link, never what a link leads to; also what is left of an upload that broke off. */
    default void deleteFile(VirtualPath path) throws FileTreeException {
        throw readOnly(path);
    }

    /** Makes a directory. */
    default void makeDirectory(VirtualPath path) throws FileTreeException {
        throw readOnly(path);
    }

    /** Removes an empty directory. */
    default void removeDirectory(VirtualPath path) throws FileTreeException {
        throw readOnly(path);
    }

    /**
     * Whether there is something at {@code path} that could be given another name.
     *
     * @throws FileTreeException if there is not
     */
    default void checkRenamable(VirtualPath path) throws FileTreeException {
        throw readOnly(path);
    }

    /**
     * Gives a file, a directory or a link (not what it leads to) another name or place.
     *
     * @param mayReplace whether a file may be there already, which is then gone; a directory is never replaced
     */
    default void rename(VirtualPath from, VirtualPath to, boolean mayReplace) throws FileTreeException {
        throw readOnly(from);
    }

    /** Sets when a file or directory was last modified; links followed. */
    default void setModified(VirtualPath path, Instant time) throws FileTreeException {
        throw readOnly(path);
    }

    /** Sets the nine permission bits of POSIX; links followed. */
    default void setMode(VirtualPath path, int mode) throws FileTreeException {
        throw readOnly(path);
    }

    /** How many bytes could be stored now, by the disk and by quota. */
    default long availableBytes() throws FileTreeException {
        return 0;
    }

    private static FileTreeException readOnly(VirtualPath path) {
        return new FileTreeException(Kind.READ_ONLY, path);
    }

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
