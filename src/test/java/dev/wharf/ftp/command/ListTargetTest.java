package dev.wharf.ftp.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.wharf.ftp.data.DataSource;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.FileTreeException.Kind;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.filetree.local.LocalFileTree;
import dev.wharf.ftp.listing.ListingFormat;
import dev.wharf.ftp.listing.NameListing;
import dev.wharf.ftp.listing.UnixListing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The session stands in {@code /home}, in which there are {@code a.txt}, {@code b.txt}, {@code .c} and {@code sub}. */
class ListTargetTest {
    private static final VirtualPath HOME = VirtualPath.ROOT.child("home");

    /** Counts what is not released; the leak detector, which writes every access down, would make this slow. */
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

    @TempDir
    Path root;

    private Path home;
    private FileTree files;

    @BeforeEach
    void makeFiles() throws IOException {
        home = Files.createDirectory(root.resolve("home"));
        Files.createDirectories(home.resolve("sub/empty"));
        for (String name : List.of("a.txt", "b.txt", ".c", "sub/d.txt", "sub/e.txt")) {
            Files.writeString(home.resolve(name), name);
        }
        files = LocalFileTree.open(root);
    }

    @AfterEach
    void releasesEverything() {
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-l", "-a", "-la", "-l -a", "-l -a ", "-", "--", "-- ", "-l --", "-R --", "--color=never"})
    void listsTheWorkingDirectoryIfNothingOrOptionsOnlyAreTyped(String argument) throws IOException {
        assertThat(names(argument)).containsExactlyInAnyOrder("a.txt", "b.txt", ".c", "sub");
        assertThat(target(argument).path()).isEqualTo(HOME);
        assertThat(target(argument).typed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "sub,sub/",
        "sub/,sub/",
        "./sub,./sub/",
        "/home/sub,/home/sub/",
        "../home/sub,../home/sub/",
        "-l sub,sub/",
        "-la -R sub,sub/",
        "-- sub,sub/",
        "-l -- sub,sub/",
        "-a /home/sub/,/home/sub/"
    })
    void listsADirectoryWithWhatWasTypedBeforeEachName(String argument, String prefix) throws IOException {
        assertThat(names(argument)).containsExactlyInAnyOrder(prefix + "d.txt", prefix + "e.txt", prefix + "empty");
        assertThat(target(argument).path()).hasToString("/home/sub");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-la ../..", "-l sub/../..", "-- ./..", "-a ./../"})
    void leavesOptionsOutBeforeAPathThatGoesUp(String argument) throws IOException {
        assertThat(target(argument).path()).isEqualTo(VirtualPath.ROOT);
    }

    @Test
    void listsTheRoot() throws IOException {
        assertThat(names("/")).containsExactly("/home");
        assertThat(names("..")).containsExactly("../home");
        assertThat(names("../../..")).containsExactly("../../../home");
    }

    @Test
    void listsAnEmptyDirectory() throws IOException {
        assertThat(names("sub/empty")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a.txt,a.txt", "sub/d.txt,sub/d.txt", "-l /home/a.txt,/home/a.txt", "-- a.txt,a.txt"})
    void listsAFileAsItWasTyped(String argument, String name) throws IOException {
        assertThat(names(argument)).containsExactly(name);
        assertThat(target(argument).file()).isPresent();
        assertThat(lines(argument, new UnixListing(Instant.now()), false))
                .singleElement()
                .asString()
                .startsWith("-r")
                .endsWith(" " + name);
    }

    @Test
    void writesNamesAloneInALongListing() throws IOException {
        assertThat(lines("sub", new UnixListing(Instant.now()), false))
                .hasSize(3)
                .noneMatch(line -> line.contains("sub/"))
                .anyMatch(line -> line.startsWith("-") && line.endsWith(" d.txt"))
                .anyMatch(line -> line.startsWith("d") && line.endsWith(" empty"));
    }

    @Test
    void takesAnOptionForANameIfAFileBearsIt() throws IOException {
        Files.createFile(home.resolve("-l"));
        Files.createFile(home.resolve("-a b"));
        Files.createDirectory(home.resolve("--"));
        Files.createFile(home.resolve("--/x"));

        assertThat(names("-l")).containsExactly("-l");
        assertThat(names("-a b")).containsExactly("-a b");
        assertThat(names("--")).containsExactly("--/x");
        assertThat(names("-la")).contains("-l", "a.txt");
        assertThat(names("-l sub/d.txt")).containsExactly("sub/d.txt");
    }

    @Test
    void takesWhatStandsBehindTwoDashesForAName() throws IOException {
        Files.createFile(home.resolve("-l"));
        Files.createFile(home.resolve("-x y"));

        assertThat(names("-- -l")).containsExactly("-l");
        assertThat(names("-a -- -x y")).containsExactly("-x y");
        assertRefused(Kind.NOT_FOUND, "-- -missing");
        assertRefused(Kind.NOT_FOUND, "-- --");
    }

    @Test
    void keepsDashesAndSpacesWithinAName() throws IOException {
        Files.createFile(home.resolve("a -l"));
        Files.createFile(home.resolve("c-d"));

        assertThat(names("a -l")).containsExactly("a -l");
        assertThat(names("-l a -l")).containsExactly("a -l");
        assertThat(names("c-d")).containsExactly("c-d");
        assertRefused(Kind.NOT_FOUND, "a.txt -l");
    }

    @Test
    void listsWhatFitsAPattern() throws IOException {
        assertThat(names("*.txt")).containsExactlyInAnyOrder("a.txt", "b.txt");
        assertThat(names("?.txt")).containsExactlyInAnyOrder("a.txt", "b.txt");
        assertThat(names("[b-z].txt")).containsExactly("b.txt");
        assertThat(names("*")).containsExactlyInAnyOrder("a.txt", "b.txt", ".c", "sub");
        assertThat(names("-l *.txt")).containsExactlyInAnyOrder("a.txt", "b.txt");
        assertThat(names("sub/*.txt")).containsExactlyInAnyOrder("sub/d.txt", "sub/e.txt");
        assertThat(names("./sub/d*")).containsExactly("./sub/d.txt");
        assertThat(names("/home/sub/e.*")).containsExactly("/home/sub/e.txt");
        assertThat(names("/*")).containsExactly("/home");
        assertThat(names("../*")).containsExactly("../home");
        assertThat(names("*.missing")).isEmpty();
    }

    @Test
    void listsWhatFitsAPatternWithoutTheDirectoryInALongListing() throws IOException {
        assertThat(lines("sub/d*", new UnixListing(Instant.now()), false))
                .singleElement()
                .asString()
                .endsWith(" d.txt");
    }

    @Test
    void takesAPatternForANameIfAFileBearsIt() throws IOException {
        Files.createFile(home.resolve("[1].txt"));
        Files.createFile(home.resolve("1.txt"));
        Files.createDirectory(home.resolve("d*"));
        Files.createFile(home.resolve("d*/x"));
        Files.createFile(home.resolve("dd"));

        assertThat(names("[1].txt")).containsExactly("[1].txt");
        assertThat(names("d*")).containsExactly("d*/x");
        assertThat(names("d*/x")).containsExactly("d*/x");
        assertThat(names("d?")).containsExactlyInAnyOrder("d*", "dd");
        assertThat(names("\\[1].t*")).containsExactly("[1].txt");
    }

    @Test
    void readsPatternsInTheLastNameOnly() {
        assertRefused(Kind.NOT_FOUND, "*/d.txt");
        assertRefused(Kind.NOT_FOUND, "s*/d*");
    }

    @Test
    void listsNamesOfAnyBytesThatFitAPattern() throws IOException {
        Files.createFile(home.resolve(Path.of(URI.create("file:///%FFx.bin")).getFileName()));

        assertThat(names("?x.bin")).containsExactly("\u00ffx.bin");
        assertThat(names("\u00ff*")).containsExactly("\u00ffx.bin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "missing/", "sub/missing", "/missing", "-l missing", "-- missing", "missing/*"})
    void findsNothingWhereNothingIs(String argument) {
        assertRefused(Kind.NOT_FOUND, argument);
    }

    @Test
    void findsNothingBelowAFile() {
        assertRefused(Kind.NOT_A_DIRECTORY, "a.txt/x");
        assertRefused(Kind.NOT_A_DIRECTORY, "a.txt/*");
    }

    @Test
    void refusesControlBytes() {
        assertRefused(Kind.NAME_INVALID, "a\u0001b");
        assertRefused(Kind.NAME_INVALID, "-l a\0");
        assertRefused(Kind.NAME_INVALID, "*\n");
    }

    @Test
    void refusesADeadLinkThatIsNamed() throws IOException {
        Files.createSymbolicLink(home.resolve("dead"), Path.of("nowhere"));

        assertRefused(Kind.NOT_FOUND, "dead");
        assertThat(names("de*")).containsExactly("dead");
    }

    @Test
    void sendsALongListingInSeveralBlocks() throws IOException {
        Path many = Files.createDirectory(root.resolve("many"));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String name = "x".repeat(100) + i;
            Files.createFile(many.resolve(name));
            expected.add("/many/" + name);
        }

        assertThat(names("/many")).containsExactlyInAnyOrderElementsOf(expected);
    }

    private ListTarget target(String argument) throws FileTreeException {
        return ListTarget.find(files, HOME, argument);
    }

    private void assertRefused(Kind kind, String argument) {
        FileTreeException refused = catchThrowableOfType(FileTreeException.class, () -> names(argument));
        assertThat(refused).as(argument).isNotNull();
        assertThat(refused.kind()).as(argument).isEqualTo(kind);
        assertThat(refused.getMessage()).doesNotContain(root.toString());
    }

    /** As NLST sends them. */
    private List<String> names(String argument) throws IOException {
        return lines(argument, new NameListing(), true);
    }

    private List<String> lines(String argument, ListingFormat format, boolean withDirectory) throws IOException {
        DataSource source = target(argument).open(files, format, withDirectory);
        StringBuilder text = new StringBuilder();
        boolean last = false;
        while (!last) {
            DataSource.Block block = source.next(allocator);
            ByteBuf bytes = (ByteBuf) block.data();
            text.append(bytes.toString(StandardCharsets.ISO_8859_1));
            assertThat(block.sizeBytes()).isEqualTo(bytes.readableBytes());
            bytes.release();
            last = block.last();
        }
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n", start)) {
            lines.add(text.substring(start, end));
            start = end + 2;
        }
        assertThat(start).isEqualTo(text.length());
        return lines;
    }
}
