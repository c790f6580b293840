package dev.wharf.cloudhash.store.durable;

import dev.wharf.cloudhash.store.ChangeLog;
import dev.wharf.cloudhash.store.memory.Keyspace;
import dev.wharf.common.InvalidValueException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes, kept by a {@link Journal}. Whoever changes the keyspace adds to the next batch in memory; one thread, the
 * batcher, takes what has come together since it last looked, appends it, forces it to disk if that is promised, and
 * lets go the answers that waited for it. So the more there is to do, the more changes share a force.
 *
 * <p>What cannot be kept is never tried again: from the first failure on no change is accepted, and answers that wait
 * learn of it.
 *
 * <p>Thread-safe as {@link ChangeLog} says.
 */
public final class DurableLog implements ChangeLog {
    private static final Logger LOG = LoggerFactory.getLogger(DurableLog.class);

    /** Changes not written yet at which connections are asked to send no more. */
    static final int CONGESTED_BYTES = 32 << 20;
    /** Changes that no answer waits for, as of keys that expire, are written no later than this. */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String CLOSED = "the store is closed";

    private final Durability durability;
    private final long checkpointBytes;
    private final Journal journal;
    private final DurableMetrics metrics;
    private final Thread batcher = new Thread(this::run, "wharf-cloudhash-batcher");

    private final Object lock = new Object();
    private Changes pending = new Changes(); // under lock
    private long pendingSince; // under lock: nanoTime of its first change
    private long sequence; // written under lock and the keyspace's lock, read under either

    private final Map<Executor, Waiters> waiters = new ConcurrentHashMap<>();
    private volatile boolean awaited; // something waits that came after the batcher last looked

    private volatile boolean congested;
    private volatile long durable;
    private volatile @Nullable String refusal;
    private volatile boolean parked;
    private volatile boolean closing;
    private volatile @Nullable Thread checkpoint;

    // The batcher's own.
    private Changes written = new Changes();
    private @Nullable Keyspace keyspace;
    private boolean unforced;
    private long forcedAt = System.nanoTime();

    DurableLog(Durability durability, long checkpointBytes, Journal journal, MeterRegistry registry) {
        this.durability = durability;
        this.checkpointBytes = checkpointBytes;
        this.journal = journal;
        metrics = new DurableMetrics(registry, this);
    }

    /**
     * Opens the store, which is made if it is not there, and loads all keys. Blocks.
     *
     * @return a keyspace whose changes are kept; to be closed
     * @throws InvalidValueException naming {@code directory}, if that cannot be done or something is damaged
     */
    public static Keyspace open(DurableConfig config, MeterRegistry registry) {
        long start = System.nanoTime();
        try {
            Journal journal = RocksJournal.open(config.directory());
            try {
                DurableLog log = new DurableLog(config.durability(), config.checkpointBytes(), journal, registry);
                Keyspace keyspace = new Keyspace(log);
                log.load(keyspace);
                LOG.debug("cloudhash: loaded within {} ms", (System.nanoTime() - start) / 1_000_000);
                return keyspace;
            } catch (IOException | RuntimeException e) {
                journal.close();
                throw e;
            }
        } catch (IOException e) {
            throw new InvalidValueException(
                    "directory", config.directory(), "a directory with a store that can be opened; " + e.getMessage());
        }
    }

    /**
     * Fills a keyspace that uses this log with what was kept, and from then on keeps its changes. Blocks.
     *
     * @throws IOException if what was kept cannot be read
     */
    void load(Keyspace target) throws IOException {
        target.lock();
        try {
            journal.read(changes -> Changes.replay(changes, target));
            target.restored();
        } finally {
            target.unlock();
        }
        keyspace = target;
        batcher.start();
    }

    // Changes, under the keyspace's lock

    @Override
    public void put(byte[] entry) {
        synchronized (lock) {
            if (adding()) {
                pending.put(entry);
            }
        }
    }

    @Override
    public void putField(byte[] key, byte[] fieldEntry) {
        synchronized (lock) {
            if (adding()) {
                pending.putField(key, fieldEntry);
            }
        }
    }

    @Override
    public void removeField(byte[] key, byte[] field) {
        synchronized (lock) {
            if (adding()) {
                pending.removeField(key, field);
            }
        }
    }

    @Override
    public void expire(byte[] key, long atMillis) {
        synchronized (lock) {
            if (adding()) {
                pending.expire(key, atMillis);
            }
        }
    }

    @Override
    public void remove(byte[] key) {
        synchronized (lock) {
            if (adding()) {
                pending.remove(key);
            }
        }
    }

    @Override
    public void clear() {
        synchronized (lock) {
            if (adding()) {
                pending.allRemoved();
            }
        }
    }

    /** Counts a change and tells whether it is to be kept. Under the lock. */
    private boolean adding() {
        sequence++;
        if (durability == Durability.NONE || refusal != null) {
            return false;
        }
        if (pending.isEmpty()) {
            pendingSince = System.nanoTime();
        } else if (pending.size() > CONGESTED_BYTES) {
            congested = true;
        }
        return true;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    // Answers

    @Override
    public long durable() {
        return durability == Durability.NONE ? Long.MAX_VALUE : durable;
    }

    @Override
    public void whenDurable(long change, Executor executor, Runnable action) {
        waiters.computeIfAbsent(executor, made -> new Waiters(made, this::isSettled, this::wake))
                .add(change, action);
    }

    private boolean isSettled(long change) {
        return durable() >= change || refusal != null;
    }

    private void wake() {
        awaited = true;
        if (parked) {
            parked = false;
            LockSupport.unpark(batcher);
        }
    }

    @Override
    public @Nullable String refusal() {
        return refusal;
    }

    @Override
    public boolean isCongested() {
        return congested;
    }

    @Override
    public String mode() {
        return durability.name().toLowerCase(Locale.ROOT);
    }

    /** How old the oldest change is that is not as durable as promised yet; 0 if there is none. Any thread. */
    public double lagSeconds() {
        synchronized (lock) {
            boolean owing = durability != Durability.NONE && durable < sequence;
            return owing ? (System.nanoTime() - pendingSince) / 1e9 : 0;
        }
    }

    /** Bytes of changes that wait to be written. Any thread. */
    public int pendingBytes() {
        synchronized (lock) {
            return pending.size();
        }
    }

    // The batcher

    private void run() {
        try {
            while (!closing) {
                awaited = false;
                commit();
                forceIfDue();
                checkpointIfDue();
                await();
            }
            finish();
        } catch (IOException | RuntimeException e) {
            fail("cannot keep a change: " + e.getMessage(), e);
        }
    }

    /** Waits until an answer waits, or a while. */
    private void await() {
        parked = true;
        if (!closing && !awaited) {
            LockSupport.parkNanos(this, IDLE_NANOS);
        }
        parked = false;
    }

    private void commit() throws IOException {
        long last;
        synchronized (lock) {
            if (pending.isEmpty()) {
                return;
            }
            Changes taken = pending;
            pending = written;
            written = taken;
            last = sequence;
            congested = false;
        }
        boolean force = durability == Durability.STRICT;
        long start = System.nanoTime();
        journal.append(written.bytes(), written.size(), force);
        metrics.appended(last - durable, written.size(), System.nanoTime() - start);
        written.clear();
        unforced = !force;
        durable = last;
        settle();
    }

    private void settle() {
        waiters.values().forEach(Waiters::settled);
    }

    private void forceIfDue() throws IOException {
        if (unforced && durability == Durability.EVERYSEC && System.nanoTime() - forcedAt >= FORCE_NANOS) {
            journal.force();
            unforced = false;
            forcedAt = System.nanoTime();
        }
    }

    private void checkpointIfDue() throws IOException {
        if (checkpoint == null && journal.appendedBytes() > Math.max(checkpointBytes, journal.snapshotBytes())) {
            startCheckpoint();
        }
    }

    private Thread startCheckpoint() throws IOException {
        journal.beginGeneration();
        Thread writer = new Thread(this::checkpoint, "wharf-cloudhash-checkpoint");
        checkpoint = writer;
        writer.start();
        return writer;
    }

    private void checkpoint() {
        Keyspace source = keyspace;
        long start = System.nanoTime();
        try {
            if (source != null) {
                new Checkpoint(source, journal).write();
            }
            long nanos = System.nanoTime() - start;
            metrics.checkpointed(nanos);
            LOG.debug("cloudhash: snapshot of {} bytes written in {} ms", journal.snapshotBytes(), nanos / 1_000_000);
        } catch (IOException | RuntimeException e) {
            fail("cannot write a snapshot: " + e.getMessage(), e);
        } finally {
            checkpoint = null;
        }
    }

    private void fail(String reason, Exception cause) {
        LOG.error("cloudhash: {}; read-only until the next start", reason, cause);
        refusal = reason;
        settle();
    }

    private void finish() throws IOException {
        commit();
        awaitEnd(checkpoint);
        if (durability == Durability.NONE) {
            awaitEnd(startCheckpoint());
        }
        journal.force();
    }

    private static void awaitEnd(@Nullable Thread thread) {
        boolean interrupted = false;
        while (thread != null && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(batcher);
        awaitEnd(batcher);
        awaitEnd(checkpoint);
        if (refusal == null) {
            refusal = CLOSED;
        }
        settle();
        try {
            journal.close();
        } catch (IOException e) {
            LOG.error("cloudhash: cannot close the journal", e);
        }
    }
}
