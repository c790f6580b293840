package dev.wharf.cloudhash.store.memory;

import dev.wharf.cloudhash.store.Entry;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A key whose value is a hash: fields with values, each an {@link Entry}. Changed only through its {@link Keyspace}, and
 * under that one's lock.
 */
public final class HashValue {
    static final int OBJECT_BYTES = 120; // itself, its table and the table's arrays, without the slots

    private final byte[] key;
    private final long expiresAt;
    private final Fields fields;

    HashValue(byte[] key, SeededHash hash) {
        this(key, Entry.NEVER, new Fields(hash));
    }

    private HashValue(byte[] key, long expiresAt, Fields fields) {
        this.key = key;
        this.expiresAt = expiresAt;
        this.fields = fields;
    }

    private static final class Fields {
        final SeededHash hash;
        final Table table = new Table();
        long entryBytes;
        int lastAccess;

        Fields(SeededHash hash) {
            this.hash = hash;
        }
    }

    /** The same fields, not a copy of them, with another end. */
    HashValue withExpiry(long atMillis) {
        return new HashValue(key, atMillis, fields);
    }

    /** The key; not to be changed. */
    public byte[] key() {
        return key;
    }

    /** When it ends, in milliseconds since 1970; {@link Entry#NEVER} if it stays. */
    public long expiresAt() {
        return expiresAt;
    }

    /** How many fields there are. */
    public int size() {
        return fields.table.size();
    }

    /** The field and its value, or null. */
    public byte @Nullable [] field(byte[] bytes, int offset, int length) {
        return (byte[]) fields.table.find(fields.hash.of(bytes, offset, length), bytes, offset, length);
    }

    /** Shows all fields; the visitor must not change the hash. */
    public void forEach(Consumer<byte[]> visitor) {
        fields.table.forEach(entry -> visitor.accept((byte[]) entry));
    }

    /**
     * Shows about {@code count} fields; see {@link Keyspace#scan}.
     *
     * @return where to go on; 0 if all have been seen
     */
    public long scan(long cursor, int count, Consumer<byte[]> visitor) {
        return fields.table.scan(cursor, count, entry -> visitor.accept((byte[]) entry));
    }

    /** Any field, each as likely as the others; null if there is none. */
    public byte @Nullable [] random(RandomGenerator random) {
        return (byte[]) fields.table.random(random);
    }

    /** Stores a field and tells what was there. */
    byte @Nullable [] put(byte[] fieldEntry) {
        int offset = Entry.keyOffset(fieldEntry);
        int length = Entry.keyLength(fieldEntry);
        byte[] old = (byte[])
                fields.table.put(fields.hash.of(fieldEntry, offset, length), fieldEntry, fieldEntry, offset, length);
        fields.entryBytes += Keyspace.heapBytes(fieldEntry) - (old == null ? 0 : Keyspace.heapBytes(old));
        return old;
    }

    /** Removes a field and tells what was there. */
    byte @Nullable [] remove(byte[] bytes, int offset, int length) {
        byte[] old = (byte[]) fields.table.remove(fields.hash.of(bytes, offset, length), bytes, offset, length);
        fields.entryBytes -= old == null ? 0 : Keyspace.heapBytes(old);
        return old;
    }

    int lastAccess() {
        return fields.lastAccess;
    }

    void accessed(int second) {
        fields.lastAccess = second;
    }

    /** What it takes of the heap. */
    long heapBytes() {
        return OBJECT_BYTES + Keyspace.heapBytes(key) + fields.table.overheadBytes() + fields.entryBytes;
    }
}
