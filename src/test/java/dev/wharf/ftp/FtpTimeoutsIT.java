package dev.wharf.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens to those who do not go on. The time-outs are short, nothing waits longer than for them. */
class FtpTimeoutsIT {
    private static RunningWharf wharf;

    @BeforeAll
    static void start() {
        wharf = RunningWharf.start(
                "ftp.login-timeout=700ms",
                "ftp.idle-timeout=1s",
                "ftp.command-timeout=500ms",
                "ftp.transfer.accept-timeout=300ms",
                "ftp.transfer.stall-timeout=600ms",
                "tls.handshake-timeout=500ms");
        wharf.file("large.bin", new byte[64 * 1024 * 1024]);
    }

    @AfterAll
    static void stop() {
        wharf.close();
    }

    @Test
    void endsASessionThatDoesNotLogIn() throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf.ftpPort())) {
            ftp.reply();
            ftp.command("USER ann");
            assertThat(ftp.reply()).isEqualTo("421 No login within 700 ms, closing.");
            assertThat(ftp.line()).isNull();
        }
    }

    @Test
    void endsAnIdleSession() throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf.ftpPort()).login()) {
            assertThat(ftp.reply()).isEqualTo("421 No command within 1 s, closing.");
            assertThat(ftp.line()).isNull();
        }
    }

    @Test
    void endsASessionThatSendsHalfACommand() throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf.ftpPort()).login()) {
            ftp.send("NO");
            assertThat(ftp.reply()).isEqualTo("421 No end of the command line within 500 ms, closing.");
            assertThat(ftp.line()).isNull();
        }
    }

    @Test
    void says425WhenNobodyComesToThePassivePort() throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf.ftpPort()).login()) {
            ftp.command("EPSV");
            assertThat(ftp.command("LIST")).startsWith("150 ");
            assertThat(ftp.reply()).isEqualTo("425 No data connection within 300 ms.");
            assertThat(ftp.command("NOOP")).startsWith("200 ");
        }
    }

    @Test
    void endsATransferOfWhichNothingIsTaken() throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf.ftpPort()).login()) {
            ftp.command("TYPE I");
            try (RawConnection data = ftp.openData()) {
                ftp.command("RETR large.bin");
                assertThat(ftp.reply()).isEqualTo("426 No data taken for 600 ms.");
                assertThat(ftp.command("NOOP")).startsWith("200 ");
                assertThat(data.rest().length).isLessThan(64 * 1024 * 1024);
            }
        }
    }

    @Test
    void doesNotCountATransferAsIdleTime() throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf.ftpPort()).login()) {
            ftp.command("TYPE I");
            long start = System.nanoTime();
            long bytes = 0;
            try (RawConnection data = ftp.openData()) {
                ftp.command("RETR large.bin");
                // Slow, but going on: far longer than the idle time-out.
                while (System.nanoTime() - start < 1_500_000_000L) {
                    bytes += data.bytes(4096).length;
                }
                bytes += data.rest().length;
            }
            assertThat(bytes).isEqualTo(64 * 1024 * 1024);
            assertThat(ftp.reply()).startsWith("226 ");
        }
    }

    @Test
    void endsAConnectionThatDoesNotFinishItsTlsHandshake() throws IOException {
        try (RawConnection silent = RawConnection.to(wharf.port("ftp.implicit"))) {
            assertThat(silent.rest()).isEmpty();
        }
        try (RawConnection half = RawConnection.to(wharf.port("ftp.implicit"))) {
            half.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0});
            byte[] last = half.rest();
            assertThat(last.length).as(Arrays.toString(last)).isLessThan(16);
        }
        try (RawConnection ftp = RawConnection.to(wharf.ftpPort())) {
            ftp.reply();
            ftp.command("AUTH TLS");
            assertThat(ftp.rest().length).isLessThan(16);
        }
        assertThat(wharf.metric("wharf_tls_handshakes_total{outcome=\"timed_out\",version=\"none\"}"))
                .isGreaterThanOrEqualTo(3);
    }
}
