package dev.wharf.cloudhash.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeededHashTest {
    @Test
    void dependsOnEveryByteAndOnTheLength() {
        SeededHash hash = new SeededHash(1, 2);
        Set<Long> seen = new HashSet<>();
        for (int length = 0; length <= 40; length++) {
            byte[] bytes = new byte[length];
            assertThat(seen.add(hash.full(bytes, 0, length))).isTrue();
            for (int i = 0; i < length; i++) {
                bytes[i] = 1;
                assertThat(seen.add(hash.full(bytes, 0, length))).isTrue();
                bytes[i] = 0;
            }
        }
    }

    @Test
    void dependsOnTheBytesAndNotOnWhereTheyLie() {
        SeededHash hash = new SeededHash(1, 2);
        byte[] bytes = "..0123456789abcdefgh..".getBytes(StandardCharsets.US_ASCII);
        byte[] alone = "0123456789abcdefgh".getBytes(StandardCharsets.US_ASCII);

        assertThat(hash.of(bytes, 2, 18)).isEqualTo(hash.of(alone, 0, 18));
    }

    @Test
    void dependsOnTheSeed() {
        byte[] bytes = new byte[16];

        assertThat(new SeededHash(1, 2).full(bytes, 0, 16)).isNotEqualTo(new SeededHash(1, 3).full(bytes, 0, 16));
        assertThat(new SeededHash().full(bytes, 0, 16)).isNotEqualTo(new SeededHash().full(bytes, 0, 16));
    }
}
