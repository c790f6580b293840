package dev.wharf.cloudhash.store.durable;

import java.io.IOException;

/**
 * Where batches of changes are kept, in order, and snapshots that take the place of older batches. A snapshot and the
 * batches since its beginning are a generation.
 *
 * <p>Thread: one thread appends and begins generations, another may write the snapshot meanwhile. Blocks.
 */
interface Journal extends AutoCloseable {
    /** Takes changes as {@link Changes} has them. */
    interface Reader {
        void read(byte[] changes) throws IOException;
    }

    /** Shows the last whole snapshot and all batches since its beginning; before anything is appended. */
    void read(Reader reader) throws IOException;

    /**
     * Keeps a batch of changes; when it returns they outlive the process.
     *
     * @param force whether they are to outlive a power failure too
     */
    void append(byte[] changes, int length, boolean force) throws IOException;

    /** Makes everything appended outlive a power failure. */
    void force() throws IOException;

    /** From now on batches belong to the next generation, whose snapshot is to be written. */
    void beginGeneration() throws IOException;

    /** Keeps a part of the snapshot of the generation begun last. */
    void writeSnapshot(byte[] changes, int length) throws IOException;

    /** The snapshot is whole: it outlives a power failure from now on, and what is older is dropped. */
    void completeGeneration() throws IOException;

    /** Bytes appended to the generation begun last. */
    long appendedBytes();

    /** Bytes of the last whole snapshot. */
    long snapshotBytes();

    @Override
    void close() throws IOException;
}
