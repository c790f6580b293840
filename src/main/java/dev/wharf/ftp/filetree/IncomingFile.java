package dev.wharf.ftp.filetree;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * A file on its way into the tree: nobody sees it under its name before {@link #commit}, and what stands there until then
 * stays as it is.
 *
 * <p>Ends with {@link #commit} or {@link #abandon}, one of which has to be called. Thread: the disk pool, one call at a
 * time; every method blocks unless it says otherwise.
 */
public interface IncomingFile {

    /** Where it will stand. Does not block; any thread. */
    VirtualPath path();

    /** Whether {@link #copyNext} has something to do. Does not block; between calls only. */
    boolean needsCopy();

    /**
     * Copies a piece of what the new file takes over from the one before it; to be called while {@link #needsCopy} says so,
     * and before the first {@link #write}.
     */
    void copyNext() throws FileTreeException;

    /**
     * Adds to the end.
     *
     * @throws FileTreeException of kind {@link FileTreeException.Kind#QUOTA_EXCEEDED} or
     *     {@link FileTreeException.Kind#NO_SPACE} among others; the file can only be abandoned then
     */
    void write(ByteBuffer bytes) throws FileTreeException;

    /**
     * Puts the file in its place, all at once. If that fails the file is gone.
     *
     * @param stillWanted asked at the last moment; if it says no, the file is abandoned as {@link #abandon} does it with
     *     {@code true}
     * @return whether the file stands there now
     */
    boolean commit(BooleanSupplier stillWanted) throws FileTreeException;

    /**
     * Gives up.
     *
     * @param resumable whether what has been written is good, so that a later upload may go on behind it
     */
    void abandon(boolean resumable) throws FileTreeException;
}
