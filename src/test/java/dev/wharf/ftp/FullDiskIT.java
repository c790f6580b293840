package dev.wharf.ftp;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk of 1 MiB and one that is read-only, both mounted where only the server sees them. Needs Linux's mount
 * namespaces; skipped where a process may not have one.
 */
@SuppressWarnings("try") // connections are open for as long as their block lasts
class FullDiskIT {
    private static final String MOUNT = """
            mount -t tmpfs -o size=1m none "$0/small" && echo old > "$0/small/present" \
            && mount -t tmpfs none "$0/fixed" && echo old > "$0/fixed/present" && mount -o remount,ro none "$0/fixed" \
            && exec "$@\"""";

    @TempDir
    static Path root;

    private static RunningWharf wharf;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(root.resolve("small"));
        Files.createDirectories(root.resolve("fixed"));
        List<String> prefix = List.of("unshare", "--map-root-user", "--mount", "sh", "-c", MOUNT, root.toString());
        Process trial = new ProcessBuilder(
                        Stream.concat(prefix.stream(), Stream.of("true")).toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeTrue(trial.waitFor(10, SECONDS) && trial.exitValue() == 0, "no mount namespaces here");
        wharf = RunningWharf.start(
                prefix,
                "ftp.root=" + root,
                "ftp.anonymous.permissions=list, read, write, append, delete, rename, make-directory");
    }

    @AfterAll
    static void stop() {
        if (wharf != null) {
            wharf.close();
        }
    }

    private static Path seen(String path) {
        return Path.of("/proc/" + wharf.process().pid() + "/root" + root).resolve(path);
    }

    private static String store(RawConnection ftp, String command, int bytes) throws IOException {
        try (RawConnection data = ftp.openData()) {
            assertThat(ftp.command(command)).startsWith("1");
            try {
                data.send(new byte[bytes]);
            } catch (IOException refusedMeanwhile) {
                assertThat(refusedMeanwhile).isNotNull();
            }
        }
        return ftp.reply();
    }

    @Test
    void leavesNothingBehindWhenTheDiskIsFull() throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf.ftpPort()).login()) {
            ftp.command("TYPE I");
            assertThat(store(ftp, "STOR small/present", 4_000_000)).isEqualTo("452 /small/present: no space left.");
            assertThat(store(ftp, "APPE small/present", 4_000_000)).startsWith("452 ");
            assertThat(store(ftp, "STOR small/new", 4_000_000)).startsWith("452 ");
            assertThat(seen("small/present")).hasContent("old");
            try (Stream<Path> entries = Files.list(seen("small"))) {
                assertThat(entries.map(path -> path.getFileName().toString())).containsExactly("present");
            }
            assertThat(store(ftp, "STOR small/new", 500_000)).startsWith("226 ");
            assertThat(ftp.command("DELE small/new")).startsWith("250 ");
        }
    }

    @Test
    void saysSoWhenTheDiskIsReadOnly() throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf.ftpPort()).login()) {
            ftp.openData().close();
            assertThat(ftp.command("STOR fixed/present")).isEqualTo("550 /fixed/present: read-only.");
            assertThat(ftp.command("DELE fixed/present")).isEqualTo("550 /fixed/present: read-only.");
            assertThat(ftp.command("RMD fixed")).startsWith("550 ");
            ftp.command("RNFR fixed/present");
            assertThat(ftp.command("RNTO fixed/other")).isEqualTo("550 /fixed/other: read-only.");
        }
    }

    @Test
    void movesNothingToAnotherFileSystem() throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf.ftpPort()).login()) {
            ftp.command("RNFR small/present");
            assertThat(ftp.command("RNTO present")).isEqualTo("553 /present: lies on another file system.");
            assertThat(ftp.command("MKD small/dir")).isEqualTo("553 /small/dir: lies on another file system.");
            try (Stream<Path> entries = Files.list(root)) {
                assertThat(entries.map(path -> path.getFileName().toString()))
                        .containsExactlyInAnyOrder("small", "fixed");
            }
        }
    }
}
