package dev.wharf.cloudhash.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A key and its value in one array of bytes, so that a million of them cost little more than their bytes.
 *
 * <pre>
 *   flags, 1 byte | last access, 3 bytes | key length, 1 to 5 bytes | expiry, 8 bytes if the flag says so | key | value
 * </pre>
 *
 * <p>The length of the key is written seven bits at a time, the lowest first, with the top bit set on all but the last
 * byte. Nothing but the time of the last access is ever changed, so whoever has an entry may keep it without a copy. A
 * hash keeps its fields in the same shape: the field as the key.
 */
public final class Entry {
    /** What {@link #expiresAt} says of an entry that stays. */
    public static final long NEVER = 0;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int HAS_EXPIRY = 1;
    private static final int ACCESS_AT = 1;
    private static final int KEY_LENGTH_AT = 4;
    private static final int EXPIRY_BYTES = 8;

    private Entry() {}

    /** A new entry that holds copies of the bytes given. */
    public static byte[] of(byte[] key, byte[] value, long expiresAtMillis) {
        return of(key, 0, key.length, value, 0, value.length, expiresAtMillis);
    }

    /**
     * A new entry that holds copies of the bytes given.
     *
     * @param expiresAtMillis when it ends, in milliseconds since 1970; {@link #NEVER} if it stays
     */
    public static byte[] of(
            byte[] key,
            int keyOffset,
            int keyLength,
            byte[] value,
            int valueOffset,
            int valueLength,
            long expiresAtMillis) {
        byte[] entry = allocate(keyLength, valueLength, expiresAtMillis);
        System.arraycopy(key, keyOffset, entry, entry.length - valueLength - keyLength, keyLength);
        System.arraycopy(value, valueOffset, entry, entry.length - valueLength, valueLength);
        return entry;
    }

    /** An entry with lengths and expiry written, key and value still to come. */
    private static byte[] allocate(int keyLength, int valueLength, long expiresAtMillis) {
        boolean expires = expiresAtMillis != NEVER;
        int lengthBytes = 1;
        for (int rest = keyLength >>> 7; rest != 0; rest >>>= 7) {
            lengthBytes++;
        }
        int head = KEY_LENGTH_AT + lengthBytes + (expires ? EXPIRY_BYTES : 0);
        byte[] entry = new byte[Math.addExact(head + keyLength, valueLength)];
        int at = KEY_LENGTH_AT;
        int rest = keyLength;
        while (rest > 0x7f) {
            entry[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        entry[at++] = (byte) rest;
        if (expires) {
            entry[0] = HAS_EXPIRY;
            LONG.set(entry, at, expiresAtMillis);
        }
        return entry;
    }

    /** The same key and value with another end. */
    public static byte[] withExpiry(byte[] entry, long expiresAtMillis) {
        int keyOffset = keyOffset(entry);
        int keyLength = keyLength(entry);
        int valueOffset = keyOffset + keyLength;
        return of(entry, keyOffset, keyLength, entry, valueOffset, entry.length - valueOffset, expiresAtMillis);
    }

    /** The same key and end with a value of {@code valueLength} bytes: those that were there, then zeroes. */
    public static byte[] withValueLength(byte[] entry, int valueLength) {
        int keyOffset = keyOffset(entry);
        int keyLength = keyLength(entry);
        byte[] longer = allocate(keyLength, valueLength, expiresAt(entry));
        int kept = keyLength + Math.min(valueLength, valueLength(entry));
        System.arraycopy(entry, keyOffset, longer, longer.length - valueLength - keyLength, kept);
        return longer;
    }

    /** How long the key is. */
    public static int keyLength(byte[] entry) {
        int length = entry[KEY_LENGTH_AT];
        if (length >= 0) {
            return length;
        }
        length &= 0x7f;
        int at = KEY_LENGTH_AT + 1;
        for (int shift = 7; ; shift += 7) {
            int b = entry[at++];
            length |= (b & 0x7f) << shift;
            if (b >= 0) {
                return length;
            }
        }
    }

    /** Where the key begins. */
    public static int keyOffset(byte[] entry) {
        int at = expiryOffset(entry);
        return expires(entry) ? at + EXPIRY_BYTES : at;
    }

    private static int expiryOffset(byte[] entry) {
        int at = KEY_LENGTH_AT;
        while (entry[at] < 0) {
            at++;
        }
        return at + 1;
    }

    /** Where the value begins; it goes up to the end. */
    public static int valueOffset(byte[] entry) {
        return keyOffset(entry) + keyLength(entry);
    }

    /** How long the value is. */
    public static int valueLength(byte[] entry) {
        return entry.length - valueOffset(entry);
    }

    /** A copy of the key. */
    public static byte[] key(byte[] entry) {
        int offset = keyOffset(entry);
        return Arrays.copyOfRange(entry, offset, offset + keyLength(entry));
    }

    /** A copy of the value. */
    public static byte[] value(byte[] entry) {
        return Arrays.copyOfRange(entry, valueOffset(entry), entry.length);
    }

    /** Whether the key is the {@code length} bytes at {@code offset}. */
    public static boolean hasKey(byte[] entry, byte[] bytes, int offset, int length) {
        if (keyLength(entry) != length) {
            return false;
        }
        int start = keyOffset(entry);
        return Arrays.equals(entry, start, start + length, bytes, offset, offset + length);
    }

    /** Whether it ends by itself. */
    public static boolean expires(byte[] entry) {
        return (entry[0] & HAS_EXPIRY) != 0;
    }

    /** When it ends, in milliseconds since 1970; {@link #NEVER} if it stays. */
    public static long expiresAt(byte[] entry) {
        return expires(entry) ? (long) LONG.get(entry, expiryOffset(entry)) : NEVER;
    }

    /** The lowest 24 bits of the second of the last access. */
    public static int lastAccess(byte[] entry) {
        return (entry[ACCESS_AT] & 0xff) << 16 | (entry[ACCESS_AT + 1] & 0xff) << 8 | (entry[ACCESS_AT + 2] & 0xff);
    }

    /** Notes an access. The only change an entry ever sees; under the lock of the keyspace that holds it. */
    public static void accessed(byte[] entry, int second) {
        entry[ACCESS_AT] = (byte) (second >>> 16);
        entry[ACCESS_AT + 1] = (byte) (second >>> 8);
        entry[ACCESS_AT + 2] = (byte) second;
    }
}
