package dev.wharf.cloudhash.store.durable;

import dev.wharf.cloudhash.store.memory.HashValue;
import dev.wharf.cloudhash.store.memory.Keyspace;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Changes in the form in which they are kept, one behind the other:
 *
 * <pre>
 *   PUT          | bytes of the entry
 *   PUT_FIELD    | bytes of the key | bytes of the field's entry
 *   REMOVE_FIELD | bytes of the key | bytes of the field
 *   EXPIRE       | bytes of the key | milliseconds since 1970, 8 bytes, big-endian
 *   REMOVE       | bytes of the key
 *   CLEAR
 * </pre>
 *
 * <p>The first column is one byte; bytes are preceded by their number, seven bits at a time, the lowest first, with the
 * top bit set on all but the last. Each change says what is the case from then on, so it does no harm to do it again.
 *
 * <p>Not thread-safe.
 */
final class Changes {
    private static final byte PUT = 1;
    private static final byte PUT_FIELD = 2;
    private static final byte REMOVE_FIELD = 3;
    private static final byte EXPIRE = 4;
    private static final byte REMOVE = 5;
    private static final byte CLEAR = 6;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int INITIAL_BYTES = 64 * 1024;
    private static final int MAX_LENGTH_BYTES = 5;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int size;

    /** Where the changes are; valid up to {@link #size}, until the next change is added. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Forgets all changes; keeps the room for others unless that is much more than is mostly needed. */
    void clear() {
        size = 0;
        if (bytes.length > 16 * INITIAL_BYTES) {
            bytes = new byte[INITIAL_BYTES];
        }
    }

    void put(byte[] entry) {
        begin(PUT, entry.length);
        add(entry);
    }

    void putField(byte[] key, byte[] fieldEntry) {
        begin(PUT_FIELD, key.length + (long) fieldEntry.length);
        add(key);
        add(fieldEntry);
    }

    void removeField(byte[] key, byte[] field) {
        begin(REMOVE_FIELD, key.length + (long) field.length);
        add(key);
        add(field);
    }

    void expire(byte[] key, long atMillis) {
        begin(EXPIRE, key.length + (long) Long.BYTES);
        add(key);
        LONG.set(bytes, size, atMillis);
        size += Long.BYTES;
    }

    void remove(byte[] key) {
        begin(REMOVE, key.length);
        add(key);
    }

    void allRemoved() {
        begin(CLEAR, 0);
    }

    /** Adds what makes a hash's end and its fields known. */
    void putHash(HashValue hash) {
        hash.forEach(field -> putField(hash.key(), field));
        expire(hash.key(), hash.expiresAt());
    }

    /** Makes room for a change and writes its kind. */
    private void begin(byte kind, long argumentBytes) {
        long needed = size + 1 + 2 * MAX_LENGTH_BYTES + argumentBytes;
        if (needed > bytes.length) {
            if (needed > Integer.MAX_VALUE - 8) {
                throw new IllegalStateException("changes of one batch: " + needed + " bytes");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(2L * bytes.length, needed)));
        }
        bytes[size++] = kind;
    }

    private void add(byte[] argument) {
        int rest = argument.length;
        while (rest > 0x7f) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        System.arraycopy(argument, 0, bytes, size, argument.length);
        size += argument.length;
    }

    /**
     * Does changes again, under the keyspace's lock, before anybody is served.
     *
     * @throws IOException if these are no changes
     */
    static void replay(byte[] changes, Keyspace keyspace) throws IOException {
        new Replay(changes).into(keyspace);
    }

    private static final class Replay {
        private final byte[] changes;
        private int at;

        Replay(byte[] changes) {
            this.changes = changes;
        }

        void into(Keyspace keyspace) throws IOException {
            while (at < changes.length) {
                byte kind = changes[at++];
                switch (kind) {
                    case PUT -> keyspace.restore(argument());
                    case PUT_FIELD -> keyspace.restoreField(argument(), argument());
                    case REMOVE_FIELD -> keyspace.restoreFieldRemoved(argument(), argument());
                    case EXPIRE -> keyspace.restoreExpiry(argument(), number());
                    case REMOVE -> keyspace.restoreRemoved(argument());
                    case CLEAR -> keyspace.restoreCleared();
                    default -> throw new IOException("change of kind " + kind + " (expected: 1..6)");
                }
            }
        }

        private byte[] argument() throws IOException {
            int length = 0;
            int shift = 0;
            int b;
            do {
                b = changes[need(1)];
                length |= (b & 0x7f) << shift;
                shift += 7;
            } while (b < 0 && shift < 7 * MAX_LENGTH_BYTES);
            int start = need(length);
            return Arrays.copyOfRange(changes, start, start + length);
        }

        private long number() throws IOException {
            return (long) LONG.get(changes, need(Long.BYTES));
        }

        private int need(int length) throws IOException {
            int start = at;
            if (length < 0 || length > changes.length - at) {
                throw new IOException("change at " + at + ": longer than the " + changes.length + " bytes there are");
            }
            at += length;
            return start;
        }
    }
}
