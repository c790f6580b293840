package dev.wharf.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads, byte by byte: what is stored, what is not, and what is left behind. */
@SuppressWarnings("try") // connections are open for as long as their block lasts
class UploadIT {
    private static RunningWharf wharf;

    private RawConnection ftp;

    @BeforeAll
    static void start() {
        wharf = RunningWharf.start(
                "ftp.anonymous.permissions="
                        + "list, read, write, append, delete, rename, make-directory, set-time, chmod",
                "ftp.transfer.stall-timeout=2 s");
    }

    @AfterAll
    static void stop() {
        wharf.close();
    }

    @BeforeEach
    void logIn() throws IOException {
        ftp = loggedIn();
    }

    /** Whatever a test did: no descriptor of a served file stays open, and nothing hidden is left half-made. */
    @AfterEach
    void leavesNothingOpen() throws IOException {
        ftp.close();
        await().untilAsserted(() -> assertThat(openFiles()).isEmpty());
        assertThat(hidden("tmp-")).isEmpty();
        for (Path part : hidden("part-")) {
            Files.delete(part);
        }
    }

    private static RawConnection loggedIn() throws IOException {
        RawConnection connection = RawConnection.to(wharf.ftpPort()).login();
        assertThat(connection.command("TYPE I")).startsWith("200 ");
        return connection;
    }

    private static List<String> openFiles() throws IOException {
        try (Stream<Path> descriptors =
                Files.list(Path.of("/proc/" + wharf.process().pid() + "/fd"))) {
            return descriptors
                    .map(UploadIT::target)
                    .filter(target -> target.startsWith(wharf.root().toString()))
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static List<Path> hidden(String kind) throws IOException {
        try (Stream<Path> files = Files.walk(wharf.root())) {
            return files.filter(path -> path.getFileName().toString().startsWith(".wharf-" + kind))
                    .toList();
        }
    }

    private static List<Long> sizes(List<Path> files) {
        return files.stream().map(file -> file.toFile().length()).toList();
    }

    private static String content(String name) throws IOException {
        return Files.readString(wharf.root().resolve(name), ISO_8859_1);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private String store(String command, byte[] bytes) throws IOException {
        try (RawConnection data = ftp.openData()) {
            assertThat(ftp.command(command)).startsWith("1");
            data.send(bytes);
        }
        return ftp.reply();
    }

    private String store(String command, String text) throws IOException {
        return store(command, text.getBytes(ISO_8859_1));
    }

    /** Ends the data connection with a RST. */
    private static void reset(RawConnection data) throws IOException {
        Socket socket = data.socket();
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Sends a part and breaks off once the server has it; the reply is still to come. */
    private RawConnection storePart(String command, String part) throws IOException {
        RawConnection data = ftp.openData();
        assertThat(ftp.command(command)).startsWith("1");
        data.send(part);
        return data;
    }

    /** A part so large that it is written at once. */
    private static String part(String word) {
        return word.repeat(20_000);
    }

    private void breakOff(String command, String part) throws IOException {
        RawConnection data = storePart(command, part);
        await().until(() -> sizes(hidden("tmp-")).contains((long) part.length()));
        assertThat(ftp.command("ABOR")).startsWith("426 ");
        assertThat(ftp.reply()).startsWith("226 ");
        data.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 16_384, 65_536, 65_537, 300_000, 5_000_000})
    void storesFilesOfAllSizes(int size) throws IOException {
        byte[] bytes = random(size);
        assertThat(store("STOR sized-" + size, bytes))
                .isEqualTo("226 Stored /sized-" + size + ", " + size + " bytes received.");
        assertThat(Arrays.equals(Files.readAllBytes(wharf.root().resolve("sized-" + size)), bytes))
                .isTrue();
    }

    @Test
    void showsAFileOnlyWhenItIsWhole() throws IOException {
        wharf.file("shown/present", "old");
        try (RawConnection data = storePart("STOR shown/present", "new content");
                RawConnection other = loggedIn()) {
            await().until(() -> !hidden("tmp-").isEmpty());
            assertThat(content("shown/present")).isEqualTo("old");
            try (RawConnection listing = other.openData()) {
                assertThat(other.command("NLST shown")).startsWith("1");
                assertThat(listing.restAsText()).isEqualTo("shown/present\r\n");
                assertThat(other.reply()).startsWith("226 ");
            }
            String temporary = hidden("tmp-").get(0).getFileName().toString();
            assertThat(other.command("SIZE shown/" + temporary)).startsWith("550 ");
            assertThat(other.command("DELE shown/" + temporary)).startsWith("553 ");
            assertThat(other.command("RNFR shown/" + temporary)).startsWith("550 ");
        }
        assertThat(ftp.reply()).startsWith("226 ");
        assertThat(content("shown/present")).isEqualTo("new content");
    }

    @Test
    void doesNotStoreWhatEndsWithAReset() throws IOException {
        wharf.file("reset", "old");
        reset(storePart("STOR reset", "new"));
        assertThat(ftp.reply()).startsWith("426 ");
        assertThat(content("reset")).isEqualTo("old");
    }

    @Test
    void doesNotStoreWhenTheControlConnectionDies() throws IOException {
        wharf.file("orphan", "old");
        RawConnection data = storePart("STOR orphan", "new");
        ftp.close();
        data.close();
        await().untilAsserted(() -> assertThat(openFiles()).isEmpty());
        assertThat(content("orphan")).isEqualTo("old");
    }

    @Test
    void doesNotStoreWhenTheControlConnectionIsReset() throws IOException {
        wharf.file("orphan-2", "old");
        RawConnection data = storePart("STOR orphan-2", "new");
        reset(ftp);
        data.close();
        await().untilAsserted(() -> assertThat(openFiles()).isEmpty());
        assertThat(content("orphan-2")).isEqualTo("old");
    }

    @Test
    void storesForAClientThatHasSaidQuitAndNothingMore() throws IOException {
        try (RawConnection data = storePart("STOR quitting", "all of it")) {
            ftp.send("QUIT\r\n").endOutput();
        }
        assertThat(ftp.reply()).startsWith("226 ");
        assertThat(ftp.reply()).startsWith("221 ");
        assertThat(content("quitting")).isEqualTo("all of it");
    }

    @Test
    void abortsAndKeepsWhatHasCome() throws IOException {
        breakOff("STOR aborted", part("first"));
        assertThat(Files.exists(wharf.root().resolve("aborted"))).isFalse();
        assertThat(ftp.command("SIZE aborted")).isEqualTo("213 100000");
        assertThat(ftp.command("REST 99999")).startsWith("350 ");
        assertThat(store("STOR aborted", "T second half")).startsWith("226 ");
        assertThat(content("aborted")).isEqualTo(part("first").substring(0, 99_999) + "T second half");
        assertThat(hidden("part-")).isEmpty();
    }

    @Test
    void appendsToAnUploadThatBrokeOff() throws IOException {
        breakOff("STOR resumed", part("first"));
        assertThat(store("APPE resumed", "second")).startsWith("226 ");
        assertThat(content("resumed")).isEqualTo(part("first") + "second");
        assertThat(hidden("part-")).isEmpty();
    }

    @Test
    void goesOnWithTheBrokenUploadAndNotWithTheOlderFile() throws IOException {
        wharf.file("both", "OLD OLD OLD");
        breakOff("STOR both", part("new "));
        assertThat(content("both")).isEqualTo("OLD OLD OLD");
        assertThat(ftp.command("SIZE both")).isEqualTo("213 11");
        ftp.command("REST 4");
        assertThat(store("STOR both", "content")).startsWith("226 ");
        assertThat(content("both")).isEqualTo("new content");
        assertThat(hidden("part-")).isEmpty();
    }

    @Test
    void forgetsTheBrokenUploadOnceTheFileIsStored() throws IOException {
        breakOff("STOR again", part("a long first part"));
        assertThat(store("STOR again", "short")).startsWith("226 ");
        assertThat(hidden("part-")).isEmpty();
        ftp.command("REST 10");
        try (RawConnection data = ftp.openData()) {
            assertThat(ftp.command("STOR again")).startsWith("554 ");
        }
        assertThat(content("again")).isEqualTo("short");
    }

    @Test
    void deletesTheBrokenUploadToo() throws IOException {
        breakOff("STOR dropped", part("part"));
        assertThat(ftp.command("DELE dropped")).startsWith("250 ");
        assertThat(ftp.command("SIZE dropped")).startsWith("550 ");
        assertThat(ftp.command("DELE dropped")).startsWith("550 ");
    }

    @Test
    void restartsInsideAFileAndCutsItOnlyAtTheEnd() throws IOException {
        wharf.file("middle", "0123456789");
        ftp.command("REST 4");
        try (RawConnection data = storePart("STOR middle", "ab")) {
            await().until(() -> !hidden("tmp-").isEmpty());
            assertThat(content("middle")).isEqualTo("0123456789");
        }
        assertThat(ftp.reply()).startsWith("226 ");
        assertThat(content("middle")).isEqualTo("0123ab");
    }

    @Test
    void restartsForAppendAsForStore() throws IOException {
        wharf.file("marker", "0123456789");
        ftp.command("REST 2");
        assertThat(store("APPE marker", "x")).startsWith("226 ");
        assertThat(content("marker")).isEqualTo("01x");
    }

    @Test
    void refusesARestartBeyondTheEnd() throws IOException {
        wharf.file("short", "abc");
        ftp.command("REST 4");
        ftp.openData().close();
        assertThat(ftp.command("STOR short")).startsWith("554 ");
        ftp.command("REST 1");
        ftp.openData().close();
        assertThat(ftp.command("STOR not-there")).startsWith("554 ");
        assertThat(content("short")).isEqualTo("abc");
    }

    @Test
    void appends() throws IOException {
        assertThat(store("APPE log", "one\n")).startsWith("226 ");
        assertThat(store("APPE log", "two\n")).startsWith("226 ");
        assertThat(content("log")).isEqualTo("one\ntwo\n");
    }

    @Test
    void doesNotLoseWhatSomebodyElseAppendedMeanwhile() throws IOException {
        wharf.file("shared.log", "0");
        try (RawConnection second = loggedIn();
                RawConnection slow = storePart("APPE shared.log", "slow")) {
            await().until(() -> !hidden("tmp-").isEmpty());
            try (RawConnection data = second.openData()) {
                assertThat(second.command("APPE shared.log")).startsWith("1");
                data.send("quick");
            }
            assertThat(second.reply()).startsWith("226 ");
        }
        assertThat(ftp.reply()).startsWith("450 ");
        assertThat(content("shared.log")).isEqualTo("0quick");
    }

    @Test
    void givesTwoUploadsToOneNameTheirOwnFiles() throws IOException {
        try (RawConnection second = loggedIn()) {
            try (RawConnection slow = storePart("STOR contended", "slow slow slow")) {
                try (RawConnection data = second.openData()) {
                    assertThat(second.command("STOR contended")).startsWith("1");
                    data.send("quick");
                }
                assertThat(second.reply()).startsWith("226 ");
                assertThat(content("contended")).isEqualTo("quick");
            }
            assertThat(ftp.reply()).startsWith("226 ");
            assertThat(content("contended")).isEqualTo("slow slow slow");
        }
    }

    @Test
    void sendsTheOldFileToTheEndWhileItIsReplaced() throws IOException {
        byte[] old = random(8_000_000);
        wharf.file("busy", old);
        try (RawConnection reader = loggedIn();
                RawConnection from = reader.openData()) {
            assertThat(reader.command("RETR busy")).startsWith("1");
            byte[] begin = from.bytes(1000);
            assertThat(store("STOR busy", "new")).startsWith("226 ");
            byte[] rest = from.rest();
            assertThat(begin.length + rest.length).isEqualTo(old.length);
            assertThat(Arrays.equals(rest, Arrays.copyOfRange(old, 1000, old.length)))
                    .isTrue();
            assertThat(reader.reply()).startsWith("226 ");
        }
        assertThat(content("busy")).isEqualTo("new");
    }

    @Test
    void tellsTheUniqueNameBeforeTheData() throws IOException {
        wharf.file("taken", "mine");
        try (RawConnection data = ftp.openData()) {
            assertThat(ftp.command("STOU taken")).isEqualTo("150 FILE: taken.1");
            data.send("yours");
        }
        assertThat(ftp.reply()).startsWith("226 ");
        assertThat(content("taken")).isEqualTo("mine");
        assertThat(content("taken.1")).isEqualTo("yours");
    }

    @Test
    void findsAUniqueNameByItself() throws IOException {
        String name;
        try (RawConnection data = ftp.openData()) {
            String reply = ftp.command("STOU");
            assertThat(reply).startsWith("150 FILE: ");
            name = reply.substring("150 FILE: ".length());
            data.send("anything");
        }
        assertThat(ftp.reply()).startsWith("226 ");
        assertThat(content(name)).isEqualTo("anything");
    }

    @Test
    void givesTheUniqueNameBackIfNothingIsStored() throws IOException {
        try (RawConnection data = ftp.openData()) {
            assertThat(ftp.command("STOU given-back")).isEqualTo("150 FILE: given-back");
            assertThat(Files.exists(wharf.root().resolve("given-back"))).isTrue();
            assertThat(ftp.command("ABOR")).startsWith("426 ");
            assertThat(ftp.reply()).startsWith("226 ");
        }
        assertThat(Files.exists(wharf.root().resolve("given-back"))).isFalse();
    }

    @Test
    void translatesLineEndsInTypeA() throws IOException {
        ftp.command("TYPE A");
        assertThat(store("STOR text", "one\r\ntwo\nthree\rfour\r\r\nfive\r")).startsWith("226 ");
        assertThat(content("text")).isEqualTo("one\ntwo\nthree\rfour\r\nfive\r");
        ftp.command("REST 3");
        ftp.openData().close();
        assertThat(ftp.command("STOR text")).startsWith("554 ");
    }

    @Test
    void keepsTheModeOfAReplacedFile() throws IOException {
        Path file = wharf.file("private", "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(store("STOR private", "new")).startsWith("226 ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw-rw-");
    }

    @Test
    void leavesAProtectedFileAlone() throws IOException {
        Path file = wharf.file("protected", "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        ftp.openData().close();
        assertThat(ftp.command("STOR protected")).startsWith("550 ");
        assertThat(content("protected")).isEqualTo("old");
    }

    @Test
    void storesUnderTheLongestNameThereIs() throws IOException {
        String longest = "n".repeat(255);
        assertThat(store("STOR " + longest, "x")).startsWith("226 ");
        assertThat(content(longest)).isEqualTo("x");
        ftp.openData().close();
        assertThat(ftp.command("STOR " + longest + "n")).startsWith("553 ");
    }

    @Test
    void storesUnderNamesThatAreNoUtf8() throws IOException {
        assertThat(store("STOR b\u00ff\u00fe name ", "bytes")).startsWith("226 ");
        try (RawConnection data = ftp.openData()) {
            ftp.command("RETR b\u00ff\u00fe name ");
            assertThat(data.restAsText()).isEqualTo("bytes");
        }
        assertThat(ftp.reply()).startsWith("226 ");
        assertThat(ftp.command("DELE b\u00ff\u00fe name ")).startsWith("250 ");
    }

    @Test
    void endsAnUploadThatStalls() throws IOException {
        try (RawConnection data = storePart("STOR stalled", "a little")) {
            assertThat(ftp.reply()).startsWith("426 ");
        }
        assertThat(ftp.command("SIZE stalled")).isEqualTo("213 8");
        assertThat(ftp.command("DELE stalled")).startsWith("250 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STOR dir              | 550 /dir: not a plain file.",
                "STOR /                | 550 /: not a plain file.",
                "STOR nowhere/x        | 550 /nowhere/x: no such file or directory.",
                "STOR a-file/x         | 550 /a-file/x: not a directory.",
                "STOR .wharf-tmp-1     | 553 /.wharf-tmp-1: name not allowed.",
                "STOR .wharf-x/y       | 550 /.wharf-x/y: no such file or directory.",
                "STOR                  | 501 STOR needs an argument.",
                "APPE dir              | 550 /dir: not a plain file.",
                "ALLO                  | 501 ALLO needs an argument.",
                "ALLO x                | 501 ALLO needs a number of bytes.",
                "ALLO 100              | 200 There is room for 100 bytes.",
                "ALLO 100 R 10         | 200 There is room for 100 bytes.",
            })
    void answers(String command, String reply) throws IOException {
        wharf.file("dir/inner", "");
        wharf.file("a-file", "");
        ftp.openData().close();
        assertThat(ftp.command(command)).isEqualTo(reply);
    }

    @Test
    void refusesWhatCannotFit() throws IOException {
        assertThat(ftp.command("ALLO 999999999999999999")).startsWith("552 ");
        assertThat(ftp.command("AVBL")).matches("213 \\d+");
    }

    @Test
    void needsADataConnectionAgreedOn() throws IOException {
        assertThat(ftp.command("STOR x")).startsWith("425 ");
    }

    @Test
    void refusesControlCharactersInNames() throws IOException {
        ftp.openData().close();
        assertThat(ftp.command("STOR a\u0001b")).startsWith("501 ");
        assertThat(ftp.command("STOR a\u0000b")).startsWith("501 ");
        assertThat(ftp.command("MKD a\u0007b")).startsWith("501 ");
    }

    // Under TLS

    private RawConnection secured() throws IOException {
        RawConnection secure = RawConnection.to(wharf.ftpPort());
        assertThat(secure.reply()).startsWith("220 ");
        assertThat(secure.command("AUTH TLS")).startsWith("234 ");
        secure.startTls().loginAfterGreeting();
        assertThat(secure.command("PBSZ 0")).startsWith("200 ");
        assertThat(secure.command("PROT P")).startsWith("200 ");
        assertThat(secure.command("TYPE I")).startsWith("200 ");
        return secure;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, 3_000_000})
    void storesUnderTls(int size) throws IOException {
        byte[] bytes = random(size);
        try (RawConnection secure = secured()) {
            try (RawConnection data = secure.openData()) {
                assertThat(secure.command("STOR secure-" + size)).startsWith("1");
                data.startTls().send(bytes);
            }
            assertThat(secure.reply()).startsWith("226 ");
        }
        assertThat(Arrays.equals(Files.readAllBytes(wharf.root().resolve("secure-" + size)), bytes))
                .isTrue();
    }

    @Test
    void doesNotStoreWhatEndsWithoutCloseNotify() throws IOException {
        wharf.file("truncated", "old");
        try (RawConnection secure = secured();
                RawConnection data = secure.openData()) {
            Socket plain = data.socket();
            assertThat(secure.command("STOR truncated")).startsWith("1");
            data.startTls().send("only a part");
            plain.shutdownOutput(); // FIN, behind the back of TLS
            assertThat(secure.reply()).isEqualTo("426 Data connection ended without close_notify.");
        }
        assertThat(content("truncated")).isEqualTo("old");
    }
}
