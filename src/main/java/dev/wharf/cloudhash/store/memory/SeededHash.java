package dev.wharf.cloudhash.store.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * SipHash-1-3 under a secret of the process, so that nobody outside can choose keys that collide. Immutable, any thread.
 */
final class SeededHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long seed0;
    private final long seed1;

    SeededHash() {
        SecureRandom random = new SecureRandom();
        seed0 = random.nextLong();
        seed1 = random.nextLong();
    }

    SeededHash(long seed0, long seed1) {
        this.seed0 = seed0;
        this.seed1 = seed1;
    }

    /** The upper half of the hash of some bytes. */
    int of(byte[] bytes, int offset, int length) {
        return (int) (full(bytes, offset, length) >>> 32);
    }

    long full(byte[] bytes, int offset, int length) {
        long v0 = seed0 ^ 0x736f6d6570736575L;
        long v1 = seed1 ^ 0x646f72616e646f6dL;
        long v2 = seed0 ^ 0x6c7967656e657261L;
        long v3 = seed1 ^ 0x7465646279746573L;
        int whole = offset + (length & ~7);
        for (int i = offset; i <= whole; i += Long.BYTES) {
            long word = i < whole ? (long) LONG.get(bytes, i) : last(bytes, i, length);
            v3 ^= word;
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= word;
        }
        v2 ^= 0xff;
        for (int round = 0; round < 3; round++) {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /** The bytes behind the last whole word, and the length in the top byte. */
    private static long last(byte[] bytes, int from, int length) {
        long word = (long) length << 56;
        for (int i = (length & 7) - 1; i >= 0; i--) {
            word |= (bytes[from + i] & 0xffL) << (8 * i);
        }
        return word;
    }
}
