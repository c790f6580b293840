package dev.wharf.ftp.filetree.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.wharf.ftp.filetree.FileInfo;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.FileTreeException.Kind;
import dev.wharf.ftp.filetree.VirtualPath;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names are byte strings, as they come over the control connection. */
class LocalFileTreeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String OUTSIDE = "content from outside";

    @TempDir
    Path machine;

    private Path root;
    private Path outside;
    private LocalFileTree tree;

    /** What the machine has: {@code root}, which is served, and beside it {@code outside}. */
    @BeforeEach
    void makeTree() throws IOException {
        machine = machine.toRealPath();
        root = Files.createDirectory(machine.resolve("root"));
        outside = Files.createDirectory(machine.resolve("outside"));
        Files.writeString(outside.resolve("file"), OUTSIDE);
        Files.createDirectories(root.resolve("dir/sub"));
        Files.writeString(root.resolve("file"), "at the top");
        Files.writeString(root.resolve("dir/file"), "in dir");
        Files.writeString(root.resolve("dir/sub/file"), "in dir/sub");
        tree = LocalFileTree.open(root);
    }

    @Test
    void tellsWhatAFileIs() throws IOException {
        Instant modified = Instant.parse("2024-02-29T12:34:56Z");
        Files.setLastModifiedTime(root.resolve("file"), FileTime.from(modified));
        Files.setPosixFilePermissions(root.resolve("file"), PosixFilePermissions.fromString("rwxr-x--x"));

        FileInfo info = stat("/file");
        assertThat(info).isEqualTo(new FileInfo("file", FileInfo.Type.FILE, 10, modified, 0751, info.identity()));
        assertThat(info.isFile()).isTrue();
    }

    @Test
    void givesTwoNamesOfOneFileTheSameIdentity() throws IOException {
        Files.createLink(root.resolve("other"), root.resolve("file"));

        assertThat(stat("/other").identity()).isEqualTo(stat("/file").identity());
        assertThat(stat("/dir/file").identity()).isNotEqualTo(stat("/file").identity());
    }

    @ParameterizedTest
    @CsvSource({"rwxrwxrwx,777", "r--------,400", "-w-------,200", "----w----,20", "---r-----,40", "--------x,1"})
    void tellsThePermissions(String permissions, String mode) throws IOException {
        Files.setPosixFilePermissions(root.resolve("file"), PosixFilePermissions.fromString(permissions));

        assertThat(Integer.toOctalString(stat("/file").mode())).isEqualTo(mode);
    }

    @Test
    void tellsWhatADirectoryIs() throws IOException {
        assertThat(stat("/dir").isDirectory()).isTrue();
        assertThat(stat("/dir").name()).isEqualTo("dir");
        assertThat(stat("/dir/sub").name()).isEqualTo("sub");
        assertThat(stat("/").isDirectory()).isTrue();
        assertThat(stat("/").name()).isEmpty();
    }

    @Test
    void opensFilesAtEveryDepth() throws IOException {
        assertThat(read("/file")).isEqualTo("at the top");
        assertThat(read("/dir/file")).isEqualTo("in dir");
        assertThat(read("/dir/sub/file")).isEqualTo("in dir/sub");
    }

    @Test
    void opensAnEmptyFile() throws IOException {
        Files.createFile(root.resolve("empty"));

        assertThat(read("/empty")).isEmpty();
    }

    @Test
    void listsDirectories() throws IOException {
        assertThat(list("/")).containsOnlyKeys("file", "dir");
        assertThat(list("/dir")).containsOnlyKeys("file", "sub");
        assertThat(entry("/dir", "file").sizeBytes()).isEqualTo(6);
        assertThat(entry("/dir", "sub").isDirectory()).isTrue();
        Files.createDirectory(root.resolve("empty"));
        assertThat(list("/empty")).isEmpty();
    }

    @Test
    void listsHiddenFiles() throws IOException {
        Files.createFile(root.resolve("dir/.hidden"));

        assertThat(list("/dir")).containsOnlyKeys("file", "sub", ".hidden");
    }

    @Test
    void leavesNamesOutThatNoListingCanCarry() throws IOException {
        Files.createFile(root.resolve("dir/a\nb"));
        Files.createFile(root.resolve("dir/a\rb"));
        Files.createFile(root.resolve("dir/a\u007fb"));

        assertThat(list("/dir")).containsOnlyKeys("file", "sub");
    }

    @Test
    void leavesOutAnEntryThatVanishesMeanwhile() throws IOException {
        try (FileTree.Directory directory = tree.openDirectory(path("/dir/sub"))) {
            assertThat(directory.nextName()).isEqualTo("file");
            Files.delete(root.resolve("dir/sub/file"));

            assertThat(directory.info()).isNull();
            assertThat(directory.nextName()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/missing",
                "/missing/file",
                "/dir/missing",
                "/FILE",
                "/../outside/file",
                "/../../../../../../../../etc/passwd",
                "/dir/../../outside/file",
                "/dir/../../root/missing"
            })
    void findsNothingWhereNothingIs(String path) throws FileTreeException {
        assertRefused(Kind.NOT_FOUND, path);
    }

    @Test
    void findsNoNameThatIsLongerThanNamesCanBe() throws FileTreeException {
        assertRefused(Kind.NOT_FOUND, "/" + "x".repeat(256));
        assertRefused(Kind.NOT_FOUND, "/" + "\u00ff".repeat(300) + "/x");
        assertRefused(Kind.NOT_FOUND, "/" + "x".repeat(100_000));
    }

    @Test
    void reachesPathsThatAreLongerThanTheSystemTakesAtOnce() throws IOException {
        StringBuilder path = new StringBuilder();
        String script = "for i in $(seq 40); do mkdir \"$0\" && cd -P \"$0\" || exit 1; done; printf deep > file";
        run(root, "sh", "-c", script, "d".repeat(200));
        path.append(("/" + "d".repeat(200)).repeat(40)).append("/file");

        assertThat(read(path.toString())).isEqualTo("deep");
        run(root, "rm", "-rf", "d".repeat(200));
    }

    @Test
    void tellsFilesFromDirectories() throws FileTreeException {
        assertThat(refusal(() -> tree.openForRead(path("/dir")))).isEqualTo(Kind.NOT_A_FILE);
        assertThat(refusal(() -> tree.openForRead(path("/")))).isEqualTo(Kind.NOT_A_FILE);
        assertThat(refusal(() -> tree.openDirectory(path("/file")))).isEqualTo(Kind.NOT_A_DIRECTORY);
        assertRefused(Kind.NOT_A_DIRECTORY, "/file/x");
        assertRefused(Kind.NOT_A_DIRECTORY, "/dir/file/x/y");
    }

    @Test
    void followsRelativeLinksInside() throws IOException {
        link("dir/sub/up", "../file");
        link("dir/sub/top", "../../file");
        link("dir/sub/here", "./file");
        link("round", "dir/sub/../../dir/./file");
        link("twice", "dir/sub/up");

        assertThat(read("/dir/sub/up")).isEqualTo("in dir");
        assertThat(read("/dir/sub/top")).isEqualTo("at the top");
        assertThat(read("/dir/sub/here")).isEqualTo("in dir/sub");
        assertThat(read("/round")).isEqualTo("in dir");
        assertThat(read("/twice")).isEqualTo("in dir");
        assertThat(stat("/twice").isFile()).isTrue();
    }

    @Test
    void followsAbsoluteLinksInside() throws IOException {
        link("absolute", root + "/dir/file");
        link("withDots", root + "/dir/sub/.././file");
        link("around", root + "/../root/dir/file");
        link("dir/top", root.toString());

        assertThat(read("/absolute")).isEqualTo("in dir");
        assertThat(read("/withDots")).isEqualTo("in dir");
        assertThat(read("/around")).isEqualTo("in dir");
        assertThat(read("/dir/top/file")).isEqualTo("at the top");
        assertThat(list("/dir/top")).containsKeys("file", "dir");
        assertThat(stat("/dir/top").isDirectory()).isTrue();
    }

    @Test
    void followsLinksInTheMiddle() throws IOException {
        link("relative", "dir");
        link("dir/absolute", root + "/dir/sub");
        link("dir/top", "..");

        assertThat(read("/relative/file")).isEqualTo("in dir");
        assertThat(read("/relative/absolute/file")).isEqualTo("in dir/sub");
        assertThat(read("/dir/top/dir/top/file")).isEqualTo("at the top");
        assertThat(list("/relative/sub")).containsOnlyKeys("file");
        assertThat(list("/dir/top")).containsKeys("file", "dir", "relative");
    }

    @Test
    void showsWhatIsBehindLinksUnderTheirOwnName() throws IOException {
        link("dir/toFile", "../file");
        link("dir/toDirectory", root + "/dir/sub");

        Map<String, FileInfo> listed = list("/dir");

        assertThat(entry(listed, "toFile").name()).isEqualTo("toFile");
        assertThat(entry(listed, "toFile").isFile()).isTrue();
        assertThat(entry(listed, "toFile").sizeBytes()).isEqualTo(10);
        assertThat(entry(listed, "toDirectory").name()).isEqualTo("toDirectory");
        assertThat(entry(listed, "toDirectory").isDirectory()).isTrue();
    }

    @Test
    void followsAsManyLinksAsLinuxDoes() throws IOException {
        link("l1", "file");
        for (int i = 2; i <= 41; i++) {
            link("l" + i, "l" + (i - 1));
        }
        assertThat(read("/l40")).isEqualTo("at the top");
        assertRefused(Kind.LINK_LOOP, "/l41");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "../outside/",
                "./../outside",
                "dir/../../outside",
                "dir/sub/../../../outside",
                "MACHINE/outside",
                "MACHINE/root/../outside",
                "MACHINE/root/dir/../../outside",
                "MACHINE/rootless",
                "MACHINE",
                "..",
                "/",
                "/etc",
                "../../../../../../../../../../etc"
            })
    void refusesLinksThatLeadOutside(String text) throws IOException {
        Files.createSymbolicLink(machine.resolve("rootless"), outside);
        link("out", text.replace("MACHINE", machine.toString()));
        link("toOut", "dir/../out");

        for (String link : List.of("/out", "/toOut")) {
            assertRefused(Kind.ACCESS_DENIED, link);
            assertRefused(Kind.ACCESS_DENIED, link + "/file");
            assertRefused(Kind.ACCESS_DENIED, link + "/outside/file");
            assertThat(entry("/", link.substring(1)).type()).isEqualTo(FileInfo.Type.DEAD_LINK);
        }
    }

    @Test
    void refusesLinksToFilesOutside() throws IOException {
        link("dir/relative", "../../outside/file");
        link("dir/absolute", outside + "/file");

        assertRefused(Kind.ACCESS_DENIED, "/dir/relative");
        assertRefused(Kind.ACCESS_DENIED, "/dir/absolute");
        assertRefused(Kind.ACCESS_DENIED, "/dir/absolute/x");
        assertThat(entry("/dir", "relative").type()).isEqualTo(FileInfo.Type.DEAD_LINK);
        assertThat(entry("/dir", "absolute").type()).isEqualTo(FileInfo.Type.DEAD_LINK);
    }

    @Test
    void refusesLinksThatLeaveTheRootByTheWay() throws IOException {
        link("outAndIn", "../root/file");
        link("outAndInAgain", "dir/../../root/dir");

        assertRefused(Kind.ACCESS_DENIED, "/outAndIn");
        assertRefused(Kind.ACCESS_DENIED, "/outAndInAgain/file");
    }

    @Test
    void refusesDanglingLinks() throws IOException {
        link("dangling", "missing");
        link("deep", "dir/missing/file");
        link("absolute", root + "/missing");

        for (String link : List.of("/dangling", "/deep", "/absolute")) {
            assertRefused(Kind.NOT_FOUND, link);
            assertRefused(Kind.NOT_FOUND, link + "/file");
            FileInfo listed = entry("/", link.substring(1));
            assertThat(listed.type()).isEqualTo(FileInfo.Type.DEAD_LINK);
            assertThat(listed.isFile()).isFalse();
            assertThat(listed.isDirectory()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "./loop", "dir/../loop", "loop/x", "loop/loop", "ROOT/loop", "other"})
    void refusesLinksThatLoop(String text) throws IOException {
        link("loop", text.replace("ROOT", root.toString()));
        link("other", "loop");

        assertTimeoutPreemptively(PATIENCE, () -> {
            assertRefused(Kind.LINK_LOOP, "/loop");
            assertRefused(Kind.LINK_LOOP, "/loop/file");
            assertRefused(Kind.LINK_LOOP, "/other/file");
            assertThat(entry("/", "loop").type()).isEqualTo(FileInfo.Type.DEAD_LINK);
        });
    }

    @Test
    void refusesALinkToAFileInTheMiddle() throws IOException {
        link("toFile", "dir/file");

        assertRefused(Kind.NOT_A_DIRECTORY, "/toFile/x");
    }

    @Test
    void opensNoPipe() throws IOException {
        run(root, "mkfifo", "dir/pipe");
        link("toPipe", "dir/pipe");

        assertTimeoutPreemptively(PATIENCE, () -> {
            for (String pipe : List.of("/dir/pipe", "/toPipe")) {
                assertThat(refusal(() -> tree.openForRead(path(pipe)))).isEqualTo(Kind.NOT_A_FILE);
                assertThat(refusal(() -> tree.openDirectory(path(pipe)))).isEqualTo(Kind.NOT_A_DIRECTORY);
                assertThat(refusal(() -> tree.openForRead(path(pipe + "/x")))).isEqualTo(Kind.NOT_A_DIRECTORY);
                assertThat(stat(pipe).type()).isEqualTo(FileInfo.Type.OTHER);
            }
            assertThat(entry("/dir", "pipe").type()).isEqualTo(FileInfo.Type.OTHER);
            assertThat(entry("/", "toPipe").type()).isEqualTo(FileInfo.Type.OTHER);
        });
    }

    @Test
    void listsAndOpensNamesThatAreNoUtf8() throws IOException {
        run(root, "sh", "-c", "printf x > \"$(printf 'a\\377b')\"");
        run(root, "sh", "-c", "mkdir \"$(printf 'd\\200 %%41')\" && printf y > \"$(printf 'd\\200 %%41/\\303')\"");
        run(root, "sh", "-c", "ln -s \"$(printf 'd\\200 %%41/\\303')\" \"$(printf 'l\\376')\"");
        run(root, "sh", "-c", "ln -s \"$PWD/$(printf 'a\\377b')\" absolute");

        Map<String, FileInfo> listed = list("/");
        assertThat(listed).containsKeys("a\u00ffb", "d\u0080 %41", "l\u00fe");
        assertThat(entry(listed, "a\u00ffb").name()).isEqualTo("a\u00ffb");
        assertThat(entry(listed, "a\u00ffb").isFile()).isTrue();
        assertThat(entry(listed, "d\u0080 %41").isDirectory()).isTrue();
        assertThat(entry(listed, "l\u00fe").isFile()).isTrue();
        assertThat(read("/a\u00ffb")).isEqualTo("x");
        assertThat(list("/d\u0080 %41")).containsOnlyKeys("\u00c3");
        assertThat(read("/d\u0080 %41/\u00c3")).isEqualTo("y");
        assertThat(read("/l\u00fe")).isEqualTo("y");
        assertThat(read("/absolute")).isEqualTo("x");
        assertRefused(Kind.NOT_FOUND, "/a\u00feb");
    }

    @Test
    void servesADirectoryWhoseOwnNameIsNoUtf8() throws IOException {
        run(machine, "sh", "-c", "mkdir \"$(printf 'r\\377')\" && printf z > \"$(printf 'r\\377/file')\"");
        run(machine, "sh", "-c", "ln -s \"$PWD/$(printf 'r\\377/file')\" \"$(printf 'r\\377/link')\"");
        tree = LocalFileTree.open(machine.resolve(NativeName.toPath("r\u00ff")));

        assertThat(read("/file")).isEqualTo("z");
        assertThat(read("/link")).isEqualTo("z");
    }

    @Test
    void servesARootThatIsReachedThroughALink() throws IOException {
        tree = LocalFileTree.open(Files.createSymbolicLink(machine.resolve("toRoot"), root));
        link("absolute", root + "/dir/file");

        assertThat(read("/file")).isEqualTo("at the top");
        assertThat(read("/absolute")).isEqualTo("in dir");
    }

    @Test
    void servesARootThatIsReplacedMeanwhile() throws IOException {
        Files.move(root, machine.resolve("old"));
        Files.createDirectory(root);
        Files.writeString(root.resolve("file"), "new");

        assertThat(read("/file")).isEqualTo("new");
        assertThat(list("/")).containsOnlyKeys("file");
    }

    @Test
    void opensNoRootThatIsNoDirectory() {
        assertThatThrownBy(() -> LocalFileTree.open(root.resolve("file"))).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> LocalFileTree.open(root.resolve("missing"))).isInstanceOf(IOException.class);
    }

    @Test
    void keepsAnOpenFileAsItIsWhenItsNameGoesElsewhere() throws IOException {
        FileTree.OpenFile file = tree.openForRead(path("/file"));
        try (var channel = file.channel()) {
            Files.delete(root.resolve("file"));
            link("file", outside + "/file");

            assertThat(Channels.newInputStream(channel).readAllBytes())
                    .asString()
                    .isEqualTo("at the top");
        }
    }

    @Test
    void staysInsideWhileADirectoryIsSwappedForALink() throws Exception {
        Path directory = root.resolve("dir");
        link("bait", outside.toString());
        Files.createDirectory(outside.resolve("sub"));
        Files.writeString(outside.resolve("sub/file"), OUTSIDE);
        Files.writeString(outside.resolve("secret"), OUTSIDE);

        whileSwapping(directory, root.resolve("bait"), root.resolve("away"), () -> {
            readsOnly("/dir/file", "in dir");
            readsOnly("/dir/sub/file", "in dir/sub");
            neverLists("/dir", "secret");
            statsOnly("/dir/sub/file", "in dir/sub".length());
        });
    }

    @Test
    void staysInsideWhileAFileIsSwappedForALink() throws Exception {
        link("bait", outside + "/file");

        whileSwapping(root.resolve("dir/file"), root.resolve("bait"), root.resolve("away"), () -> {
            readsOnly("/dir/file", "in dir");
            statsOnly("/dir/file", "in dir".length());
        });
    }

    private interface Action {
        void run() throws Exception;
    }

    /** Repeats {@code look} while another thread lets {@code bait} and what is in {@code place} change places. */
    private static void whileSwapping(Path place, Path bait, Path away, Action look) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService swapper = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> swaps = swapper.submit(() -> {
                int count = 0;
                for (; !stop.get() || count == 0; count++) {
                    Files.move(place, away);
                    Files.move(bait, place);
                    Files.move(place, bait);
                    Files.move(away, place);
                }
                return count;
            });
            try {
                for (int i = 0; i < 2000; i++) {
                    look.run();
                }
            } finally {
                stop.set(true);
            }
            assertThat(swaps.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isPositive();
        } finally {
            swapper.shutdownNow();
        }
        look.run();
    }

    private void readsOnly(String path, String expected) throws IOException {
        try {
            assertThat(read(path)).isEqualTo(expected);
        } catch (FileTreeException notThereNow) {
            assertTellsNothing(notThereNow);
        }
    }

    private void statsOnly(String path, long sizeBytes) throws IOException {
        try {
            assertThat(stat(path).sizeBytes()).isEqualTo(sizeBytes);
        } catch (FileTreeException notThereNow) {
            assertTellsNothing(notThereNow);
        }
    }

    private void neverLists(String path, String name) throws IOException {
        try {
            assertThat(list(path)).doesNotContainKey(name);
        } catch (FileTreeException notThereNow) {
            assertTellsNothing(notThereNow);
        }
    }

    private void assertRefused(Kind kind, String text) throws FileTreeException {
        VirtualPath path = path(text);
        assertThat(refusal(() -> tree.stat(path))).as("stat").isEqualTo(kind);
        assertThat(refusal(() -> tree.openForRead(path))).as("open").isEqualTo(kind);
        assertThat(refusal(() -> tree.openDirectory(path))).as("list").isEqualTo(kind);
    }

    private Kind refusal(ThrowingCallable action) {
        FileTreeException refused = catchThrowableOfType(FileTreeException.class, action);
        assertThat(refused).as("a refusal").isNotNull();
        assertTellsNothing(refused);
        return refused.kind();
    }

    /** What the client gets to see knows nothing of the machine. */
    private void assertTellsNothing(FileTreeException refused) {
        assertThat(refused.getMessage()).startsWith("/").doesNotContain(machine.toString());
        assertThat(refused.path()).doesNotContain(machine.toString());
        assertThat(refused).hasMessage(refused.path() + ": " + refused.kind());
    }

    private static VirtualPath path(String text) throws FileTreeException {
        return VirtualPath.ROOT.resolve(text);
    }

    private FileInfo stat(String path) throws FileTreeException {
        return tree.stat(path(path));
    }

    private String read(String path) throws IOException {
        FileTree.OpenFile file = tree.openForRead(path(path));
        try (var channel = file.channel()) {
            byte[] content = Channels.newInputStream(channel).readAllBytes();
            assertThat(file.sizeBytes()).isEqualTo(content.length);
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    private Map<String, FileInfo> list(String path) throws IOException {
        Map<String, FileInfo> found = new HashMap<>();
        try (FileTree.Directory directory = tree.openDirectory(path(path))) {
            for (String name = directory.nextName(); name != null; name = directory.nextName()) {
                FileInfo info = directory.info();
                if (info != null) {
                    assertThat(info.name()).isEqualTo(name);
                    assertThat(found.put(name, info)).isNull();
                }
            }
        }
        return found;
    }

    private FileInfo entry(String directory, String name) throws IOException {
        return entry(list(directory), name);
    }

    private static FileInfo entry(Map<String, FileInfo> listed, String name) {
        return Objects.requireNonNull(listed.get(name), name);
    }

    private void link(String name, String text) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(text));
    }

    private static void run(Path directory, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor()).as(said).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
