package dev.wharf.ftp;

import static dev.wharf.ftp.ForeignFtpClient.Feature.CHANGES;
import static dev.wharf.ftp.ForeignFtpClient.Feature.FETCHES;
import static dev.wharf.ftp.ForeignFtpClient.Feature.FETCHES_NAMES;
import static dev.wharf.ftp.ForeignFtpClient.Feature.FETCHES_TEXT;
import static dev.wharf.ftp.ForeignFtpClient.Feature.FETCHES_TREE;
import static dev.wharf.ftp.ForeignFtpClient.Feature.LISTS;
import static dev.wharf.ftp.ForeignFtpClient.Feature.RESUMES_FETCHING;
import static dev.wharf.ftp.ForeignFtpClient.Feature.RESUMES_STORING;
import static dev.wharf.ftp.ForeignFtpClient.Feature.STORES;
import static dev.wharf.ftp.ForeignFtpClient.Feature.STORES_NAMES;
import static dev.wharf.ftp.ForeignFtpClient.Feature.STORES_TEXT;
import static dev.wharf.ftp.ForeignFtpClient.Feature.STORES_TREE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.ftp.ForeignFtpClient.Feature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files that one client exchanges with the server, on both sides, and the judgement on what became of them.
 *
 * <p>The client fetches what stands in the served {@code down} into its own {@code down}, and stores what stands in its
 * own {@code up} into the served {@code up}. The half file is there on the receiving side already, its beginning full
 * of zeros, and only as long as that: whoever transfers it from the start again leaves no zeros.
 */
final class FtpExchange {
    /** A multiple of 16 KiB, because aria2 goes on at such places only. */
    private static final int HALF_BYTES = 131_072;

    private static final byte[] HALF = new byte[300_000];
    private static final List<String> NAMES = List.of(
            "with space",
            "it's",
            "so \"quoted\"",
            "100%",
            "a%20b",
            "ha#sh",
            "-dash",
            "trailing ",
            "\u00e9",
            "\u65e5\u672c\u8a9e",
            "\ud83d\udea2",
            "n".repeat(200));

    static {
        new Random(5).nextBytes(HALF);
    }

    private final Path served;
    private final Path local;
    private final boolean withLarge;

    private FtpExchange(Path served, Path local, boolean withLarge) {
        this.served = served;
        this.local = local;
        this.withLarge = withLarge;
    }

    /**
     * Lays the files out.
     *
     * @param served a directory of the server, made here
     * @param local the client's directory, made here
     * @param large the file to transfer as {@code large}
     */
    static FtpExchange prepare(Path served, Path local, Optional<Path> large) throws IOException {
        for (Path source : List.of(served.resolve("down"), local.resolve("up"))) {
            layOut(source);
            if (large.isPresent()) {
                Files.createLink(source.resolve("large"), large.get());
            }
        }
        for (Path target : List.of(served.resolve("up"), local.resolve("down"))) {
            Files.createDirectories(target);
            Files.write(target.resolve("half"), new byte[HALF_BYTES]);
        }
        Files.writeString(served.resolve("before"), "renamed");
        Files.writeString(served.resolve("doomed"), "deleted");
        Files.createDirectory(served.resolve("emptied"));
        return new FtpExchange(served, local, large.isPresent());
    }

    private static void layOut(Path source) throws IOException {
        Files.createDirectories(source.resolve("tree/sub/deeper"));
        Files.createDirectory(source.resolve("names"));
        Files.createFile(source.resolve("empty"));
        Files.writeString(source.resolve("small"), "hello\n");
        Files.writeString(source.resolve("text"), "one\ntwo\n\nthree\n");
        Files.writeString(source.resolve("tree/one"), "1");
        Files.writeString(source.resolve("tree/sub/two"), "22");
        Files.writeString(source.resolve("tree/sub/deeper/three"), "333");
        Files.write(source.resolve("half"), HALF);
        for (String name : NAMES) {
            Files.writeString(source.resolve("names").resolve(name), "the file " + name);
        }
    }

    boolean isWithLarge() {
        return withLarge;
    }

    Path local() {
        return local;
    }

    /** Fails unless everything that {@code features} promise has happened. */
    void judge(Set<Feature> features, Set<String> withoutNames) throws IOException {
        Path down = local.resolve("down");
        Path up = served.resolve("up");
        if (features.contains(LISTS)) {
            assertThat(Files.readString(local.resolve("listing"), StandardCharsets.ISO_8859_1))
                    .contains("empty", "small", "text", "half", "names", "tree");
        }
        if (features.contains(FETCHES)) {
            assertFiles(served.resolve("down"), down);
        }
        if (features.contains(STORES)) {
            assertFiles(local.resolve("up"), up);
        }
        if (features.contains(FETCHES_TEXT)) {
            assertThat(down.resolve("text")).hasSameBinaryContentAs(served.resolve("down/text"));
        }
        if (features.contains(STORES_TEXT)) {
            assertThat(up.resolve("text")).hasSameBinaryContentAs(local.resolve("up/text"));
        }
        if (features.contains(RESUMES_FETCHING)) {
            assertSecondHalf(down.resolve("half"));
        }
        if (features.contains(RESUMES_STORING)) {
            assertSecondHalf(up.resolve("half"));
        }
        if (features.contains(FETCHES_NAMES)) {
            assertNames(served.resolve("down/names"), down.resolve("names"), withoutNames);
        }
        if (features.contains(STORES_NAMES)) {
            assertNames(local.resolve("up/names"), up.resolve("names"), withoutNames);
        }
        if (features.contains(FETCHES_TREE)) {
            assertThat(contents(down.resolve("tree"))).isEqualTo(contents(served.resolve("down/tree")));
        }
        if (features.contains(STORES_TREE)) {
            assertThat(contents(up.resolve("tree"))).isEqualTo(contents(local.resolve("up/tree")));
        }
        if (features.contains(CHANGES)) {
            assertThat(served.resolve("after")).hasContent("renamed");
            assertThat(served.resolve("before")).doesNotExist();
            assertThat(served.resolve("doomed")).doesNotExist();
            assertThat(served.resolve("made")).isEmptyDirectory();
            assertThat(served.resolve("emptied")).doesNotExist();
        }
    }

    private void assertFiles(Path from, Path to) throws IOException {
        for (String name : withLarge ? List.of("empty", "small", "large") : List.of("empty", "small")) {
            assertThat(to.resolve(name)).exists();
            assertThat(Files.mismatch(from.resolve(name), to.resolve(name)))
                    .as("first byte of %s that differs", name)
                    .isEqualTo(-1);
        }
    }

    private static void assertSecondHalf(Path file) throws IOException {
        byte[] expected = HALF.clone();
        Arrays.fill(expected, 0, HALF_BYTES, (byte) 0);
        byte[] actual = Files.readAllBytes(file);
        assertThat(actual).as(file.toString()).hasSize(expected.length);
        assertThat(Arrays.mismatch(actual, expected))
                .as("first byte of %s that is wrong", file)
                .isEqualTo(-1);
    }

    private static void assertNames(Path from, Path to, Set<String> without) throws IOException {
        Map<String, String> expected = contents(from);
        Map<String, String> actual = contents(to);
        assertThat(expected.keySet()).containsAll(without);
        expected.keySet().removeAll(without);
        assertThat(actual).containsAllEntriesOf(expected);
        if (without.isEmpty()) {
            assertThat(actual).hasSameSizeAs(expected);
        }
    }

    /** Everything below a directory: a file with its content, a directory with "/". */
    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.toList()) {
                contents.put(
                        directory.relativize(path).toString(), Files.isDirectory(path) ? "/" : Files.readString(path));
            }
        }
        return contents;
    }
}
