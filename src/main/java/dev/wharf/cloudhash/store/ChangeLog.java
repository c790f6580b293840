package dev.wharf.cloudhash.store;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Makes the changes of a keyspace durable.
 *
 * <p>The keyspace tells each change under its lock, in the order in which they take effect; telling must not wait for
 * a disk. Answers that depend on a change are held back until {@link #durable} has reached its number.
 */
public interface ChangeLog extends AutoCloseable {
    /** Forgets everything and is always done: a keyspace that lives in memory only. */
    ChangeLog NONE = new NoChangeLog();

    /**
     * A string was stored, or has another expiry now.
     *
     * @param entry the whole of it; see {@link Entry}. May be kept
     */
    void put(byte[] entry);

    /**
     * A field of a hash was stored; the hash comes into being with its first field.
     *
     * @param key the hash's key. May be kept
     * @param fieldEntry field and value. May be kept
     */
    void putField(byte[] key, byte[] fieldEntry);

    /** A field of a hash was removed; the hash is gone with its last field. */
    void removeField(byte[] key, byte[] field);

    /**
     * A hash has another expiry now.
     *
     * @param atMillis since 1970; {@link Entry#NEVER} if it stays
     */
    void expire(byte[] key, long atMillis);

    /** A key is gone, with all its fields if it was a hash. */
    void remove(byte[] key);

    /** All keys are gone. */
    void clear();

    /** The number of the last change told; numbers grow. Under the keyspace's lock. */
    long sequence();

    /** The number of the last change that is as durable as promised. Any thread. */
    long durable();

    /**
     * Has something run once, soon after {@link #durable} has reached {@code sequence} or the log has failed.
     *
     * @param executor runs {@code action}, never within this call if it is the caller's event loop; waiters of one
     *     executor share its wake-ups, and what they wait for is written when it has done what it is doing now
     */
    void whenDurable(long sequence, Executor executor, Runnable action);

    /** Why no change is accepted any more, in words for a client; null while changes are. Any thread. */
    @Nullable
    String refusal();

    /** Whether so many changes are on their way that connections should not send further ones now. Any thread. */
    boolean isCongested();

    /** What is promised: {@code none}, {@code strict}, ... For people and INFO. */
    String mode();

    /** Makes everything told durable, then ends. Blocks. */
    @Override
    void close();
}
