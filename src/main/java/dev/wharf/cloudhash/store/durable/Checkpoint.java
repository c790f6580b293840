package dev.wharf.cloudhash.store.durable;

import dev.wharf.cloudhash.store.memory.HashValue;
import dev.wharf.cloudhash.store.memory.Keyspace;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes all of a keyspace into the journal while it goes on changing. What changes meanwhile is in the batches of the
 * same generation, which are done again on top of the snapshot; since each says what is the case from then on, it does
 * not matter whether the snapshot has seen it.
 *
 * <p>Takes the keyspace's lock for a few entries at a time. Blocks; not on an event loop.
 */
final class Checkpoint {
    /** Keys shown under one taking of the lock: some tens of microseconds. */
    private static final int ENTRIES_AT_A_TIME = 256;
    /** A hash with more fields than this is shown in several goes. */
    private static final int LARGE_HASH_FIELDS = 512;

    private static final int PART_BYTES = 512 * 1024;

    private final Keyspace keyspace;
    private final Journal journal;
    private final Changes part = new Changes();
    private final Deque<byte[]> largeHashes = new ArrayDeque<>();

    Checkpoint(Keyspace keyspace, Journal journal) {
        this.keyspace = keyspace;
        this.journal = journal;
    }

    /** Writes the snapshot of the generation that has begun, and completes it. */
    void write() throws IOException {
        long cursor = 0;
        do {
            keyspace.lock();
            try {
                cursor = keyspace.scan(cursor, ENTRIES_AT_A_TIME, this::add);
            } finally {
                keyspace.unlock();
            }
            for (byte[] key = largeHashes.poll(); key != null; key = largeHashes.poll()) {
                addLargeHash(key);
            }
            writePart(PART_BYTES);
        } while (cursor != 0);
        writePart(1);
        journal.completeGeneration();
    }

    private void add(Object entry) {
        if (entry instanceof byte[] string) {
            part.put(string);
        } else {
            HashValue hash = (HashValue) entry;
            if (hash.size() > LARGE_HASH_FIELDS) {
                largeHashes.add(hash.key());
            } else {
                part.putHash(hash);
            }
        }
    }

    private void addLargeHash(byte[] key) throws IOException {
        long cursor = 0;
        do {
            keyspace.lock();
            try {
                Object entry = keyspace.find(key, 0, key.length);
                if (!(entry instanceof HashValue hash)) {
                    return; // gone meanwhile; the batches say so
                }
                cursor = hash.scan(cursor, ENTRIES_AT_A_TIME, field -> part.putField(key, field));
                part.expire(key, hash.expiresAt());
            } finally {
                keyspace.unlock();
            }
            writePart(PART_BYTES);
        } while (cursor != 0);
    }

    private void writePart(int least) throws IOException {
        if (part.size() >= least) {
            journal.writeSnapshot(part.bytes(), part.size());
            part.clear();
        }
    }
}
