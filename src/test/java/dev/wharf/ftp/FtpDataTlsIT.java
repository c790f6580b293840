package dev.wharf.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.ForeignProgram;
import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data connections that must resume the TLS session of their own control connection ({@code ftp.data-tls}). */
class FtpDataTlsIT {
    private static final int TRANSFERS = 50;

    private static RunningWharf require;
    private static RunningWharf requireByJdk;
    private static RunningWharf prefer;
    private static RunningWharf off;

    @BeforeAll
    static void start() {
        require = RunningWharf.start("ftp.data-tls=require");
        requireByJdk = RunningWharf.start("ftp.data-tls=require", "tls.provider=jdk");
        prefer = RunningWharf.start();
        off = RunningWharf.start("ftp.data-tls=off");
        for (RunningWharf wharf : List.of(require, requireByJdk, prefer, off)) {
            wharf.file("hello.txt", "hello");
        }
    }

    @AfterAll
    static void stop() {
        require.close();
        requireByJdk.close();
        prefer.close();
        off.close();
    }

    private static RawConnection secured(RunningWharf wharf, SSLContext client, String protocol) throws IOException {
        RawConnection ftp = RawConnection.to(wharf.ftpPort());
        assertThat(ftp.reply()).startsWith("220 ");
        assertThat(ftp.command("AUTH TLS")).startsWith("234 ");
        ftp.startTls(client, wharf.ftpPort(), protocol).loginAfterGreeting();
        ftp.command("PBSZ 0");
        ftp.command("PROT P");
        return ftp;
    }

    /** Fetches the file with a data connection of a client, and gives the reply at the end. */
    private static String fetch(RunningWharf wharf, RawConnection ftp, SSLContext dataClient, String protocol)
            throws IOException {
        try (RawConnection data = ftp.openData()) {
            assertThat(ftp.command("RETR hello.txt")).startsWith("1");
            String content =
                    data.startTls(dataClient, wharf.ftpPort(), protocol).restAsText();
            String reply = ftp.reply();
            assertThat(content).isEqualTo(reply.startsWith("226 ") ? "hello" : "");
            return reply;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void servesFiftyTransfersInOneTlsSession(String protocol) throws IOException {
        SSLContext client = RawConnection.newTlsClient();
        try (RawConnection ftp = secured(require, client, protocol)) {
            for (int i = 0; i < TRANSFERS; i++) {
                assertThat(fetch(require, ftp, client, protocol)).startsWith("226 ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void servesFiftyTransfersInOneTlsSessionByTheJdk(String protocol) throws IOException {
        SSLContext client = RawConnection.newTlsClient();
        try (RawConnection ftp = secured(requireByJdk, client, protocol)) {
            for (int i = 0; i < TRANSFERS; i++) {
                assertThat(fetch(requireByJdk, ftp, client, protocol)).startsWith("226 ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesADataConnectionWithANewTlsSession(String protocol) throws IOException {
        for (RunningWharf wharf : List.of(require, requireByJdk)) {
            try (RawConnection ftp = secured(wharf, RawConnection.newTlsClient(), protocol)) {
                assertThat(fetch(wharf, ftp, RawConnection.newTlsClient(), protocol))
                        .isEqualTo("522 The data connection must resume the control connection's TLS session.");
                assertThat(ftp.command("NOOP")).startsWith("200 ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesATicketOfAnotherSession(String protocol) throws IOException {
        for (RunningWharf wharf : List.of(require, requireByJdk)) {
            SSLContext ann = RawConnection.newTlsClient();
            SSLContext eve = RawConnection.newTlsClient();
            try (RawConnection annsControl = secured(wharf, ann, protocol);
                    RawConnection evesControl = secured(wharf, eve, protocol)) {
                assertThat(fetch(wharf, annsControl, ann, protocol)).startsWith("226 ");
                assertThat(fetch(wharf, evesControl, eve, protocol)).startsWith("226 ");
                assertThat(fetch(wharf, annsControl, eve, protocol)).startsWith("522 ");
            }
        }
    }

    @Test
    void acceptsAndCountsANewTlsSessionWhereResumptionIsOnlyPreferred() throws IOException {
        SSLContext client = RawConnection.newTlsClient();
        double before = prefer.metric("wharf_ftp_data_tls_total{resumed=\"false\"}");
        try (RawConnection ftp = secured(prefer, client, "TLSv1.3")) {
            assertThat(fetch(prefer, ftp, RawConnection.newTlsClient(), "TLSv1.3"))
                    .startsWith("226 ");
            assertThat(fetch(prefer, ftp, client, "TLSv1.3")).startsWith("226 ");
        }
        assertThat(prefer.metric("wharf_ftp_data_tls_total{resumed=\"false\"}")).isEqualTo(before + 1);
        assertThat(prefer.metric("wharf_ftp_data_tls_total{resumed=\"true\"}")).isPositive();
    }

    @Test
    void resumesNothingWhereItIsOff() throws IOException {
        SSLContext client = RawConnection.newTlsClient();
        try (RawConnection ftp = secured(off, client, "TLSv1.3")) {
            assertThat(fetch(off, ftp, client, "TLSv1.3")).startsWith("226 ");
            assertThat(fetch(off, ftp, client, "TLSv1.3")).startsWith("226 ");
        }
        assertThat(off.metric("wharf_ftp_data_tls_total{resumed=\"true\"}")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"--tls-max 1.2", "--tlsv1.3"})
    void curlResumes(String version) {
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "-k", "--ssl-reqd"));
        command.addAll(List.of(version.split(" ", -1)));
        for (int i = 0; i < TRANSFERS; i++) {
            command.add("ftp://127.0.0.1:" + require.ftpPort() + "/hello.txt");
        }

        ForeignProgram.Result result = ForeignProgram.run(Path.of("."), "", command);

        assertThat(result.output()).isEqualTo("hello".repeat(TRANSFERS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NORMAL:-VERS-ALL:+VERS-TLS1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.3"})
    void lftpResumes(String priority) throws IOException {
        Path local = Files.createTempDirectory("wharf-lftp");
        StringBuilder script = new StringBuilder("set ssl:verify-certificate no; set ftp:ssl-force yes; ")
                .append("set ftp:ssl-protect-data yes; set net:max-retries 1; set ssl:priority ")
                .append(priority)
                .append("; open -u ann,secret -p ")
                .append(require.ftpPort())
                .append(" 127.0.0.1; ");
        for (int i = 0; i < TRANSFERS; i++) {
            script.append("get hello.txt -o ").append(local.resolve("f" + i)).append("; ");
        }

        ForeignProgram.Result result = ForeignProgram.run("lftp", "--norc", "-c", script + "bye");

        assertThat(result.exit()).as(result.output()).isZero();
        for (int i = 0; i < TRANSFERS; i++) {
            assertThat(local.resolve("f" + i)).hasContent("hello");
            Files.delete(local.resolve("f" + i));
        }
        Files.delete(local);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1_2", "TLSv1_3"})
    void pythonResumes(String version) {
        String program = """
                import ftplib, ssl, sys
                class Resuming(ftplib.FTP_TLS):
                    def ntransfercmd(self, cmd, rest=None):
                        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
                        return self.context.wrap_socket(conn, session=self.sock.session), size
                context = ssl._create_unverified_context()
                context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, sys.argv[2])
                f = Resuming(timeout=20, context=context)
                f.connect('127.0.0.1', int(sys.argv[1]))
                f.login('ann', 'secret')
                f.prot_p()
                for i in range(int(sys.argv[3])):
                    data = []
                    f.retrbinary('RETR hello.txt', data.append)
                    assert b''.join(data) == b'hello', data
                f.quit()
                print('fine')
                """;
        ForeignProgram.Result result = ForeignProgram.run(
                "python3", "-c", program, Integer.toString(require.ftpPort()), version, Integer.toString(TRANSFERS));

        assertThat(result.output()).isEqualTo("fine\n");
    }
}
