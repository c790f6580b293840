package dev.wharf.cloudhash.store.durable;

import static dev.wharf.cloudhash.store.durable.Keyspaces.bytes;
import static dev.wharf.cloudhash.store.durable.Keyspaces.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.cloudhash.store.ChangeLog;
import dev.wharf.cloudhash.store.Entry;
import dev.wharf.cloudhash.store.memory.Keyspace;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final long FAR = Long.MAX_VALUE / 2;

    private final Changes changes = new Changes();
    private final Keyspace keyspace = new Keyspace(ChangeLog.NONE);

    private Map<String, String> replayed() throws IOException {
        replay(Arrays.copyOf(changes.bytes(), changes.size()));
        return content(keyspace);
    }

    private void replay(byte[] bytes) throws IOException {
        keyspace.lock();
        try {
            Changes.replay(bytes, keyspace);
            keyspace.restored();
        } finally {
            keyspace.unlock();
        }
    }

    private static byte[] entry(String key, String value) {
        return Entry.of(bytes(key), bytes(value), Entry.NEVER);
    }

    @Test
    void doesEveryKindOfChangeAgain() throws IOException {
        changes.put(entry("a", "1"));
        changes.put(entry("b", "2"));
        changes.put(Entry.of(bytes("c"), bytes(""), FAR));
        changes.remove(bytes("b"));
        changes.putField(bytes("h"), entry("x", "10"));
        changes.putField(bytes("h"), entry("y", "20"));
        changes.removeField(bytes("h"), bytes("x"));
        changes.expire(bytes("h"), FAR);
        assertThat(replayed())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("a", "1", "c", "", "c@", "" + FAR, "h/y", "20", "h@", "" + FAR));
    }

    @Test
    void forgetsWhatStandsBeforeAClear() throws IOException {
        changes.put(entry("a", "1"));
        changes.allRemoved();
        changes.put(entry("b", "2"));
        assertThat(replayed()).containsExactlyEntriesOf(Map.of("b", "2"));
    }

    @Test
    void growsWithLargeValues() throws IOException {
        String large = "x".repeat(3_000_000);
        changes.put(entry("k".repeat(200), large));
        assertThat(replayed()).containsEntry("k".repeat(200), large);
    }

    @Test
    void bringsNothingBackThatHasExpired() throws IOException {
        changes.put(entry("a", "old"));
        changes.put(Entry.of(bytes("a"), bytes("new"), 1));
        changes.putField(bytes("h"), entry("x", "10"));
        changes.expire(bytes("h"), 1);
        assertThat(replayed()).isEmpty();
        assertThat(keyspace.size()).isZero();
        assertThat(keyspace.usedBytes()).isEqualTo(new Keyspace(ChangeLog.NONE).usedBytes());
    }

    @Test
    void keepsTheEndOfAHashWhoseFieldsGoAndCome() throws IOException {
        changes.putField(bytes("h"), entry("x", "10"));
        changes.expire(bytes("h"), FAR);
        changes.removeField(bytes("h"), bytes("x"));
        changes.putField(bytes("h"), entry("x", "11"));
        assertThat(replayed()).isEqualTo(Map.of("h/x", "11", "h@", "" + FAR));
    }

    @Test
    void removesAHashThatIsEmptyInTheEnd() throws IOException {
        changes.putField(bytes("h"), entry("x", "10"));
        changes.removeField(bytes("h"), bytes("x"));
        assertThat(replayed()).isEmpty();
        assertThat(keyspace.size()).isZero();
        assertThat(keyspace.usedBytes()).isEqualTo(new Keyspace(ChangeLog.NONE).usedBytes());
    }

    @Test
    void canBeDoneTwice() throws IOException {
        changes.put(entry("a", "1"));
        changes.remove(bytes("a"));
        changes.putField(bytes("a"), entry("x", "10"));
        changes.put(entry("b", "1"));
        changes.putField(bytes("c"), entry("x", "10"));
        changes.remove(bytes("c"));
        Map<String, String> once = replayed();
        assertThat(replayed()).isEqualTo(once);
    }

    @Test
    void refusesWhatIsNoChange() {
        assertThatThrownBy(() -> replay(new byte[] {9}))
                .isInstanceOf(IOException.class)
                .hasMessage("change of kind 9 (expected: 1..6)");
    }

    @Test
    void refusesEveryCutInsideAChange() {
        changes.putField(bytes("key"), entry("field", "value"));
        for (int cut = 1; cut < changes.size(); cut++) {
            byte[] part = Arrays.copyOf(changes.bytes(), cut);
            assertThatThrownBy(() -> replay(part)).as("cut at byte %d", cut).isInstanceOf(IOException.class);
        }
    }
}
