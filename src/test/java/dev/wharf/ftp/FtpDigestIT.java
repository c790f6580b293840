package dev.wharf.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HASH, RANG and the older digest verbs. */
class FtpDigestIT {
    private static RunningWharf wharf;

    @BeforeAll
    static void start() throws IOException {
        wharf = RunningWharf.start();
        wharf.file("check", "123456789");
        wharf.file("empty", "");
        wharf.file("two words 7", "123456789");
        Files.createSymbolicLink(wharf.root().resolve("outside"), Path.of("/etc"));
        try (RandomAccessFile huge =
                new RandomAccessFile(wharf.root().resolve("huge").toFile(), "rw")) {
            huge.setLength(1L << 40);
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CRC32   | cbf43926",
                "md5     | 25f9e794323b453885f5181f1b624d0b",
                "SHA-1   | f7c3bc1d808e04732adf679965ccc34ca7ae3441",
                "SHA-256 | 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
                "SHA-512 | d9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274a"
                        + "d27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85",
            })
    void makesEveryDigest(String algorithm, String hex) throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command("OPTS HASH " + algorithm)).isEqualToIgnoringCase("200 " + algorithm);
            assertThat(ftp.command("HASH check")).isEqualToIgnoringCase("213 " + algorithm + " 0-8 " + hex + " check");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPTS HASH           | 200 SHA-256",
                "OPTS HASH WHIRLPOOL | 501 HASH knows SHA-256*;SHA-512;SHA-1;MD5;CRC32.",
                "HASH nothing        | 550 /nothing: no such file or directory.",
                "HASH /              | 550 /: not a plain file.",
                "HASH outside/passwd | 550 /outside/passwd: permission denied.",
                "HASH                | 501 HASH needs an argument.",
                "RANG 3 5            | 350 The next transfer is of bytes 3 5.",
                "RANG 1 0            | 350 No range any more.",
                "RANG 5 3            | 501 RANG needs a last byte that does not come before the first.",
                "RANG 5              | 501 RANG needs the first and the last byte.",
                "RANG -1 3           | 501 RANG needs the first and the last byte.",
                "XCRC check          | 250 CBF43926",
                "XCRC \"check\"      | 250 CBF43926",
                "XCRC \"check\" 0 9  | 250 CBF43926",
                "XCRC check 9 9      | 250 00000000",
                "XCRC two words 7    | 550 /two words: no such file or directory.",
                "XCRC \"two words 7\"| 250 CBF43926",
                "XCRC check 10 12    | 554 The restart offset lies beyond the end of the file.",
                "XCRC check 5 3      | 501 XCRC needs an end that does not come before the start.",
                "XMD5 empty          | 250 D41D8CD98F00B204E9800998ECF8427E",
                "XSHA1 check         | 250 F7C3BC1D808E04732ADF679965CCC34CA7AE3441",
                "XSHA256 check 0 9   | 250 15E2B0D3C33891EBB0F1EF609EC419420C20E320CE94C65FBC8C3312448EB225",
                "XSHA512 nothing     | 550 /nothing: no such file or directory.",
            })
    void answers(String command, String reply) throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command(command)).isEqualTo(reply);
        }
    }

    @Test
    void makesTheDigestOfARangeOnce() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("OPTS HASH CRC32");
            ftp.command("RANG 3 5");
            assertThat(ftp.command("HASH check")).isEqualTo("213 CRC32 3-5 b1a8c371 check");
            assertThat(ftp.command("HASH check")).startsWith("213 CRC32 0-8 cbf43926");
            ftp.command("RANG 10 12");
            assertThat(ftp.command("HASH check")).startsWith("554 ");
        }
    }

    @Test
    void marksTheAlgorithmInFeat() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("OPTS HASH MD5");
            assertThat(ftp.command("FEAT")).contains("\n HASH SHA-256;SHA-512;SHA-1;MD5*;CRC32\n", "\n RANG STREAM\n");
        }
    }

    @Test
    void makesAnotherDigestWhenTheFileHasChanged() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            Path file = wharf.file("changing", "123456789");
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
            assertThat(ftp.command("XCRC changing")).isEqualTo("250 CBF43926");
            assertThat(ftp.command("XCRC changing")).isEqualTo("250 CBF43926");
            wharf.file("changing", "987654321");
            assertThat(ftp.command("XCRC changing")).isEqualTo("250 015F0201");
        }
    }

    @Test
    void tellsHowFarADigestIsAndAbortsIt() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.send("HASH huge\r\n");
            assertThat(ftp.command("STAT")).containsPattern("\n HASH /huge: \\d+ bytes in \\d+ ms, ");
            ftp.send("NOOP\r\nABOR\r\n");
            assertThat(ftp.reply()).isEqualTo("426 Digest aborted.");
            assertThat(ftp.reply()).isEqualTo("226 ABOR done.");
            assertThat(ftp.reply()).startsWith("200 ");
        }
    }

    @Test
    void letsOthersUseTheDiskDuringLongDigests() throws IOException {
        try (RawConnection one = loggedIn();
                RawConnection two = loggedIn();
                RawConnection three = loggedIn();
                RawConnection four = loggedIn();
                RawConnection other = loggedIn()) {
            for (RawConnection busy : new RawConnection[] {one, two, three, four}) {
                busy.send("HASH huge\r\n");
            }
            assertThat(other.command("SIZE check")).isEqualTo("213 9");
            assertThat(other.command("XCRC check")).isEqualTo("250 CBF43926");
        }
    }

    @Test
    void fetchesARangeOnce() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("RANG 3 5");
            assertThat(retrieve(ftp)).isEqualTo("456");
            assertThat(retrieve(ftp)).isEqualTo("123456789");
            ftp.command("RANG 7 100");
            assertThat(retrieve(ftp)).isEqualTo("89");
            ftp.command("REST 4");
            ftp.command("RANG 0 0");
            assertThat(retrieve(ftp)).isEqualTo("1");
            ftp.command("RANG 0 0");
            ftp.command("REST 4");
            assertThat(retrieve(ftp)).isEqualTo("56789");
            ftp.command("RANG 0 0");
            ftp.command("RANG 1 0");
            assertThat(retrieve(ftp)).isEqualTo("123456789");
            ftp.command("TYPE A");
            ftp.command("RANG 0 0");
            assertThat(ftp.command("RETR check")).isEqualTo("504 RANG is for TYPE I.");
        }
    }

    private static String retrieve(RawConnection ftp) throws IOException {
        String text;
        try (RawConnection data = ftp.openData()) {
            assertThat(ftp.command("RETR check")).startsWith("1");
            text = new String(data.rest(), StandardCharsets.ISO_8859_1);
        }
        assertThat(ftp.reply()).startsWith("226 ");
        return text;
    }
}
