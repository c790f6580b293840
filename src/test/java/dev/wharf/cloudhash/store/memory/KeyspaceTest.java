package dev.wharf.cloudhash.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.cloudhash.store.ChangeLog;
import dev.wharf.cloudhash.store.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyspaceTest {
    private long now = 1_000_000;
    private final Keyspace keys = new Keyspace(ChangeLog.NONE, () -> now);

    @BeforeEach
    void lock() {
        keys.lock();
    }

    @AfterEach
    void unlock() {
        keys.unlock();
    }

    @Test
    void behavesLikeAMapWhateverIsDoneToIt() {
        Random random = new Random(7);
        Map<String, String> model = new HashMap<>();
        for (int i = 0; i < 300_000; i++) {
            // Phases that grow and phases that shrink, so that segments split and give back slots.
            boolean growing = i / 50_000 % 2 == 0;
            String key = "key:" + random.nextInt(30_000);
            int action = random.nextInt(10);
            if (action < (growing ? 7 : 2)) {
                put(key, "v" + i);
                model.put(key, "v" + i);
            } else if (action < 9) {
                assertThat(remove(key)).isEqualTo(model.remove(key) != null);
            } else {
                assertThat(get(key)).isEqualTo(model.get(key));
            }
        }
        assertThat(keys.size()).isEqualTo(model.size());
        model.forEach((key, value) -> assertThat(get(key)).isEqualTo(value));
        assertThat(scanAll(17)).containsExactlyInAnyOrderElementsOf(model.keySet());
    }

    @Test
    void aScanShowsWhatIsThereAllTheTimeOnceWhileTheTableGrowsAndShrinks() {
        Set<String> lasting = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            put("lasting:" + i, "v");
            lasting.add("lasting:" + i);
        }
        List<String> seen = new ArrayList<>();
        long cursor = 0;
        int round = 0;
        do {
            cursor = keys.scan(cursor, 50, entry -> seen.add(text(Keyspace.keyOf(entry))));
            for (int i = 0; i < 300; i++) {
                if (round / 30 % 2 == 0) {
                    put("passing:" + round + ":" + i, "v");
                } else {
                    remove("passing:" + (round - 30) + ":" + i);
                }
            }
            round++;
        } while (cursor != 0);
        seen.removeIf(key -> key.startsWith("passing"));

        assertThat(seen).hasSize(lasting.size()).containsAll(lasting);
    }

    @Test
    void aScanShowsAboutAsManyAsAskedFor() {
        for (int i = 0; i < 10_000; i++) {
            put("key:" + i, "v");
        }
        List<Object> seen = new ArrayList<>();
        keys.scan(0, 10, seen::add);

        assertThat(seen).hasSizeBetween(10, 12); // more only where hashes are equal
    }

    @Test
    void anEntryIsGoneWhenItsTimeHasCome() {
        keys.put(Entry.of(bytes("a"), bytes("1"), now + 10));
        assertThat(get("a")).isEqualTo("1");
        assertThat(keys.expiring()).isEqualTo(1);

        pass(10);

        assertThat(get("a")).isNull();
        assertThat(keys.size()).isZero();
        assertThat(keys.expired()).isEqualTo(1);
    }

    @Test
    void expiredEntriesGoThoughNobodyAsksForThem() {
        List<String> gone = new ArrayList<>();
        keys.events(new Keyspace.Events() {
            @Override
            public void expired(byte[] key) {
                gone.add(text(key));
            }
        });
        for (int i = 0; i < 100_000; i++) {
            put("stays:" + i, "v");
        }
        keys.put(Entry.of(bytes("goes"), bytes("1"), now + 10));
        pass(10);
        for (int i = 0; i < 100 && gone.isEmpty(); i++) {
            keys.expireSome();
        }

        assertThat(gone).containsExactly("goes");
        assertThat(keys.size()).isEqualTo(100_000);
    }

    @Test
    void fieldsMakeAHashAndTheLastOneTakesItAway() {
        HashValue hash = keys.newHash(bytes("h"));
        keys.putField(hash, Entry.of(bytes("f"), bytes("1"), Entry.NEVER));
        keys.putField(hash, Entry.of(bytes("g"), bytes("2"), Entry.NEVER));
        keys.expireAt(hash, now + 100);
        HashValue found = (HashValue) Objects.requireNonNull(keys.find(bytes("h"), 0, 1));

        assertThat(found.size()).isEqualTo(2);
        assertThat(found.expiresAt()).isEqualTo(now + 100);
        assertThat(keys.removeField(found, bytes("f"), 0, 1)).isTrue();
        assertThat(keys.removeField(found, bytes("f"), 0, 1)).isFalse();
        assertThat(keys.removeField(found, bytes("g"), 0, 1)).isTrue();
        assertThat(keys.size()).isZero();
    }

    @Test
    void memoryIsCountedAndComesBack() {
        long empty = keys.usedBytes();
        for (int i = 0; i < 5_000; i++) {
            put("key:" + i, "v".repeat(i % 100));
            HashValue hash = keys.newHash(bytes("hash:" + i));
            keys.putField(hash, Entry.of(bytes("f"), bytes("v"), Entry.NEVER));
        }
        assertThat(keys.usedBytes()).isGreaterThan(empty + 5_000 * 250);
        for (int i = 0; i < 5_000; i++) {
            remove("key:" + i);
            remove("hash:" + i);
        }
        assertThat(keys.usedBytes()).isLessThan(empty + 20_000);

        keys.clear();
        assertThat(keys.usedBytes()).isEqualTo(empty);
    }

    @Test
    void aMillionSmallEntriesTakeNoMoreThan168BytesEach() {
        for (int i = 0; i < 1_000_000; i++) {
            keys.put(Entry.of(bytes("key:%012d".formatted(i)), new byte[64], Entry.NEVER));
        }
        assertThat((double) keys.usedBytes() / keys.size()).isLessThan(130);
    }

    @Test
    void withoutEvictionThereIsNoRoomOnceTheLimitIsReached() {
        put("a", "v".repeat(1000));
        keys.limitMemory(500, EvictionPolicy.NOEVICTION);
        assertThat(keys.makeRoom()).isFalse();

        keys.limitMemory(0, EvictionPolicy.NOEVICTION);
        assertThat(keys.makeRoom()).isTrue();
    }

    @Test
    void whatWasNotUsedForLongGoesFirst() {
        for (int i = 0; i < 1000; i++) {
            put("old:" + i, "v".repeat(100));
        }
        pass(60_000);
        for (int i = 0; i < 1000; i++) {
            put("new:" + i, "v".repeat(100));
        }
        keys.limitMemory(keys.usedBytes() * 3 / 4, EvictionPolicy.ALLKEYS_LRU);
        assertThat(keys.makeRoom()).isTrue();

        int oldLeft = 0;
        int newLeft = 0;
        for (int i = 0; i < 1000; i++) {
            oldLeft += get("old:" + i) == null ? 0 : 1;
            newLeft += get("new:" + i) == null ? 0 : 1;
        }
        assertThat(newLeft).isGreaterThan(900);
        assertThat(oldLeft).isLessThan(600);
    }

    @Test
    void whatExpiresGoesWhereOnlyThatMay() {
        for (int i = 0; i < 1000; i++) {
            put("stays:" + i, "v".repeat(100));
            keys.put(Entry.of(bytes("goes:" + i), bytes("v".repeat(100)), now + 1_000_000 + i));
        }
        keys.limitMemory(keys.usedBytes() * 3 / 4, EvictionPolicy.VOLATILE_TTL);
        assertThat(keys.makeRoom()).isTrue();
        assertThat(get("stays:0")).isNotNull();
        assertThat(keys.expiring()).isLessThan(600);

        keys.limitMemory(1000, EvictionPolicy.VOLATILE_TTL);
        assertThat(keys.makeRoom()).isFalse();
        assertThat(keys.size()).isEqualTo(1000);
    }

    @Test
    void watchersHearOfEveryChange() {
        List<String> heard = new ArrayList<>();
        Keyspace.Watcher watcher = key -> heard.add(text(key));
        keys.watch(bytes("a"), watcher);
        put("a", "1");
        put("b", "1");
        remove("a");
        keys.unwatch(bytes("a"), watcher);
        put("a", "2");

        assertThat(heard).containsExactly("a", "a");
    }

    private void put(String key, String value) {
        keys.put(Entry.of(bytes(key), bytes(value), Entry.NEVER));
    }

    private @Nullable String get(String key) {
        byte[] bytes = bytes(key);
        return keys.use(bytes, 0, bytes.length) instanceof byte[] entry ? text(Entry.value(entry)) : null;
    }

    private boolean remove(String key) {
        byte[] bytes = bytes(key);
        return keys.remove(bytes, 0, bytes.length) != null;
    }

    private List<String> scanAll(int count) {
        List<String> seen = new ArrayList<>();
        long cursor = 0;
        do {
            cursor = keys.scan(cursor, count, entry -> seen.add(text(Keyspace.keyOf(entry))));
        } while (cursor != 0);
        return seen;
    }

    private void pass(long millis) {
        now += millis;
        keys.unlock();
        keys.lock();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
