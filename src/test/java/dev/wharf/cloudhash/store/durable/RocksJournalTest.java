package dev.wharf.cloudhash.store.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal on a real disk, killed by copying its files while it runs, then cut and damaged. */
class RocksJournalTest {
    @TempDir
    private Path directory;

    private int copies;

    private static void append(RocksJournal journal, String... batches) throws IOException {
        for (String batch : batches) {
            byte[] bytes = batch.getBytes(StandardCharsets.ISO_8859_1);
            journal.append(bytes, bytes.length, true);
        }
    }

    private static void writeSnapshot(RocksJournal journal, String part) throws IOException {
        byte[] bytes = part.getBytes(StandardCharsets.ISO_8859_1);
        journal.writeSnapshot(bytes, bytes.length);
    }

    private static List<String> read(RocksJournal journal) throws IOException {
        List<String> batches = new ArrayList<>();
        journal.read(changes -> batches.add(new String(changes, StandardCharsets.ISO_8859_1)));
        return batches;
    }

    private static List<String> readAndClose(Path directory) throws IOException {
        try (RocksJournal journal = RocksJournal.open(directory)) {
            return read(journal);
        }
    }

    /** What the next process finds if this one is killed now. */
    private Path killed(Path from) throws IOException {
        Path to = Files.createDirectory(directory.resolve("killed" + ++copies));
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    private static Path log(Path from) throws IOException {
        try (var files = Files.list(from)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    @Test
    void beginsEmptyAndKeepsBatchesInOrder() throws IOException {
        Path kept = directory.resolve("a/b");
        try (RocksJournal journal = RocksJournal.open(kept)) {
            assertThat(read(journal)).isEmpty();
            append(journal, "one", "two");
            assertThat(readAndClose(killed(kept))).containsExactly("one", "two");
        }
        try (RocksJournal journal = RocksJournal.open(kept)) {
            assertThat(read(journal)).containsExactly("one", "two");
            append(journal, "three");
        }
        assertThat(readAndClose(kept)).containsExactly("one", "two", "three");
    }

    @Test
    void keepsUnforcedBatchesThroughAKill() throws IOException {
        try (RocksJournal journal = RocksJournal.open(directory.resolve("j"))) {
            read(journal);
            journal.append(new byte[] {'x'}, 1, false);
            assertThat(readAndClose(killed(directory.resolve("j")))).containsExactly("x");
        }
    }

    @Test
    void aWholeSnapshotTakesThePlaceOfWhatIsOlder() throws IOException {
        Path kept = directory.resolve("j");
        try (RocksJournal journal = RocksJournal.open(kept)) {
            read(journal);
            append(journal, "old");
            journal.beginGeneration();
            append(journal, "meanwhile");
            writeSnapshot(journal, "all");
            assertThat(readAndClose(killed(kept))).containsExactly("old", "meanwhile");
            journal.completeGeneration();
            append(journal, "later");
            assertThat(readAndClose(killed(kept))).containsExactly("all", "meanwhile", "later");
            journal.beginGeneration();
            writeSnapshot(journal, "more");
            append(journal, "at last");
        }
        try (RocksJournal journal = RocksJournal.open(kept)) {
            assertThat(read(journal)).containsExactly("all", "meanwhile", "later", "at last");
            append(journal, "and on");
            journal.beginGeneration();
            writeSnapshot(journal, "everything");
            journal.completeGeneration();
            assertThat(journal.snapshotBytes()).isEqualTo("everything".length());
        }
        assertThat(readAndClose(kept)).containsExactly("everything");
    }

    @Test
    void toleratesACutAtEveryByteOfTheLastRecord() throws IOException {
        Path kept = directory.resolve("j");
        try (RocksJournal journal = RocksJournal.open(kept)) {
            read(journal);
            append(journal, "first", "second");
            long before = Files.size(log(kept));
            append(journal, "the last one");
            long after = Files.size(log(kept));
            assertThat(after).isGreaterThan(before);
            for (long cut = before; cut < after; cut++) {
                Path killed = killed(kept);
                cut(log(killed), cut);
                assertThat(readAndClose(killed)).as("cut at byte %d", cut).containsExactly("first", "second");
                deleteAll(killed);
            }
        }
    }

    @Test
    void toleratesZeroesAndGarbageWhereTheLastRecordWasToBe() throws IOException {
        Path kept = directory.resolve("j");
        try (RocksJournal journal = RocksJournal.open(kept)) {
            read(journal);
            append(journal, "first");
            for (byte filler : new byte[] {0, 1, 2, (byte) 0xff}) {
                Path killed = killed(kept);
                byte[] torn = new byte[100];
                Arrays.fill(torn, filler);
                Files.write(log(killed), torn, java.nio.file.StandardOpenOption.APPEND);
                assertThat(readAndClose(killed)).as("filled with %d", filler).containsExactly("first");
            }
        }
    }

    @Test
    void refusesDamageInTheMiddleWhicheverByteIsHit() throws IOException {
        Path kept = directory.resolve("j");
        try (RocksJournal journal = RocksJournal.open(kept)) {
            read(journal);
            append(journal, "first");
            long before = Files.size(log(kept));
            append(journal, "second");
            long after = Files.size(log(kept));
            append(journal, "third");
            for (long hit = before; hit < after; hit++) {
                Path killed = killed(kept);
                Path log = log(killed);
                byte[] bytes = Files.readAllBytes(log);
                bytes[(int) hit] ^= 0x41;
                Files.write(log, bytes);
                assertThatThrownBy(() -> RocksJournal.open(killed))
                        .as("hit at byte %d", hit)
                        .isInstanceOf(IOException.class)
                        .hasMessage(log + " is damaged at byte " + before + " and whole changes follow: restore the"
                                + " directory from a backup, or give up what follows: truncate -s " + before + " "
                                + log);
                cut(log, before); // as the message says
                assertThat(readAndClose(killed)).containsExactly("first");
                deleteAll(killed);
            }
        }
    }

    @Test
    void refusesABatchThatIsMissing() throws IOException {
        Path kept = directory.resolve("j");
        try (RocksJournal journal = RocksJournal.open(kept)) {
            read(journal);
            long start = Files.size(log(kept));
            append(journal, "first");
            long end = Files.size(log(kept));
            append(journal, "second");
            Path killed = killed(kept);
            Path log = log(killed);
            byte[] bytes = Files.readAllBytes(log);
            byte[] without = Arrays.copyOf(bytes, (int) (bytes.length - (end - start)));
            System.arraycopy(bytes, (int) end, without, (int) start, (int) (bytes.length - end));
            Files.write(log, without);
            try (RocksJournal damaged = RocksJournal.open(killed)) {
                assertThatThrownBy(() -> read(damaged))
                        .hasMessage("batch 2 (expected: 1), so something is lost: restore the directory from a backup");
            }
        }
    }

    @Test
    void keepsBatchesOfSeveralBlocksAndRefusesDamageInThem() throws IOException {
        Path kept = directory.resolve("j");
        String large = "x".repeat(100_000);
        try (RocksJournal journal = RocksJournal.open(kept)) {
            read(journal);
            append(journal, "first");
            long before = Files.size(log(kept));
            append(journal, large);
            Path torn = killed(kept);
            cut(log(torn), before + 70_000);
            assertThat(readAndClose(torn)).containsExactly("first");
            append(journal, "third");
            assertThat(readAndClose(killed(kept))).containsExactly("first", large, "third");
            Path damaged = killed(kept);
            byte[] bytes = Files.readAllBytes(log(damaged));
            bytes[(int) before + 50_000] ^= 1;
            Files.write(log(damaged), bytes);
            assertThatThrownBy(() -> RocksJournal.open(damaged)).hasMessageContaining("whole changes follow");
        }
    }

    @Test
    void refusesASecondProcess() throws IOException {
        Path kept = directory.resolve("j");
        try (RocksJournal first = RocksJournal.open(kept)) {
            assertThat(read(first)).isEmpty();
            assertThatThrownBy(() -> RocksJournal.open(kept))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("lock");
        }
    }

    private static void cut(Path file, long size) throws IOException {
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static void deleteAll(Path killed) throws IOException {
        try (var files = Files.list(killed)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(killed);
    }
}
