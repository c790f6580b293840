package dev.wharf.cloudhash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.testing.ForeignProgram;
import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was answered is there after the process was killed, or stopped, under load. {@code -Dwharf.kill.rounds=100} kills
 * more often.
 */
class DurabilityIT {
    private static final int KILL_ROUNDS = Integer.getInteger("wharf.kill.rounds", 3);
    private static final String[] MODES = {"strict", "everysec", "os"};
    private static final int ENOUGH = 2000;

    @TempDir
    private Path directory;

    private RunningWharf start(String durability) {
        return RunningWharf.start(
                directory,
                List.of(),
                "cloudhash.durable.durability=" + durability,
                "cloudhash.durable.checkpoint-bytes=1 MiB"); // so that snapshots are cut off as well
    }

    private static WriteLoad loaded(String round, RunningWharf wharf) {
        WriteLoad load = WriteLoad.start(round, wharf.port("cloudhash.plain"));
        await().atMost(Duration.ofMinutes(1)).until(() -> load.answered() > ENOUGH);
        return load;
    }

    @Test
    void losesNothingAnsweredWhenItIsKilledUnderLoad() throws IOException {
        List<WriteLoad> rounds = new ArrayList<>();
        for (int round = 0; round < KILL_ROUNDS; round++) {
            RunningWharf wharf = start(MODES[round % MODES.length]);
            for (WriteLoad earlier : rounds) {
                earlier.verify(wharf.port("cloudhash.plain"));
            }
            try (WriteLoad load = loaded("round" + round, wharf)) {
                wharf.kill();
                rounds.add(load);
            }
        }
        try (RunningWharf wharf = start("strict")) {
            for (WriteLoad round : rounds) {
                round.verify(wharf.port("cloudhash.plain"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict", "everysec", "os", "none"})
    void losesNothingAnsweredWhenItIsStoppedUnderLoad(String durability) throws IOException {
        RunningWharf wharf = start(durability);
        try (WriteLoad load = loaded(durability, wharf)) {
            wharf.stop();
            load.end();
            try (RunningWharf again = start("strict")) {
                assertThat(again.readyLine()).containsPattern("cloudhash\\.keys=[1-9][0-9]{3,}");
                load.verify(again.port("cloudhash.plain"));
            }
        }
    }

    @Test
    void aFullDiskMakesItReadOnlyAndNotReady() throws IOException {
        // Files may not grow over 8 MiB, which is what a full disk looks like to the store.
        List<String> limited = List.of("sh", "-c", "ulimit -f 16384; exec \"$@\"", "sh");
        try (RunningWharf wharf = RunningWharf.start(directory, limited)) {
            wharf.expectErrors();
            assertThat(wharf.get("/readyz").status()).isEqualTo(200);
            String large = "x".repeat(60_000);
            try (RawConnection client = RawConnection.to(wharf.port("cloudhash.plain"))) {
                client.send("SET small kept\n");
                assertThat(client.line()).isEqualTo("kept");
            }
            String answer = large;
            for (int i = 0; answer.equals(large) && i < 1000; i++) {
                try (RawConnection client = RawConnection.to(wharf.port("cloudhash.plain"))) {
                    client.send("SET k" + i + " " + large + "\n");
                    answer = client.line();
                }
            }
            assertThat(answer).startsWith("ERR ");
            assertThat(wharf.get("/readyz").status()).isEqualTo(503);
            assertThat(wharf.metric("wharf_cloudhash_durable_failed")).isEqualTo(1);
            try (RawConnection client = RawConnection.to(wharf.port("cloudhash.plain"))) {
                client.send("SET a b\nGET small\n");
                assertThat(client.line()).startsWith("ERR ");
                assertThat(client.line()).isEqualTo("kept");
            }
            wharf.stop();
        }
    }

    @Test
    void strictForcesBetweenTheRequestAndItsAnswer() throws IOException {
        Path trace = directory.resolve("strace");
        Path data = directory.resolve("data");
        List<String> traced = List.of(
                "strace",
                "-D",
                "-f",
                "-qq",
                "-e",
                "trace=read,write,writev,recvfrom,sendto,fdatasync,fsync",
                "-s",
                "256",
                "-o",
                trace.toString());
        ForeignProgram.run("strace", "-V"); // skips where there is none
        try (RunningWharf wharf = RunningWharf.start(data, traced)) {
            try (RawConnection client = RawConnection.to(wharf.port("cloudhash.plain"))) {
                client.send("SET traced-key traced-value\n");
                assertThat(client.line()).isEqualTo("traced-value");
            }
        }
        List<String> calls = Files.readAllLines(trace);
        int request = find(calls, 0, "SET traced-key");
        int write = find(calls, request + 1, "traced-key");
        int force = find(calls, write, "fdatasync(");
        int answer = find(calls, request + 1, "\"traced-value");
        assertThat(List.of(request, write, force, answer)).isSorted().doesNotHaveDuplicates();
        assertThat(calls.get(write)).contains("write(");
    }

    private static int find(List<String> calls, int from, String text) {
        for (int i = from; i < calls.size(); i++) {
            if (calls.get(i).contains(text)) {
                return i;
            }
        }
        throw new AssertionError(text + " is not in\n" + String.join("\n", calls));
    }
}
