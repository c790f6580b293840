package dev.wharf.cloudhash.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 127, 128, 129, 16_383, 16_384, 65_536, 3_000_000})
    void holdsAKeyOfAnyLength(int length) {
        byte[] key = bytes(length, 1);
        byte[] value = bytes(20, 2);
        for (long end : new long[] {Entry.NEVER, 1, Long.MAX_VALUE}) {
            byte[] entry = Entry.of(key, value, end);

            assertThat(Entry.key(entry)).isEqualTo(key);
            assertThat(Entry.value(entry)).isEqualTo(value);
            assertThat(Entry.expiresAt(entry)).isEqualTo(end);
            assertThat(Entry.hasKey(entry, key, 0, length)).isTrue();
            assertThat(Entry.hasKey(entry, bytes(length + 1, 1), 0, length + 1)).isFalse();
        }
    }

    @Test
    void costsFiveBytesBesidesAShortKeyAndItsValue() {
        assertThat(Entry.of(bytes(16, 1), bytes(64, 2), Entry.NEVER)).hasSize(16 + 64 + 5);
    }

    @Test
    void getsAnotherEndWithoutLosingAnything() {
        byte[] entry = Entry.of(bytes(300, 1), bytes(7, 2), Entry.NEVER);

        byte[] expiring = Entry.withExpiry(entry, 77);
        byte[] staying = Entry.withExpiry(expiring, Entry.NEVER);

        assertThat(Entry.expiresAt(expiring)).isEqualTo(77);
        assertThat(Entry.value(expiring)).isEqualTo(bytes(7, 2));
        assertThat(staying).isEqualTo(entry);
    }

    @Test
    void growsWithZeroesAndKeepsItsEnd() {
        byte[] entry = Entry.of(bytes(3, 1), bytes(2, 9), 77);

        byte[] longer = Entry.withValueLength(entry, 4);

        assertThat(Entry.value(longer)).containsExactly(9, 9, 0, 0);
        assertThat(Entry.key(longer)).isEqualTo(bytes(3, 1));
        assertThat(Entry.expiresAt(longer)).isEqualTo(77);
    }

    @Test
    void remembersTheLastAccessAndNothingElseChanges() {
        byte[] entry = Entry.of(bytes(3, 1), bytes(2, 9), 77);

        Entry.accessed(entry, 0x123456);

        assertThat(Entry.lastAccess(entry)).isEqualTo(0x123456);
        assertThat(Entry.key(entry)).isEqualTo(bytes(3, 1));
        assertThat(Entry.value(entry)).isEqualTo(bytes(2, 9));
        assertThat(Entry.expiresAt(entry)).isEqualTo(77);
    }

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
