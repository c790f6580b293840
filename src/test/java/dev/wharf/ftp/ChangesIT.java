package dev.wharf.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Directories, names, times and modes, changed over the control connection; and what those may not who only append. */
@SuppressWarnings("try") // connections are open for as long as their block lasts
class ChangesIT {
    private static RunningWharf wharf;
    private static RunningWharf appending;

    @BeforeAll
    static void start() {
        wharf = RunningWharf.start("ftp.anonymous.permissions="
                + "list, read, write, append, delete, rename, make-directory, set-time, chmod");
        appending = RunningWharf.start("ftp.anonymous.permissions=list, append, set-time, rename");
    }

    @AfterAll
    static void stop() {
        wharf.close();
        appending.close();
    }

    @BeforeEach
    void makeFiles() {
        wharf.file("file", "content");
        wharf.file("dir/file", "content");
    }

    private static RawConnection loggedIn() throws IOException {
        return RawConnection.to(wharf.ftpPort()).login();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MKD made                        | 257 \"/made\" created.",
                "MKD dir/a \"b\"                 | 257 \"/dir/a \"\"b\"\"\" created.",
                "XMKD dir/x                      | 257 \"/dir/x\" created.",
                "MKD dir                         | 550 /dir: already exists.",
                "MKD nowhere/x                   | 550 /nowhere/x: no such file or directory.",
                "MKD .wharf-x                    | 553 /.wharf-x: name not allowed.",
                "MKD                             | 501 MKD needs an argument.",
                "RMD dir                         | 550 /dir: directory not empty.",
                "RMD file                        | 550 /file: not a directory.",
                "RMD /                           | 550 /: permission denied.",
                "XRMD nowhere                    | 550 /nowhere: no such file or directory.",
                "DELE file                       | 250 /file deleted.",
                "DELE dir                        | 550 /dir: not a plain file.",
                "DELE nowhere                    | 550 /nowhere: no such file or directory.",
                "RNFR nowhere                    | 550 /nowhere: no such file or directory.",
                "RNFR /                          | 550 /: permission denied.",
                "RNTO other                      | 503 Send RNFR first.",
                "MFMT 20010203040506 file        | 213 Modify=20010203040506; /file",
                "MFMT 20010203040506.789 file    | 213 Modify=20010203040506; /file",
                "MFMT 20010230040506 file        | 501 20010230040506 is no time.",
                "MFMT 200102030405 file          | 501 200102030405 is no time: YYYYMMDDHHMMSS, UTC, is expected.",
                "MFMT 20010203040506             | 501 MFMT takes YYYYMMDDHHMMSS and a path.",
                "MFMT 20010203040506 nowhere     | 550 /nowhere: no such file or directory.",
                "MFCT 20010203040506 file        | 504 The time of creation cannot be changed here.",
                "MFF Modify=20010203040506;UNIX.mode=0600; file" + "| 213 Modify=20010203040506;UNIX.mode=0600; /file",
                "MFF Create=20010203040506; file | 504 MFF changes Modify and UNIX.mode only.",
                "MFF file                        | 501 MFF takes FACT=VALUE; and so on, a space, and a path.",
                "SITE CHMOD 640 file             | 200 Mode of /file is now 640.",
                "site chmod 640 file             | 200 Mode of /file is now 640.",
                "SITE CHMOD 4755 file            | 501 4755 is no mode: three octal digits are expected.",
                "SITE CHMOD 999 file             | 501 999 is no mode: three octal digits are expected.",
                "SITE CHMOD 640 nowhere          | 550 /nowhere: no such file or directory.",
                "SITE UTIME 200102030405 file    | 200 Time of /file changed.",
                "SITE UTIME file 20010203040506 20010203040506 20010203040506 UTC | 200 Time of /file changed.",
                "SITE UTIME file                 | 501 SITE UTIME takes YYYYMMDDHHMM[SS] and a path,"
                        + " or a path, three times and UTC.",
                "SITE XYZZY                      | 504 SITE XYZZY is not implemented.",
                "AVBL file                       | 550 /file: not a directory.",
            })
    void answers(String command, String reply) throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command(command)).isEqualTo(reply);
        }
    }

    @Test
    void renamesWhatRnfrNamedOnce() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command("RNFR file")).startsWith("350 ");
            assertThat(ftp.command("RNTO renamed")).isEqualTo("250 /file is now /renamed.");
            assertThat(wharf.root().resolve("renamed")).hasContent("content");
            assertThat(ftp.command("RNTO again")).startsWith("503 ");
            assertThat(ftp.command("RNFR dir")).startsWith("350 ");
            assertThat(ftp.command("RNTO dir/inner")).startsWith("553 ");
        }
    }

    @Test
    void setsWhatItSays() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("MFF Modify=20010203040506;UNIX.mode=0640; file");
            assertThat(ftp.command("MDTM file")).isEqualTo("213 20010203040506");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(wharf.root().resolve("file"))))
                    .isEqualTo("rw-r-----");
            ftp.command("SITE UTIME dir/file 19990101000000 20020203040506 19990101000000 UTC");
            assertThat(Files.getLastModifiedTime(wharf.root().resolve("dir/file"))
                            .toInstant())
                    .isEqualTo(Instant.parse("2002-02-03T04:05:06Z"));
        }
    }

    @Test
    void deletesALinkOnly() throws IOException {
        Path link = Files.createSymbolicLink(wharf.root().resolve("link"), Path.of("/etc/passwd"));
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command("SITE CHMOD 777 link")).startsWith("550 ");
            assertThat(ftp.command("MFMT 20010203040506 link")).startsWith("550 ");
            assertThat(ftp.command("DELE link")).startsWith("250 ");
        }
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(Path.of("/etc/passwd")).exists();
    }

    @Test
    void letsThoseWhoAppendDoNothingElse() throws IOException {
        appending.file("log", "one\n");
        try (RawConnection ftp = RawConnection.to(appending.ftpPort()).login()) {
            assertThat(ftp.command("TYPE I")).startsWith("200 ");
            try (RawConnection data = ftp.openData()) {
                assertThat(ftp.command("APPE log")).startsWith("1");
                data.send("two\n");
            }
            assertThat(ftp.reply()).startsWith("226 ");
            ftp.openData().close();
            assertThat(ftp.command("APPE new")).startsWith("550 ");
            ftp.command("REST 1");
            ftp.openData().close();
            assertThat(ftp.command("APPE log")).startsWith("550 ");
            assertThat(ftp.command("STOR log")).startsWith("550 ");
            assertThat(ftp.command("MFF UNIX.mode=0600; log")).startsWith("550 ");
            assertThat(ftp.command("MFF Modify=20010203040506; log")).startsWith("213 ");
            appending.file("other", "other");
            assertThat(ftp.command("RNFR other")).startsWith("350 ");
            assertThat(ftp.command("RNTO log")).isEqualTo("550 /log: already exists.");
        }
        assertThat(appending.root().resolve("log")).hasContent("one\ntwo\n");
    }
}
