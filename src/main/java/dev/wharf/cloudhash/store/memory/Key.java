package dev.wharf.cloudhash.store.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A key's bytes as a map key. The hash depends on a secret of the process, so nobody outside can choose keys that
 * collide; should some collide all the same, their order keeps the map's bins searchable.
 */
final class Key implements Comparable<Key> {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = new SecureRandom().nextLong();
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L; // 2^64 divided by the golden ratio, odd

    private final byte[] bytes;
    private final int hash;

    Key(byte[] bytes) {
        this.bytes = bytes;
        hash = hash(bytes);
    }

    int length() {
        return bytes.length;
    }

    private static int hash(byte[] bytes) {
        long h = SEED ^ bytes.length;
        int i = 0;
        for (; i + 8 <= bytes.length; i += 8) {
            h = mix(h ^ (long) LONGS.get(bytes, i));
        }
        long rest = 0;
        for (; i < bytes.length; i++) {
            rest = rest << 8 | (bytes[i] & 0xff);
        }
        h = mix(h ^ rest);
        return (int) (h ^ h >>> 32);
    }

    private static long mix(long h) {
        long high = Math.multiplyHigh(h, MULTIPLIER);
        return h * MULTIPLIER ^ high ^ SEED;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && key.hash == hash && Arrays.equals(key.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compare(bytes, other.bytes);
    }
}
