package dev.wharf.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** MODE Z. */
class FtpCompressionIT {
    private static final String TEXT = "the same line again and again\n".repeat(20_000);

    private static RunningWharf wharf;

    @BeforeAll
    static void start() {
        wharf = RunningWharf.start("ftp.anonymous.permissions=list, read, write");
        wharf.file("text", TEXT);
        wharf.file("empty", "");
    }

    @AfterAll
    static void stop() {
        wharf.close();
    }

    private static RawConnection loggedIn() throws IOException {
        RawConnection ftp = RawConnection.to(wharf.ftpPort()).login();
        ftp.command("TYPE I");
        assertThat(ftp.command("OPTS MODE Z LEVEL 1")).startsWith("200 ");
        assertThat(ftp.command("MODE Z")).startsWith("200 ");
        return ftp;
    }

    @Test
    void sendsFilesCompressed() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            byte[] sent = fetch(ftp, "RETR text");
            assertThat(sent).hasSizeLessThan(TEXT.length() / 20);
            assertThat(inflated(sent)).isEqualTo(TEXT);
            assertThat(inflated(fetch(ftp, "RETR empty"))).isEmpty();
            ftp.command("REST " + (TEXT.length() - 6));
            assertThat(inflated(fetch(ftp, "RETR text"))).isEqualTo("again\n");
            ftp.command("TYPE A");
            assertThat(inflated(fetch(ftp, "RETR text"))).isEqualTo(TEXT.replace("\n", "\r\n"));
        }
    }

    @Test
    void sendsListingsCompressed() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(inflated(fetch(ftp, "NLST"))).contains("text\r\n", "empty\r\n");
            assertThat(inflated(fetch(ftp, "LIST text"))).endsWith(" text\r\n");
            assertThat(inflated(fetch(ftp, "MLSD"))).contains("type=file;size=0;");
        }
    }

    @Test
    void storesWhatComesCompressed() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(store(ftp, deflated(TEXT))).startsWith("226 ");
            assertThat(wharf.root().resolve("stored")).hasContent(TEXT);
            assertThat(store(ftp, deflated(""))).startsWith("226 ");
            assertThat(wharf.root().resolve("stored")).isEmptyFile();
            ftp.command("TYPE A");
            assertThat(store(ftp, deflated("a\r\nb\r\n"))).startsWith("226 ");
            assertThat(wharf.root().resolve("stored")).hasContent("a\nb\n");
        }
    }

    @Test
    void keepsTheFileThatIsThereWhenWhatComesIsNoZlibStream() throws IOException {
        wharf.file("stored", "as it was");
        try (RawConnection ftp = loggedIn()) {
            assertThat(store(ftp, "plain text".getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo("426 What came is no zlib stream.");
            assertThat(store(ftp, Arrays.copyOf(deflated(TEXT), 100))).isEqualTo("426 The compressed data broke off.");
            assertThat(store(ftp, new byte[0])).isEqualTo("426 The compressed data broke off.");
            assertThat(wharf.root().resolve("stored")).hasContent("as it was");
            assertThat(wharf.root()).isDirectoryNotContaining("glob:**/.wharf-*");
        }
    }

    @Test
    void refusesATrap() throws IOException {
        wharf.file("stored", "as it was");
        ByteArrayOutputStream trap = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(trap)) {
            for (int i = 0; i < 100; i++) {
                deflater.write(new byte[1024 * 1024]);
            }
        }
        try (RawConnection ftp = loggedIn()) {
            assertThat(store(ftp, trap.toByteArray()))
                    .isEqualTo("426 The compressed data expands too far; send it in MODE S.");
            assertThat(wharf.root().resolve("stored")).hasContent("as it was");
        }
    }

    @Test
    void goesBackToPlainStreams() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("MODE S");
            assertThat(new String(fetch(ftp, "RETR text"), StandardCharsets.ISO_8859_1))
                    .isEqualTo(TEXT);
        }
    }

    private static String store(RawConnection ftp, byte[] wire) throws IOException {
        try (RawConnection data = ftp.openData()) {
            assertThat(ftp.command("STOR stored")).startsWith("1");
            data.send(wire).endOutput();
            return ftp.reply();
        }
    }

    private static byte[] deflated(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return out.toByteArray();
    }

    private static byte[] fetch(RawConnection ftp, String command) throws IOException {
        byte[] bytes;
        try (RawConnection data = ftp.openData()) {
            assertThat(ftp.command(command)).startsWith("1");
            bytes = data.rest();
        }
        assertThat(ftp.reply()).startsWith("226 ");
        return bytes;
    }

    private static String inflated(byte[] bytes) throws IOException {
        return new String(
                new InflaterInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
