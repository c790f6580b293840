package dev.wharf.cloudhash.store.memory;

import dev.wharf.cloudhash.store.ChangeLog;
import dev.wharf.cloudhash.store.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * All keys and values, in memory, under one lock.
 *
 * <p>A connection takes the lock once for a burst of requests and lets go within microseconds; nothing under it waits.
 * So a command is atomic however many keys it touches, and so are the commands of a transaction. Every change is told to
 * the {@link ChangeLog}; {@link #dependsOn} is the change that has to be durable before what was read or written since
 * {@link #lock} may be answered.
 *
 * <p>Thread: any, between {@link #lock} and {@link #unlock}; methods that need no lock say so.
 */
public final class Keyspace implements AutoCloseable {
    private static final int EVICTION_SAMPLES = 5;
    private static final int EXPIRY_SLOTS = 16 * 1024;
    private static final int MAX_EVICTIONS_AT_A_TIME = 1000;
    /** Changes that may not be durable yet are remembered by this many bits of their key's hash. */
    private static final int RECENT_BITS = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final SeededHash hash = new SeededHash();
    private final SplittableRandom random = new SplittableRandom();
    private final ChangeLog log;
    private final LongSupplier clock;
    /** By the leading bits of the hash: the last change of such a key. Empty if all is durable at once. */
    private final long[] recent;

    private Table table = new Table();
    private long entryBytes;
    private long now;
    private int second;
    private long dependsOn;
    private long expiryCursor;

    private Events events = new Events() {};
    private final Watches watches = new Watches();
    private long maxMemoryBytes;
    private EvictionPolicy policy = EvictionPolicy.NOEVICTION;

    private long expired;
    private long evicted;
    private long hits;
    private long misses;

    public Keyspace(ChangeLog log) {
        this(log, System::currentTimeMillis);
    }

    /** @param clock milliseconds since 1970 */
    public Keyspace(ChangeLog log, LongSupplier clock) {
        this.log = log;
        this.clock = clock;
        recent = new long[log == ChangeLog.NONE ? 0 : 1 << RECENT_BITS];
    }

    /** Something that takes the lock to be told, for meters. */
    public double measure(ToDoubleFunction<Keyspace> what) {
        lock.lock();
        try {
            return what.applyAsDouble(this);
        } finally {
            lock.unlock();
        }
    }

    /** What happens to keys without anybody having asked for it. Called under the lock. */
    public interface Events {
        /** A key has come to its end. */
        default void expired(byte[] key) {}

        /** A key had to go to make room. */
        default void evicted(byte[] key) {}
    }

    /** Who is told when a key that it watches changes. */
    public interface Watcher {
        /** Called under the lock, at each change. */
        void touched(byte[] key);
    }

    /** Takes the lock, and the time. */
    public void lock() {
        lock.lock();
        now = clock.getAsLong();
        second = (int) (now / 1000) & 0xffffff;
        dependsOn = 0;
    }

    /** Lets go of the lock. */
    public void unlock() {
        lock.unlock();
    }

    /** The time at which the lock was taken, in milliseconds since 1970. */
    public long now() {
        return now;
    }

    /** The change that has to be durable before what was done since {@link #lock} may be answered; 0 if there is none. */
    public long dependsOn() {
        return dependsOn;
    }

    /** Where changes go. Needs no lock. */
    public ChangeLog log() {
        return log;
    }

    /** Who hears of keys that go by themselves. */
    public void events(Events listener) {
        events = listener;
    }

    // Keys

    /** The entry of a key that is used now: an array of bytes ({@link Entry}) or a {@link HashValue}; null if there is none. */
    public @Nullable Object use(byte[] bytes, int offset, int length) {
        Object entry = find(bytes, offset, length);
        if (entry == null) {
            misses++;
        } else {
            hits++;
            accessed(entry);
        }
        return entry;
    }

    /** As {@link #use}, but does not count as a use. */
    public @Nullable Object find(byte[] bytes, int offset, int length) {
        int code = hash.of(bytes, offset, length);
        Object entry = table.find(code, bytes, offset, length);
        if (entry != null && isOver(entry)) {
            expire(entry);
            entry = null;
        }
        if (recent.length > 0) {
            dependsOn = Math.max(dependsOn, recent[code >>> (32 - RECENT_BITS)]);
        }
        return entry;
    }

    private void accessed(Object entry) {
        if (entry instanceof byte[] bytes) {
            if (Entry.lastAccess(bytes) != second) {
                Entry.accessed(bytes, second);
            }
        } else {
            ((HashValue) entry).accessed(second);
        }
    }

    /** Seconds since a key was used, as {@code OBJECT IDLETIME} tells. */
    public int idleSeconds(Object entry) {
        int last = entry instanceof byte[] bytes ? Entry.lastAccess(bytes) : ((HashValue) entry).lastAccess();
        return (second - last) & 0xffffff;
    }

    /** Stores a string in place of whatever its key had. */
    public void put(byte[] entry) {
        int offset = Entry.keyOffset(entry);
        int length = Entry.keyLength(entry);
        int code = hash.of(entry, offset, length);
        Entry.accessed(entry, second);
        Object old = table.put(code, entry, entry, offset, length);
        entryBytes += heapBytes(entry);
        if (old != null) {
            entryBytes -= heapBytes(old);
            if (old instanceof HashValue hashValue) {
                log.remove(hashValue.key());
            }
        }
        log.put(entry);
        changed(code, entry, offset, length);
    }

    /** Removes a key and tells what it had; null if there was none. */
    public @Nullable Object remove(byte[] bytes, int offset, int length) {
        Object entry = find(bytes, offset, length);
        if (entry != null) {
            removePresent(entry);
        }
        return entry;
    }

    private void removePresent(Object entry) {
        byte[] key = keyOf(entry);
        int code = hash.of(key, 0, key.length);
        table.remove(code, key, 0, key.length);
        entryBytes -= heapBytes(entry);
        log.remove(key);
        changed(code, key, 0, key.length);
    }

    /** Gives an entry that {@link #find} has found another end. */
    public void expireAt(Object entry, long atMillis) {
        if (entry instanceof byte[] bytes) {
            put(Entry.withExpiry(bytes, atMillis));
            return;
        }
        HashValue old = (HashValue) entry;
        byte[] key = old.key();
        int code = hash.of(key, 0, key.length);
        table.put(code, old.withExpiry(atMillis), key, 0, key.length);
        log.expire(key, atMillis);
        changed(code, key, 0, key.length);
    }

    /** Gives what a key holds to another key, in place of what that one had. */
    public void rename(Object entry, byte[] newKey) {
        removePresent(entry);
        putCopy(entry, newKey, expiresAt(entry));
    }

    /** Puts a copy of what an entry holds under another key, in place of what that one had. */
    public void putCopy(Object entry, byte[] newKey, long expiresAtMillis) {
        if (entry instanceof byte[] bytes) {
            int offset = Entry.valueOffset(bytes);
            put(Entry.of(newKey, 0, newKey.length, bytes, offset, bytes.length - offset, expiresAtMillis));
            return;
        }
        remove(newKey, 0, newKey.length);
        HashValue copy = newHash(newKey);
        ((HashValue) entry).forEach(field -> putField(copy, field));
        if (expiresAtMillis != Entry.NEVER) {
            expireAt(copy, expiresAtMillis);
        }
    }

    /** Removes all keys. */
    public void clear() {
        if (!watches.isEmpty()) {
            table.forEach(entry -> watches.touch(keyOf(entry)));
        }
        table = new Table();
        entryBytes = 0;
        expiryCursor = 0;
        log.clear();
        dependsOn = log.sequence();
        Arrays.fill(recent, dependsOn);
    }

    private void changed(int code, byte[] bytes, int offset, int length) {
        if (recent.length > 0) {
            dependsOn = log.sequence();
            recent[code >>> (32 - RECENT_BITS)] = dependsOn;
        }
        if (!watches.isEmpty()) {
            watches.touch(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }

    // Hashes

    /** An empty hash under a key that holds nothing; it is there for others once it has a field. */
    public HashValue newHash(byte[] key) {
        return new HashValue(key, hash);
    }

    /**
     * Stores a field.
     *
     * @return the field as it was, or null if it is new
     */
    public byte @Nullable [] putField(HashValue value, byte[] fieldEntry) {
        byte[] key = value.key();
        int code = hash.of(key, 0, key.length);
        boolean created = value.size() == 0;
        long before = created ? 0 : value.heapBytes();
        byte[] old = value.put(fieldEntry);
        if (created) {
            table.put(code, value, key, 0, key.length);
            value.accessed(second);
        }
        entryBytes += value.heapBytes() - before;
        log.putField(key, fieldEntry);
        changed(code, key, 0, key.length);
        return old;
    }

    /** Removes a field and tells whether it was there; with the last field the hash goes. */
    public boolean removeField(HashValue value, byte[] bytes, int offset, int length) {
        long before = value.heapBytes();
        byte[] old = value.remove(bytes, offset, length);
        if (old == null) {
            return false;
        }
        byte[] key = value.key();
        int code = hash.of(key, 0, key.length);
        entryBytes += value.heapBytes() - before;
        if (value.size() == 0) {
            table.remove(code, key, 0, key.length);
            entryBytes -= value.heapBytes();
            log.remove(key);
        } else {
            log.removeField(key, Entry.key(old));
        }
        changed(code, key, 0, key.length);
        return true;
    }

    // All keys

    /** How many keys there are, those included that have expired and were not looked at since. */
    public int size() {
        dependsOn = log.sequence();
        return table.size();
    }

    /** How many keys expire. */
    public int expiring() {
        return table.expiring();
    }

    /**
     * Shows about {@code count} entries, some of which may have expired. Every key that is there from the first call to
     * the last is shown, once. The visitor must not change keys.
     *
     * @param cursor 0 to begin, else what the last call returned
     * @return where to go on; 0 if all have been seen
     */
    public long scan(long cursor, int count, Consumer<Object> visitor) {
        dependsOn = log.sequence();
        return table.scan(cursor, count, visitor);
    }

    /** Shows all entries that have not expired; the visitor must not change keys. */
    public void forEach(Consumer<Object> visitor) {
        dependsOn = log.sequence();
        table.forEach(entry -> {
            if (!isOver(entry)) {
                visitor.accept(entry);
            }
        });
    }

    /** Any entry; null if there is none. */
    public @Nullable Object random() {
        dependsOn = log.sequence();
        Object entry = table.random(random);
        while (entry != null && isOver(entry)) {
            expire(entry);
            entry = table.random(random);
        }
        return entry;
    }

    /** The source of chance, for commands that need one. */
    public SplittableRandom chance() {
        return random;
    }

    // Watching

    /** From now on tells {@code watcher} of every change of a key. */
    public void watch(byte[] key, Watcher watcher) {
        watches.add(key, watcher);
    }

    /** Ends {@link #watch}. */
    public void unwatch(byte[] key, Watcher watcher) {
        watches.remove(key, watcher);
    }

    // Expiry

    /** Whether an entry has come to its end. */
    public boolean isOver(Object entry) {
        long end = expiresAt(entry);
        return end != Entry.NEVER && end <= now;
    }

    private void expire(Object entry) {
        long dependedOn = dependsOn;
        expired++;
        removePresent(entry);
        events.expired(keyOf(entry));
        dependsOn = dependedOn; // it is over after a crash as well
    }

    /** Removes expired keys, looking at some of those that expire; call it now and then. */
    public void expireSome() {
        if (table.expiring() == 0) {
            return;
        }
        List<Object> over = new ArrayList<>();
        expiryCursor = table.scanExpiring(expiryCursor, EXPIRY_SLOTS, entry -> {
            if (isOver(entry)) {
                over.add(entry);
            }
        });
        over.forEach(this::expire);
    }

    /** How often a key that was used was there. */
    public long hits() {
        return hits;
    }

    /** How often it was not. */
    public long misses() {
        return misses;
    }

    /** How many keys have expired so far. */
    public long expired() {
        return expired;
    }

    // Memory

    /** How much memory the keys may take, and what happens then; 0 means any amount. */
    public void limitMemory(long bytes, EvictionPolicy newPolicy) {
        maxMemoryBytes = bytes;
        policy = newPolicy;
    }

    /** What the keys may take; 0 means any amount. */
    public long maxMemoryBytes() {
        return maxMemoryBytes;
    }

    /** What happens when they have taken it. */
    public EvictionPolicy policy() {
        return policy;
    }

    /** What keys and values take of the heap, their table included. */
    public long usedBytes() {
        return entryBytes + table.overheadBytes();
    }

    /** How many keys had to go so far. */
    public long evicted() {
        return evicted;
    }

    /** Makes keys go until they take no more memory than they may; false if that cannot be done. */
    public boolean makeRoom() {
        if (maxMemoryBytes == 0) {
            return true;
        }
        for (int i = 0; usedBytes() > maxMemoryBytes; i++) {
            Object victim = victim();
            if (victim == null) {
                return false;
            }
            if (i == MAX_EVICTIONS_AT_A_TIME) {
                return true; // the next command goes on with it
            }
            evicted++;
            removePresent(victim);
            events.evicted(keyOf(victim));
        }
        return true;
    }

    private @Nullable Object victim() {
        return switch (policy) {
            case NOEVICTION -> null;
            case ALLKEYS_RANDOM -> table.random(random);
            case ALLKEYS_LRU -> longestIdle();
            case VOLATILE_TTL -> firstToExpire();
        };
    }

    private @Nullable Object longestIdle() {
        Object best = null;
        for (int i = 0; i < EVICTION_SAMPLES; i++) {
            Object candidate = table.random(random);
            if (best == null || (candidate != null && idleSeconds(candidate) > idleSeconds(best))) {
                best = candidate;
            }
        }
        return best;
    }

    private @Nullable Object firstToExpire() {
        List<Object> candidates = new ArrayList<>();
        long start = random.nextInt() & 0xffffffffL;
        for (int round = 0; round < 2 && candidates.isEmpty() && table.expiring() > 0; round++) {
            long cursor = start;
            do {
                cursor = table.scanExpiring(cursor, 1, candidates::add);
            } while (cursor != 0 && candidates.size() < EVICTION_SAMPLES);
            start = 0;
        }
        Object best = null;
        for (Object candidate : candidates) {
            if (best == null || expiresAt(candidate) < expiresAt(best)) {
                best = candidate;
            }
        }
        return best;
    }

    // Loading, before anybody is served: nothing of it is told to the log

    /** Takes back a string. */
    public void restore(byte[] entry) {
        int offset = Entry.keyOffset(entry);
        int length = Entry.keyLength(entry);
        Object old = table.put(hash.of(entry, offset, length), entry, entry, offset, length);
        entryBytes += heapBytes(entry) - (old == null ? 0 : countedBytes(old));
    }

    /** Takes back a field of a hash. */
    public void restoreField(byte[] key, byte[] fieldEntry) {
        int code = hash.of(key, 0, key.length);
        Object old = table.find(code, key, 0, key.length);
        HashValue value = old instanceof HashValue found ? found : newHash(key);
        long before = old == null ? 0 : countedBytes(old);
        if (value != old) {
            table.put(code, value, key, 0, key.length);
        }
        value.put(fieldEntry);
        entryBytes += value.heapBytes() - before;
    }

    /** Takes back that a field was removed; its hash stays until {@link #restored}, lest its end is forgotten. */
    public void restoreFieldRemoved(byte[] key, byte[] field) {
        if (table.find(hash.of(key, 0, key.length), key, 0, key.length) instanceof HashValue value) {
            long before = countedBytes(value);
            value.remove(field, 0, field.length);
            entryBytes += countedBytes(value) - before;
        }
    }

    /** Gives a hash that was taken back its end. */
    public void restoreExpiry(byte[] key, long atMillis) {
        int code = hash.of(key, 0, key.length);
        if (table.find(code, key, 0, key.length) instanceof HashValue value) {
            table.put(code, value.withExpiry(atMillis), key, 0, key.length);
        }
    }

    /** Takes back that a key was removed. */
    public void restoreRemoved(byte[] key) {
        Object old = table.remove(hash.of(key, 0, key.length), key, 0, key.length);
        if (old != null) {
            entryBytes -= countedBytes(old);
        }
    }

    /** Takes back that all keys were removed. */
    public void restoreCleared() {
        table = new Table();
        entryBytes = 0;
    }

    /** All is taken back: what has expired meanwhile goes. */
    public void restored() {
        List<Object> over = new ArrayList<>();
        table.forEach(entry -> {
            if (isOver(entry) || isEmpty(entry)) {
                over.add(entry);
            }
        });
        over.forEach(entry -> restoreRemoved(keyOf(entry)));
    }

    private static boolean isEmpty(Object entry) {
        return entry instanceof HashValue value && value.size() == 0;
    }

    /** What an entry adds to {@link #usedBytes}; nothing if it is a hash whose fields are all gone. */
    private static long countedBytes(Object entry) {
        return isEmpty(entry) ? 0 : heapBytes(entry);
    }

    // Entries

    /** A copy of the key, or the key itself, which is not to be changed. */
    public static byte[] keyOf(Object entry) {
        return entry instanceof byte[] bytes ? Entry.key(bytes) : ((HashValue) entry).key();
    }

    /** When an entry ends, in milliseconds since 1970; {@link Entry#NEVER} if it stays. */
    public static long expiresAt(Object entry) {
        return entry instanceof byte[] bytes ? Entry.expiresAt(bytes) : ((HashValue) entry).expiresAt();
    }

    /** What an entry takes of the heap. */
    public static long heapBytes(Object entry) {
        return entry instanceof byte[] bytes ? (16 + bytes.length + 7) & ~7 : ((HashValue) entry).heapBytes();
    }

    /** Ends the log, which makes everything durable. Blocks. */
    @Override
    public void close() {
        log.close();
    }
}
