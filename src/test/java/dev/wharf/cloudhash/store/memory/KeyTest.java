package dev.wharf.cloudhash.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 15, 16, 17, 1000})
    void keysOfTheSameBytesAreEqual(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Key key = new Key(bytes);
        Key same = new Key(bytes.clone());

        assertThat(key).isEqualTo(same).hasSameHashCodeAs(same).isEqualByComparingTo(same);
        assertThat(key.length()).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 15, 16, 17, 100})
    void keysThatDifferInOneBitAreDifferent(int length) {
        byte[] bytes = new byte[length];
        Key key = new Key(bytes);
        for (int bit = 0; bit < 8 * length; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Key other = new Key(changed);

            assertThat(other).isNotEqualTo(key);
            assertThat(other.compareTo(key)).isNotZero().isEqualTo(-key.compareTo(other));
        }
    }

    @Test
    void keysOfDifferentLengthsAreDifferent() {
        Set<Key> keys = new HashSet<>();
        for (int length = 0; length < 50; length++) {
            assertThat(keys.add(new Key(new byte[length]))).isTrue();
        }
        assertThat(keys).hasSize(50);
    }

    @Test
    void aKeyIsNotEqualToAnythingElse() {
        assertThat(new Key(new byte[] {1})).isNotEqualTo("\u0001").isNotEqualTo(null);
    }

    @Test
    void theHashesOfNumberedKeysCollideRarely() {
        int count = 100_000;
        Set<Integer> hashes = new HashSet<>();
        for (int i = 0; i < count; i++) {
            hashes.add(new Key(ByteBuffer.allocate(12).putInt(8, i).array()).hashCode());
        }

        // Of 100,000 random numbers of 32 bits, one is met twice on average.
        assertThat(hashes).hasSizeGreaterThan(count - 100);
    }

    @Test
    void theHashesOfNumberedKeysFillTheLowBits() {
        int[] bins = new int[64];
        for (int i = 0; i < 64_000; i++) {
            int hash = new Key(("key:" + i).getBytes(StandardCharsets.US_ASCII)).hashCode();
            bins[(hash ^ hash >>> 16) & 63]++; // as HashMap and its kin choose a bin
        }

        assertThat(Arrays.stream(bins).boxed())
                .allSatisfy(size -> assertThat(size).isBetween(600, 1400));
    }
}
