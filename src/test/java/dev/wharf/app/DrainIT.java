package dev.wharf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.net.ConnectException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What SIGTERM does. */
class DrainIT {
    private static final int LARGE_BYTES = 48 * 1024 * 1024;

    @Test
    void endsIdleSessionsAtOnceAndRunningTransfersWhenTheyAreDone() throws IOException {
        try (RunningWharf wharf = RunningWharf.start()) {
            wharf.file("large.bin", new byte[LARGE_BYTES]);
            try (RawConnection idle = RawConnection.to(wharf.ftpPort()).login();
                    RawConnection hash = RawConnection.to(wharf.port("cloudhash.plain"));
                    RawConnection busy = RawConnection.to(wharf.ftpPort()).login();
                    RawConnection data = busy.openData()) {
                assertThat(hash.send("PING\n").line()).isEqualTo("PONG");
                busy.command("TYPE I");
                busy.command("RETR large.bin");
                assertThat(wharf.get("/readyz").status()).isEqualTo(200);

                wharf.terminate();

                assertThat(idle.reply()).isEqualTo("421 The server is shutting down.");
                assertThat(idle.line()).isNull();
                assertThat(hash.line()).isNull();
                Awaitility.await().until(() -> wharf.get("/readyz").status() == 503);
                assertThat(wharf.get("/healthz").status()).isEqualTo(200);
                Awaitility.await().until(() -> refusesConnections(wharf.ftpPort()));

                assertThat(data.rest()).hasSize(LARGE_BYTES);
                assertThat(busy.reply()).startsWith("226 ");
                assertThat(busy.reply()).startsWith("421 ");
                assertThat(busy.line()).isNull();
            }
            assertThat(wharf.awaitExit()).isZero();
        }
    }

    @Test
    void cutsOffWhatDoesNotEndInTime() throws IOException {
        try (RunningWharf wharf = RunningWharf.start("drain-timeout=500ms")) {
            wharf.file("large.bin", new byte[LARGE_BYTES]);
            try (RawConnection stuck = RawConnection.to(wharf.ftpPort()).login();
                    RawConnection data = stuck.openData()) {
                stuck.command("TYPE I");
                stuck.command("RETR large.bin");
                wharf.terminate();
                assertThat(wharf.awaitExit()).isZero();
                assertThat(data.rest().length).isLessThan(LARGE_BYTES);
            }
        }
    }

    private static boolean refusesConnections(int port) throws IOException {
        try {
            RawConnection.to(port).close();
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }
}
