package dev.wharf.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MLSD, MLST and STAT, and what acts while a transfer runs. */
class FtpListingIT {
    private static final int LARGE_BYTES = 12 * 1024 * 1024;
    private static final byte IAC = (byte) 0xff;
    private static final byte INTERRUPT_PROCESS = (byte) 0xf4;
    private static final byte DATA_MARK = (byte) 0xf2;

    private static RunningWharf wharf;

    @BeforeAll
    static void start() throws IOException {
        wharf = RunningWharf.start();
        Path file = wharf.file("dir/file name", "12345");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-02-29T12:34:56Z")));
        Files.createDirectory(wharf.root().resolve("dir/sub"));
        Files.createSymbolicLink(wharf.root().resolve("dir/gone"), Path.of("nowhere"));
        wharf.file("large.bin", new byte[LARGE_BYTES]);
        for (int i = 0; i < 2000; i++) {
            wharf.file("many/a-file-with-quite-a-long-name-number-" + i, "");
        }
    }

    @AfterAll
    static void stop() {
        wharf.close();
    }

    private static RawConnection loggedIn() throws IOException {
        RawConnection ftp = RawConnection.to(wharf.ftpPort()).login();
        ftp.command("TYPE I");
        return ftp;
    }

    @Test
    void listsFactsOverTheDataConnection() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            List<String> lines = lines(ftp, "MLSD dir");
            assertThat(lines)
                    .hasSize(3)
                    .anyMatch(line -> line.matches(
                            "type=file;size=5;modify=20240229123456;perm=r;unique=[a-z0-9]+;UNIX.mode=0640; file name"))
                    .anyMatch(line -> line.matches("type=dir;modify=\\d{14};perm=el;unique=\\w+;UNIX.mode=0755; sub"))
                    .anyMatch(line -> line.startsWith("type=OS.unix=slink;") && line.endsWith(" gone"));
            assertThat(lines(ftp, "MLSD")).anyMatch(line -> line.endsWith("; large.bin"));
            assertThat(lines(ftp, "MLSD many")).hasSize(2000);
        }
    }

    @Test
    void tellsTheFactsOfOneEntryOverTheControlConnection() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command("MLST dir/file name"))
                    .matches("250-Listing /dir/file name\n type=file;size=5;modify=20240229123456;perm=r;"
                            + "unique=\\w+;UNIX.mode=0640; /dir/file name\n250 End\\.");
            assertThat(ftp.command("MLST")).contains(" type=dir;", "perm=el;", "; /\n");
            assertThat(ftp.command("MLST nothing")).isEqualTo("550 /nothing: no such file or directory.");
        }
    }

    @Test
    void tellsTheFactsThatWereSelectedAndMarksThemInFeat() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command("OPTS MLST size;modify;")).isEqualTo("200 MLST OPTS size;modify;");
            assertThat(ftp.command("FEAT")).contains("\n MLST type;size*;modify*;perm;unique;UNIX.mode;\n");
            assertThat(ftp.command("MLST dir/file name")).contains("\n size=5;modify=20240229123456; /dir/file name\n");
            assertThat(lines(ftp, "MLSD dir")).contains("size=5;modify=20240229123456; file name");
            assertThat(ftp.command("OPTS MLST")).isEqualTo("200 MLST OPTS ");
            assertThat(lines(ftp, "MLSD dir")).containsExactlyInAnyOrder(" file name", " sub", " gone");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dir/file name,501 /dir/file name: not a directory.",
        "nothing,550 /nothing: no such file or directory.",
        "dir/gone,550 /dir/gone: no such file or directory.",
        "-a,550 /-a: no such file or directory.",
        "dir/*,550 /dir/*: no such file or directory.",
    })
    void refusesToListFactsOfWhatIsNoDirectory(String argument, String reply) throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.openData().close();
            assertThat(ftp.command("MLSD " + argument)).isEqualTo(reply);
        }
    }

    @Test
    void tellsAboutTheSession() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("CWD dir");
            assertThat(ftp.command("STAT").split("\n", -1))
                    .containsExactly(
                            "211-Status of this session:",
                            " Connected from 127.0.0.1, in clear.",
                            " Working directory is /dir.",
                            " Type is IMAGE, data connections in clear.",
                            " No transfer is running.",
                            "211 End.");
        }
    }

    @Test
    void listsOverTheControlConnectionWhatFitsIntoAReply() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command("STAT dir"))
                    .startsWith("212-Status of dir:\n")
                    .contains("file name\n", " sub\n")
                    .endsWith("\n212 End.");
            assertThat(ftp.command("STAT -la dir/file name"))
                    .matches(
                            "213-Status of -la dir/file name:\n-rw-r----- .* 5 Feb 29  2024 dir/file name\n213 End\\.");
            assertThat(ftp.command("STAT many")).isEqualTo("550 /many: too much for a reply; use LIST.");
            assertThat(ftp.command("STAT many/*1999")).endsWith("number-1999\n212 End.");
            assertThat(ftp.command("STAT nothing")).isEqualTo("550 /nothing: no such file or directory.");
        }
    }

    @Test
    void tellsOfSiteCommandsAndOfOnesOwnSessionsOnly() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command("SITE HELP"))
                    .contains(" SITE HELP SITE WHO SITE CHMOD SITE UTIME\n")
                    .startsWith("214-")
                    .doesNotContain("RETR");
            assertThat(ftp.command("HELP SITE CHMOD")).startsWith("214 SITE CHMOD needs an argument;");
            assertThat(ftp.command("CSID Name=x; Version=1;"))
                    .matches("200 Name=Wharf; Version=.+; CaseSensitive=1; DirSep=/;");
            assertThat(ftp.command("SITE WHO")).matches("200 .* has \\d+ sessions\\.");
        }
    }

    @Test
    void tellsAboutTheTransferWhileItRuns() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            try (RawConnection data = ftp.openData()) {
                ftp.command("RETR large.bin");
                assertThat(data.bytes(1_000_000)).hasSize(1_000_000);
                await().untilAsserted(() -> assertThat(ftp.command("STAT"))
                        .startsWith("211-")
                        .containsPattern("\n RETR /large.bin: \\d{6,8} bytes in \\d+ ms, \\d+ bytes/s\\.\n"));
                assertThat(ftp.send("NOOP\r\nSTAT dir\r\n").command("stat")).startsWith("211-");
                assertThat(data.rest()).hasSize(LARGE_BYTES - 1_000_000);
            }
            assertThat(ftp.reply()).startsWith("226 ");
            assertThat(ftp.reply()).startsWith("200 ");
            assertThat(ftp.reply()).startsWith("212-");
            assertThat(ftp.command("STAT")).contains("No transfer is running.");
        }
    }

    /** As BSD clients abort: IAC IP, then the IAC of the Synch as urgent data, then DM and the line. */
    @Test
    void abortsOnSynchWithItsUrgentByte() throws IOException {
        try (RawConnection ftp = loggedIn();
                RawConnection data = ftp.openData()) {
            ftp.command("RETR large.bin");
            assertThat(data.bytes(1000)).hasSize(1000);
            ftp.send(new byte[] {IAC, INTERRUPT_PROCESS});
            ftp.socket().sendUrgentData(IAC);
            ftp.send(new byte[] {DATA_MARK}).send("ABOR\r\n");
            assertThat(ftp.reply()).isEqualTo("426 Transfer aborted.");
            assertThat(ftp.reply()).isEqualTo("226 ABOR done.");
            assertThat(ftp.command("NOOP")).startsWith("200 ");
        }
    }

    /** As Python aborts: the whole line as urgent data, of which TCP marks the last byte, the LF. */
    @Test
    void losesNoUrgentByteOfACommand() throws IOException {
        try (RawConnection ftp = loggedIn();
                RawConnection data = ftp.openData()) {
            ftp.command("RETR large.bin");
            assertThat(data.bytes(1000)).hasSize(1000);
            for (byte b : "ABOR\r\n".getBytes(StandardCharsets.US_ASCII)) {
                ftp.socket().sendUrgentData(b);
            }
            assertThat(ftp.reply()).isEqualTo("426 Transfer aborted.");
            assertThat(ftp.reply()).isEqualTo("226 ABOR done.");
            ftp.send("NO");
            ftp.socket().sendUrgentData('O');
            ftp.send("P\r\n");
            assertThat(ftp.reply()).startsWith("200 ");
        }
    }

    @Test
    void takesTheStatAtTheEndOfAnInterruptedLine() throws IOException {
        try (RawConnection ftp = loggedIn();
                RawConnection data = ftp.openData()) {
            ftp.command("RETR large.bin");
            assertThat(data.bytes(1000)).hasSize(1000);
            ftp.send("RNFR half a li").send(new byte[] {IAC, INTERRUPT_PROCESS, IAC, DATA_MARK});
            assertThat(ftp.command("STAT")).startsWith("211-").contains("RETR /large.bin");
            ftp.send("ABOR\r\n");
            assertThat(ftp.reply()).startsWith("426 ");
            assertThat(ftp.reply()).startsWith("226 ");
        }
    }

    @Test
    void answersAnAbortThatCameTwiceWithOneReplyEach() throws IOException {
        try (RawConnection ftp = loggedIn();
                RawConnection data = ftp.openData()) {
            ftp.command("RETR large.bin");
            assertThat(data.bytes(1000)).hasSize(1000);
            ftp.send("ABOR\r\nABOR\r\nNOOP\r\n");
            assertThat(ftp.reply()).isEqualTo("426 Transfer aborted.");
            assertThat(ftp.reply()).startsWith("226 ");
            assertThat(ftp.reply()).startsWith("226 ");
            assertThat(ftp.reply()).startsWith("200 ");
        }
    }

    @Test
    void saysThatADataConnectionIsStillOfferedWhenThereIsNothingToAbort() throws IOException {
        try (RawConnection ftp = loggedIn();
                RawConnection data = ftp.openData()) {
            assertThat(ftp.command("ABOR")).startsWith("225 ");
            assertThat(ftp.command("NLST dir")).startsWith("1");
            assertThat(data.restAsText()).contains("dir/file name");
            assertThat(ftp.reply()).startsWith("226 ");
            assertThat(ftp.command("ABOR")).startsWith("226 ");
        }
    }

    private static List<String> lines(RawConnection ftp, String command) throws IOException {
        String text;
        try (RawConnection data = ftp.openData()) {
            assertThat(ftp.command(command)).matches("1[25][05] .*");
            text = data.restAsText();
        }
        assertThat(ftp.reply()).startsWith("226 ");
        assertThat(text).endsWith("\r\n");
        return Arrays.asList(text.substring(0, text.length() - 2).split("\r\n", -1));
    }
}
