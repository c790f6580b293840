package dev.wharf.cloudhash.store;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keys and values. Thread-safe; never blocks: what takes time completes later, on any thread.
 *
 * <p>A result that is there at once comes as a completed stage, so that the caller can go on without a detour.
 * Operations of one connection take effect in the order of the calls. Arrays given and returned belong to the store and
 * must not be changed.
 */
public interface Store extends AutoCloseable {
    /** Stores a value. Completed when it is as durable as the store promises. */
    CompletionStage<Void> set(byte[] key, byte[] value);

    /** The value of a key. */
    CompletionStage<Optional<byte[]>> get(byte[] key);

    /** Removes a key and tells the value it had. */
    CompletionStage<Optional<byte[]>> delete(byte[] key);

    /** Whether there is such a key. */
    CompletionStage<Boolean> contains(byte[] key);

    /** How many keys there are. */
    long size();

    /** Bytes of all keys and values together, without what keeping them costs. */
    long dataBytes();

    @Override
    void close();
}
