package dev.wharf.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AdminIT {
    private static RunningWharf wharf;

    @BeforeAll
    static void start() {
        wharf = RunningWharf.start();
    }

    @AfterAll
    static void stop() {
        wharf.close();
    }

    @Test
    void tellsHealthAndReadiness() {
        assertThat(wharf.get("/healthz"))
                .isEqualTo(new RunningWharf.HttpAnswer(200, "text/plain; charset=utf-8", "alive\n"));
        assertThat(wharf.get("/readyz"))
                .isEqualTo(new RunningWharf.HttpAnswer(200, "text/plain; charset=utf-8", "ready\n"));
        assertThat(wharf.get("/readyz?verbose=1").status()).isEqualTo(200);
        assertThat(wharf.get("/nothing").status()).isEqualTo(404);
    }

    @Test
    void explainsEveryFamilyItPublishes() throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf.ftpPort()).login()) {
            ftp.command("NOOP");
        }
        RunningWharf.HttpAnswer answer = wharf.get("/metrics");
        assertThat(answer.contentType()).startsWith("text/plain; version=0.0.4");
        List<String> lines = Arrays.asList(answer.body().split("\n", -1));
        List<String> families = lines.stream()
                .filter(line -> line.startsWith("# TYPE wharf_"))
                .map(line -> line.split(" ", -1)[2])
                .toList();
        assertThat(families)
                .contains(
                        "wharf_connections_active",
                        "wharf_connections_accepted_total",
                        "wharf_ftp_commands_total",
                        "wharf_ftp_command_duration_seconds",
                        "wharf_ftp_logins_total",
                        "wharf_ftp_transfers_total",
                        "wharf_ftp_transfer_bytes_total",
                        "wharf_ftp_passive_ports_used",
                        "wharf_tls_handshakes_total",
                        "wharf_cloudhash_commands_seconds",
                        "wharf_cloudhash_keys",
                        "wharf_event_loop_lag_seconds",
                        "wharf_pool_queued",
                        "wharf_build");
        for (String family : families) {
            assertThat(lines).as(family).anyMatch(line -> line.matches("# HELP " + family + " \\S.*"));
        }
        assertThat(lines).anyMatch(line -> line.startsWith("jvm_memory_used_bytes"));
        assertThat(lines).anyMatch(line -> line.startsWith("netty_allocator_memory_used"));
    }

    @Test
    void refusesWhatIsNoGet() throws IOException {
        try (RawConnection http = RawConnection.to(wharf.port("admin"))) {
            http.send("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(http.line()).startsWith("HTTP/1.1 405 ");
        }
        try (RawConnection http = RawConnection.to(wharf.port("admin"))) {
            http.send("\u0000garbage\r\n\r\n");
            assertThat(http.line()).startsWith("HTTP/1.1 400 ");
        }
        try (RawConnection http = RawConnection.to(wharf.port("admin"))) {
            http.send("HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(http.restAsText()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
        }
    }
}
