package dev.wharf.cloudhash.store.memory;

import dev.wharf.cloudhash.store.Entry;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A hash table that never stops to grow: a directory of segments, chosen by the leading bits of the hash. A full segment
 * splits in two, which moves less than a thousand entries; the directory doubles by copying references.
 *
 * <p>A scan goes through the entries in the order of their hashes, so it does not matter to it how the table grows or
 * shrinks meanwhile: what is there from its beginning to its end is found, once.
 *
 * <p>An entry is an array of bytes ({@link Entry}) or a {@link HashValue}. Not thread-safe.
 */
final class Table {
    private static final int MAX_DEPTH = 24;
    private static final long HASHES = 1L << 32;
    /** Slots that a scan looks at for each entry asked for, so that a table with few entries does not stop the others. */
    private static final int SLOTS_PER_ENTRY = 10;

    private static final int ARRAY_HEADER_BYTES = 16;
    private static final int SEGMENT_BYTES = 40;

    private Segment[] directory = {new Segment(0)};
    private int depth;
    private int size;
    private int expiring;
    private long segments = 1;
    private long slots = directory[0].entries.length;

    int size() {
        return size;
    }

    /** How many of the entries expire. */
    int expiring() {
        return expiring;
    }

    /** What the table itself takes, without the entries, as the JVM lays it out with compressed references. */
    long overheadBytes() {
        return ARRAY_HEADER_BYTES
                + 4L * directory.length
                + segments * (SEGMENT_BYTES + 2 * ARRAY_HEADER_BYTES)
                + slots * (Integer.BYTES + 4);
    }

    @Nullable
    Object find(int hash, byte[] key, int offset, int length) {
        Segment segment = segment(hash);
        int slot = segment.find(hash, key, offset, length);
        return slot < 0 ? null : segment.entries[slot];
    }

    /** Puts an entry in place of the one with the same key, which is returned. */
    @Nullable
    Object put(int hash, Object entry, byte[] key, int offset, int length) {
        Segment segment = segment(hash);
        int slot = segment.find(hash, key, offset, length);
        int expiringBefore = segment.expiring;
        if (slot >= 0) {
            Object old = segment.entries[slot];
            segment.replace(slot, entry);
            expiring += segment.expiring - expiringBefore;
            return old;
        }
        while (segment.isFull()) {
            makeRoom(segment, hash);
            segment = segment(hash);
        }
        expiringBefore = segment.expiring;
        segment.add(hash, entry);
        expiring += segment.expiring - expiringBefore;
        size++;
        return null;
    }

    /** Removes an entry, which is returned. */
    @Nullable
    Object remove(int hash, byte[] key, int offset, int length) {
        Segment segment = segment(hash);
        int slot = segment.find(hash, key, offset, length);
        if (slot < 0) {
            return null;
        }
        Object old = segment.entries[slot];
        int expiringBefore = segment.expiring;
        segment.remove(slot);
        expiring += segment.expiring - expiringBefore;
        size--;
        if (segment.isSparse()) {
            resize(segment, segment.entries.length >> 1);
        }
        return old;
    }

    private Segment segment(int hash) {
        return directory[index(hash)];
    }

    private int index(int hash) {
        return depth == 0 ? 0 : hash >>> (32 - depth);
    }

    private void makeRoom(Segment segment, int hash) {
        if (segment.mayGrow() || segment.depth == MAX_DEPTH) {
            resize(segment, segment.entries.length << 1);
            return;
        }
        if (segment.depth == depth) {
            doubleDirectory();
        }
        Segment low = segment.half(0);
        Segment high = segment.half(1);
        int span = 1 << (depth - segment.depth);
        int start = index(hash) & -span;
        Arrays.fill(directory, start, start + span / 2, low);
        Arrays.fill(directory, start + span / 2, start + span, high);
        segments++;
        slots += low.entries.length + high.entries.length - (long) segment.entries.length;
    }

    private void resize(Segment segment, int newSlots) {
        slots += newSlots - segment.entries.length;
        segment.resize(newSlots);
    }

    private void doubleDirectory() {
        Segment[] doubled = new Segment[directory.length * 2];
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] = directory[i >> 1];
        }
        directory = doubled;
        depth++;
    }

    /**
     * Shows about {@code count} entries. The visitor must not change the table.
     *
     * @param cursor 0 to begin, else what the last call returned
     * @return where to go on; 0 if all have been seen
     */
    long scan(long cursor, int count, Consumer<Object> visitor) {
        long position = cursor & (HASHES - 1);
        long shown = 0;
        long slotsLeft = (long) count * SLOTS_PER_ENTRY;
        while (position < HASHES && shown < count && slotsLeft > 0) {
            Segment segment = segment((int) position);
            int unshared = 32 - segment.depth;
            long end = ((position >>> unshared) + 1) << unshared;
            long last = last(segment, position, end, count - shown);
            for (int i = 0; i < segment.entries.length; i++) {
                long hash = Integer.toUnsignedLong(segment.hashes[i]);
                Object entry = segment.entries[i];
                if (entry != null && hash >= position && hash <= last) {
                    visitor.accept(entry);
                    shown++;
                }
            }
            slotsLeft -= segment.entries.length;
            position = last + 1;
        }
        return position & (HASHES - 1);
    }

    /** The hash up to which there are at least {@code count} entries from {@code first} on; no further than the end. */
    private static long last(Segment segment, long first, long end, long count) {
        if (segment.size <= count) {
            return end - 1;
        }
        long[] candidates = new long[segment.size];
        int found = 0;
        for (int i = 0; i < segment.entries.length; i++) {
            long hash = Integer.toUnsignedLong(segment.hashes[i]);
            if (segment.entries[i] != null && hash >= first) {
                candidates[found++] = hash;
            }
        }
        if (found <= count) {
            return end - 1;
        }
        Arrays.sort(candidates, 0, found);
        return candidates[(int) count - 1];
    }

    /** Shows all entries; the visitor must not change the table. */
    void forEach(Consumer<Object> visitor) {
        Segment previous = null;
        for (Segment segment : directory) {
            if (segment != previous) {
                for (Object entry : segment.entries) {
                    if (entry != null) {
                        visitor.accept(entry);
                    }
                }
            }
            previous = segment;
        }
    }

    /** Any entry, each as likely as the others; null if there is none. */
    @Nullable
    Object random(RandomGenerator random) {
        if (size == 0) {
            return null;
        }
        while (true) {
            Segment segment = directory[random.nextInt(directory.length)];
            if (segment.size == 0) {
                continue;
            }
            Object entry = segment.entries[random.nextInt(segment.entries.length)];
            if (entry != null) {
                return entry;
            }
        }
    }

    /**
     * Shows the entries that expire, of about {@code slotsToLook} slots. The visitor must not change the table.
     *
     * @param cursor 0 to begin, else what the last call returned
     * @return where to go on; 0 if all have been seen
     */
    long scanExpiring(long cursor, int slotsToLook, Consumer<Object> visitor) {
        long position = cursor & (HASHES - 1);
        int left = slotsToLook;
        while (position < HASHES && left > 0) {
            Segment segment = segment((int) position);
            int unshared = 32 - segment.depth;
            position = ((position >>> unshared) + 1) << unshared;
            left--;
            if (segment.expiring > 0) {
                left -= segment.entries.length;
                for (Object entry : segment.entries) {
                    if (entry != null && expires(entry)) {
                        visitor.accept(entry);
                    }
                }
            }
        }
        return position & (HASHES - 1);
    }

    static boolean hasKey(Object entry, byte[] key, int offset, int length) {
        if (entry instanceof byte[] bytes) {
            return Entry.hasKey(bytes, key, offset, length);
        }
        byte[] other = ((HashValue) entry).key();
        return Arrays.equals(other, 0, other.length, key, offset, offset + length);
    }

    static boolean expires(Object entry) {
        return entry instanceof byte[] bytes ? Entry.expires(bytes) : ((HashValue) entry).expiresAt() != Entry.NEVER;
    }
}
