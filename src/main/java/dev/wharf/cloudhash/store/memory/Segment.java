package dev.wharf.cloudhash.store.memory;

import org.jspecify.annotations.Nullable;

/**
 * Entries whose hashes begin with the same bits, in one small table with open addressing and linear probing. Nothing is
 * marked as deleted: what follows a removed entry moves up.
 */
final class Segment {
    private static final int MIN_SLOTS = 8;
    private static final int MAX_SLOTS = 1024;

    /** How many leading bits all the hashes share. */
    final int depth;

    int[] hashes = new int[MIN_SLOTS];

    @Nullable
    Object[] entries = new Object[MIN_SLOTS];

    int size;
    /** How many of the entries expire. */
    int expiring;

    Segment(int depth) {
        this.depth = depth;
    }

    /** Where the key is, or the empty slot where its search ended, as the complement. */
    int find(int hash, byte[] key, int offset, int length) {
        int mask = entries.length - 1;
        int slot = hash & mask;
        while (true) {
            Object entry = entries[slot];
            if (entry == null) {
                return ~slot;
            }
            if (hashes[slot] == hash && Table.hasKey(entry, key, offset, length)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    /** Whether one more entry would make probing slow. */
    boolean isFull() {
        return size >= entries.length - (entries.length >> 3) - 1;
    }

    boolean mayGrow() {
        return entries.length < MAX_SLOTS;
    }

    /** Puts an entry that is not there yet. */
    void add(int hash, Object entry) {
        int mask = entries.length - 1;
        int slot = hash & mask;
        while (entries[slot] != null) {
            slot = (slot + 1) & mask;
        }
        entries[slot] = entry;
        hashes[slot] = hash;
        size++;
        if (Table.expires(entry)) {
            expiring++;
        }
    }

    void replace(int slot, Object entry) {
        Object old = entries[slot];
        if (old != null && Table.expires(old)) {
            expiring--;
        }
        if (Table.expires(entry)) {
            expiring++;
        }
        entries[slot] = entry;
    }

    void remove(int slot) {
        Object old = entries[slot];
        if (old != null && Table.expires(old)) {
            expiring--;
        }
        int mask = entries.length - 1;
        int hole = slot;
        int next = (slot + 1) & mask;
        while (entries[next] != null) {
            int home = hashes[next] & mask;
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                entries[hole] = entries[next];
                hashes[hole] = hashes[next];
                hole = next;
            }
            next = (next + 1) & mask;
        }
        entries[hole] = null;
        size--;
    }

    boolean isSparse() {
        return entries.length > MIN_SLOTS && size < entries.length >> 3;
    }

    void resize(int slots) {
        int[] oldHashes = hashes;
        @Nullable Object[] oldEntries = entries;
        hashes = new int[slots];
        entries = new Object[slots];
        size = 0;
        expiring = 0;
        for (int i = 0; i < oldEntries.length; i++) {
            Object entry = oldEntries[i];
            if (entry != null) {
                add(oldHashes[i], entry);
            }
        }
    }

    /** The half whose next bit is {@code bit}. */
    Segment half(int bit) {
        Segment half = new Segment(depth + 1);
        int count = 0;
        for (int i = 0; i < entries.length; i++) {
            if (entries[i] != null && (hashes[i] >>> (31 - depth) & 1) == bit) {
                count++;
            }
        }
        int slots = MIN_SLOTS;
        while (count >= slots - (slots >> 3) - 1) {
            slots <<= 1;
        }
        half.resize(slots);
        for (int i = 0; i < entries.length; i++) {
            Object entry = entries[i];
            if (entry != null && (hashes[i] >>> (31 - depth) & 1) == bit) {
                half.add(hashes[i], entry);
            }
        }
        return half;
    }
}
