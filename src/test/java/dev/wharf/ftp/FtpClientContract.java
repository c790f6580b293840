package dev.wharf.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a client library is owed, whichever way Wharf serves it: each subclass is one way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FtpClientContract {
    private static final int LARGE_BYTES = 9 * 1024 * 1024 + 17;

    private final byte[] large = new byte[LARGE_BYTES];
    private RunningWharf wharf;
    private FTPClient client;

    /** What differs from the defaults. */
    abstract String[] settings();

    /** A client that is not connected. */
    abstract FTPClient newClient();

    /** Connects and does what has to be done before the login. */
    abstract void connect(FTPClient unconnected, RunningWharf server) throws IOException;

    /** Does what has to be done between the login and the first transfer. */
    void afterLogin(FTPClient loggedIn) throws IOException {}

    /** The server that serves in this way. */
    RunningWharf wharf() {
        return wharf;
    }

    @BeforeAll
    void start() {
        new Random(7).nextBytes(large);
        String[] settings = Arrays.copyOf(settings(), settings().length + 1);
        settings[settings.length - 1] =
                "ftp.anonymous.permissions=list, read, write, append, delete, rename, make-directory";
        wharf = RunningWharf.start(settings);
        wharf.file("hello.txt", "hello\nworld\n");
        wharf.file("large.bin", large);
        wharf.file("empty", "");
        wharf.file("dir/one", "1");
        wharf.file("dir/two", "22");
        for (int i = 0; i < 1500; i++) {
            wharf.file("many/file-%04d".formatted(i), "");
        }
    }

    @AfterAll
    void stop() {
        wharf.close();
    }

    @BeforeEach
    void logIn() throws IOException {
        client = newClient();
        client.setControlEncoding(StandardCharsets.UTF_8);
        client.setDefaultTimeout(20_000);
        client.setDataTimeout(java.time.Duration.ofSeconds(20));
        connect(client, wharf);
        assertThat(FTPReply.isPositiveCompletion(client.getReplyCode())).isTrue();
        assertThat(client.login("anonymous", "ann@example.org")).isTrue();
        afterLogin(client);
        client.setFileType(FTP.BINARY_FILE_TYPE);
        client.enterLocalPassiveMode();
    }

    @AfterEach
    void logOut() throws IOException {
        assertThat(client.logout()).isTrue();
        client.disconnect();
    }

    /** A control connection without a client. */
    RawConnection connectByHand(RunningWharf server) throws IOException {
        return RawConnection.to("localhost", server.ftpPort());
    }

    @Test
    void losesNoByteSentAsUrgent() throws IOException {
        try (RawConnection plain = connectByHand(wharf)) {
            plain.reply();
            plain.send("NO");
            plain.socket().sendUrgentData('O');
            plain.send("P\r\n");
            assertThat(plain.reply()).startsWith("200 ");
        }
    }

    @Test
    void fetchesFilesOfAllSizesPassively() throws IOException {
        fetchesFilesOfAllSizes();
    }

    @Test
    void fetchesFilesOfAllSizesActively() throws IOException {
        client.enterLocalActiveMode();
        fetchesFilesOfAllSizes();
    }

    private void fetchesFilesOfAllSizes() throws IOException {
        assertThat(fetch("empty")).isEmpty();
        assertThat(fetch("hello.txt")).asString(StandardCharsets.UTF_8).isEqualTo("hello\nworld\n");
        assertThat(Arrays.equals(fetch("large.bin"), large)).isTrue();
    }

    @Test
    void goesOnWhereAnEarlierTransferEnded() throws IOException {
        client.setRestartOffset(LARGE_BYTES - 1000);
        assertThat(fetch("large.bin")).isEqualTo(Arrays.copyOfRange(large, LARGE_BYTES - 1000, LARGE_BYTES));
    }

    @Test
    void translatesText() throws IOException {
        client.setFileType(FTP.ASCII_FILE_TYPE);
        try (InputStream raw = client.retrieveFileStream("hello.txt")) {
            // The library turns CRLF into the line end of this machine again.
            assertThat(raw.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("hello\nworld\n");
        }
        assertThat(client.completePendingCommand()).isTrue();
    }

    @Test
    void listsDirectories() throws IOException {
        assertThat(Arrays.stream(client.listFiles("dir")).map(FTPFile::getName))
                .containsExactlyInAnyOrder("one", "two");
        assertThat(client.listFiles("dir/two")[0].getSize()).isEqualTo(2);
        assertThat(client.listNames("many")).hasSize(1500).contains("many/file-0000", "many/file-1499");
        assertThat(client.listFiles("many")).hasSize(1500);
    }

    @Test
    void walksDirectories() throws IOException {
        assertThat(client.printWorkingDirectory()).isEqualTo("/");
        assertThat(client.changeWorkingDirectory("dir")).isTrue();
        assertThat(client.printWorkingDirectory()).isEqualTo("/dir");
        assertThat(client.changeToParentDirectory()).isTrue();
        assertThat(client.changeWorkingDirectory("nowhere")).isFalse();
    }

    @Test
    void tellsSizesAndTimes() throws IOException {
        assertThat(client.getSize("large.bin")).isEqualTo(Integer.toString(LARGE_BYTES));
        assertThat(client.getModificationTime("hello.txt")).matches("\\d{14}");
    }

    @Test
    void storesGoesOnAndChanges() throws IOException {
        assertThat(client.makeDirectory("new")).isTrue();
        store("new/empty", new byte[0]);
        store("new/large", large);
        assertThat(Arrays.equals(Files.readAllBytes(wharf.root().resolve("new/large")), large))
                .isTrue();
        client.setRestartOffset(LARGE_BYTES - 1000);
        store("new/large", new byte[1000]);
        byte[] changed = Arrays.copyOf(Arrays.copyOf(large, LARGE_BYTES - 1000), LARGE_BYTES);
        assertThat(Arrays.equals(Files.readAllBytes(wharf.root().resolve("new/large")), changed))
                .isTrue();
        assertThat(client.rename("new/large", "new/moved")).isTrue();
        assertThat(client.deleteFile("new/moved")).isTrue();
        assertThat(client.deleteFile("new/empty")).isTrue();
        assertThat(client.removeDirectory("new")).isTrue();
        assertThat(wharf.root().resolve("new")).doesNotExist();
    }

    private void store(String name, byte[] content) throws IOException {
        assertThat(client.storeFile(name, new ByteArrayInputStream(content)))
                .as(name + ": " + client.getReplyString())
                .isTrue();
    }

    private byte[] fetch(String name) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        assertThat(client.retrieveFile(name, content))
                .as(name + ": " + client.getReplyString())
                .isTrue();
        return content.toByteArray();
    }
}
