package dev.wharf.cloudhash.store.durable;

import static dev.wharf.cloudhash.store.durable.Keyspaces.content;
import static dev.wharf.cloudhash.store.durable.Keyspaces.remove;
import static dev.wharf.cloudhash.store.durable.Keyspaces.set;
import static dev.wharf.cloudhash.store.durable.Keyspaces.setField;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.cloudhash.store.Entry;
import dev.wharf.cloudhash.store.memory.Keyspace;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DurableLogTest {
    private static final long LARGE = 1L << 40;

    private final List<DurableLog> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(DurableLog::close);
    }

    private DurableLog log(Durability durability, Journal journal, long checkpointBytes) {
        DurableLog log = new DurableLog(durability, checkpointBytes, journal, new SimpleMeterRegistry());
        opened.add(log);
        return log;
    }

    private Keyspace keyspace(Durability durability, Journal journal) {
        return keyspace(durability, journal, LARGE);
    }

    private Keyspace keyspace(Durability durability, Journal journal, long checkpointBytes) {
        DurableLog log = log(durability, journal, checkpointBytes);
        Keyspace keyspace = new Keyspace(log);
        try {
            log.load(keyspace);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return keyspace;
    }

    private static void awaitDurable(Keyspace keyspace, long change) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        keyspace.log().whenDurable(change, Runnable::run, () -> done.complete(null));
        done.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private Map<String, String> reloaded(MemoryJournal journal) {
        return content(keyspace(Durability.STRICT, journal));
    }

    @Test
    void strictKeepsThroughAPowerFailureWhatWasAnswered() {
        MemoryJournal journal = new MemoryJournal();
        Keyspace keyspace = keyspace(Durability.STRICT, journal);
        set(keyspace, "a", "1");
        awaitDurable(keyspace, setField(keyspace, "h", "x", "2"));
        assertThat(reloaded(journal.afterPowerFailure())).isEqualTo(Map.of("a", "1", "h/x", "2"));
    }

    @ParameterizedTest
    @EnumSource(names = {"STRICT", "EVERYSEC", "OS"})
    void keepsThroughAKillWhatWasAnswered(Durability durability) {
        MemoryJournal journal = new MemoryJournal();
        Keyspace keyspace = keyspace(durability, journal);
        set(keyspace, "a", "1");
        set(keyspace, "b", "2");
        awaitDurable(keyspace, remove(keyspace, "a"));
        assertThat(reloaded(journal.afterKill())).isEqualTo(Map.of("b", "2"));
    }

    @Test
    void strictLosesNothingAnsweredWhenThePowerFailsUnderLoad() {
        MemoryJournal journal = new MemoryJournal();
        Keyspace keyspace = keyspace(Durability.STRICT, journal);
        ConcurrentSkipListSet<Integer> answered = new ConcurrentSkipListSet<>();
        for (int i = 0; i < 20_000; i++) {
            int number = i;
            long change = set(keyspace, "k" + number, "v" + number);
            keyspace.log().whenDurable(change, Runnable::run, () -> answered.add(number));
            if (i % 1000 == 0) {
                List<Integer> before = List.copyOf(answered);
                Map<String, String> kept = reloaded(journal.afterPowerFailure());
                assertThat(before).allMatch(n -> kept.containsKey("k" + n));
            }
        }
    }

    @Test
    void changesThatComeTogetherShareAForce() {
        MemoryJournal journal = new MemoryJournal();
        Keyspace keyspace = keyspace(Durability.STRICT, journal);
        long last = 0;
        for (int i = 0; i < 100_000; i++) {
            last = set(keyspace, "k" + i % 10, "v" + i);
        }
        awaitDurable(keyspace, last);
        assertThat(journal.forces).isLessThan(1000);
    }

    @Test
    void everysecForcesWithinAboutASecond() {
        MemoryJournal journal = new MemoryJournal();
        Keyspace keyspace = keyspace(Durability.EVERYSEC, journal);
        awaitDurable(keyspace, set(keyspace, "a", "1"));
        await().atMost(5, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> assertThat(reloaded(journal.afterPowerFailure())).isEqualTo(Map.of("a", "1")));
    }

    @Test
    void writesWhatNoAnswerWaitsFor() {
        MemoryJournal journal = new MemoryJournal();
        set(keyspace(Durability.STRICT, journal), "a", "1");
        await().untilAsserted(() -> assertThat(journal.forces).isEqualTo(1));
    }

    @ParameterizedTest
    @EnumSource
    void aStopInGoodOrderKeepsEverything(Durability durability) {
        MemoryJournal journal = new MemoryJournal();
        Keyspace keyspace = keyspace(durability, journal);
        for (int i = 0; i < 1000; i++) {
            set(keyspace, "k" + i, "v");
        }
        keyspace.close();
        assertThat(journal.closed).isTrue();
        assertThat(reloaded(journal.afterPowerFailure())).hasSize(1000);
    }

    @Test
    void noneWritesNothingWhileItRuns() {
        MemoryJournal journal = new MemoryJournal();
        Keyspace keyspace = keyspace(Durability.NONE, journal);
        awaitDurable(keyspace, set(keyspace, "a", "1"));
        keyspace.close();
        assertThat(journal.batches).isZero();
        assertThat(journal.wholeSnapshots).isEqualTo(1);
    }

    @Test
    void aFullDiskEndsChangesForGoodAndTellsWhoWaits() {
        MemoryJournal journal = new MemoryJournal();
        Keyspace keyspace = keyspace(Durability.OS, journal);
        awaitDurable(keyspace, set(keyspace, "a", "1"));
        journal.fill();
        long lost = set(keyspace, "b", "2");
        awaitDurable(keyspace, lost);
        assertThat(keyspace.log().durable()).isLessThan(lost);
        assertThat(keyspace.log().refusal()).isEqualTo("cannot keep a change: no space left on device");
        awaitDurable(keyspace, set(keyspace, "c", "3"));
        assertThat(journal.batches).isEqualTo(1);
    }

    @Test
    void theFirstForceThatFailsEndsChangesForGood() {
        MemoryJournal journal = new MemoryJournal();
        Keyspace keyspace = keyspace(Durability.STRICT, journal);
        journal.failForces();
        long lost = set(keyspace, "a", "1");
        awaitDurable(keyspace, lost);
        assertThat(keyspace.log().durable()).isLessThan(lost);
        assertThat(keyspace.log().refusal()).isEqualTo("cannot keep a change: input/output error");
    }

    @Test
    void asksForNoMoreWhileTooMuchWaits() {
        MemoryJournal journal = new MemoryJournal();
        Keyspace keyspace = keyspace(Durability.STRICT, journal);
        String large = "x".repeat(1 << 20);
        synchronized (journal) { // the disk is slow
            // A batch may be on its way already, with whatever had been told by then.
            for (int i = 0; i < 200 && !keyspace.log().isCongested(); i++) {
                set(keyspace, "k", large);
            }
            assertThat(keyspace.log().isCongested()).isTrue();
        }
        awaitDurable(keyspace, set(keyspace, "k", "small"));
        assertThat(keyspace.log().isCongested()).isFalse();
    }

    @Test
    void snapshotsTakeThePlaceOfAGrownLog() {
        MemoryJournal journal = new MemoryJournal();
        Keyspace keyspace = keyspace(Durability.OS, journal, 10_000);
        long last = 0;
        for (int i = 0; i < 50_000; i++) {
            last = set(keyspace, "k" + i % 100, "v" + i);
            if (i % 1000 == 0) {
                awaitDurable(keyspace, last);
            }
        }
        awaitDurable(keyspace, last);
        await().untilAsserted(() -> assertThat(journal.wholeSnapshots).isPositive());
        assertThat(reloaded(journal.afterKill())).isEqualTo(content(keyspace));
    }

    @Test
    void aSnapshotOfWhatChangesMeanwhileIsRightOnceTheBatchesAreDoneAgain() {
        MemoryJournal journal = new MemoryJournal();
        Keyspace keyspace = keyspace(Durability.OS, journal, 4_000);
        SplittableRandom random = new SplittableRandom(42);
        for (int round = 0; round < 300; round++) {
            long last = 0;
            for (int i = 0; i < 200; i++) {
                last = randomChange(keyspace, random.nextInt(1 << 24), round * 200 + i);
            }
            awaitDurable(keyspace, last);
            if (round % 20 == 0) {
                assertThat(reloaded(journal.afterKill()))
                        .as("round %d", round)
                        .isEqualTo(new TreeMap<>(content(keyspace)));
            }
        }
        assertThat(journal.wholeSnapshots).isGreaterThan(1);
    }

    private static long randomChange(Keyspace keyspace, int chance, int number) {
        String key = "k" + chance / 16 % 50;
        return switch (chance % 16) {
            case 0 -> remove(keyspace, key);
            case 1 -> set(keyspace, key, "v" + number, Long.MAX_VALUE / 2);
            case 2, 3, 4, 5 -> set(keyspace, key, "v" + number);
            case 6 ->
                number % 500 == 0
                        ? Keyspaces.change(keyspace, keyspace::clear)
                        : Keyspaces.set(keyspace, key, "", Entry.NEVER);
            case 7, 8 -> Keyspaces.removeField(keyspace, "h" + chance / 16 % 5, "f" + chance / 128 % 1000);
            default -> setField(keyspace, "h" + chance / 16 % 5, "f" + chance / 128 % 1000, "v" + number);
        };
    }
}
