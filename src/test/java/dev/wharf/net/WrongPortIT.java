package dev.wharf.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** TLS on plain ports, anything else on TLS ports: refused, counted, and the server goes on. */
class WrongPortIT {
    private static RunningWharf wharf;

    @BeforeAll
    static void start() {
        wharf = RunningWharf.start();
    }

    @AfterAll
    static void stop() {
        wharf.close();
    }

    private static double refused(String listener, String expected) {
        return wharf.metric(
                "wharf_connections_wrong_protocol_total{expected=\"" + expected + "\",listener=\"" + listener + "\"}");
    }

    @Test
    void refusesPlainFtpOnTheImplicitPort() throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf.port("ftp.implicit"))) {
            ftp.send("USER ann\r\n");
            assertThat(ftp.restAsText()).isEqualTo("421 This port is for FTP over TLS from the first byte.\r\n");
        }
        assertThat(refused("ftp.implicit", "tls")).isEqualTo(1);
        try (RawConnection ftp =
                RawConnection.to(wharf.port("ftp.implicit")).startTls().login()) {
            assertThat(ftp.command("NOOP")).startsWith("200 ");
        }
    }

    @Test
    void refusesPlainCloudHashOnTheTlsPort() throws IOException {
        try (RawConnection hash = RawConnection.to(wharf.port("cloudhash.tls"))) {
            hash.send("GET a\n");
            assertThat(hash.restAsText()).isEqualTo("ERR PROTO this port is for TLS from the first byte\n");
        }
        assertThat(refused("cloudhash.tls", "tls")).isEqualTo(1);
        try (RawConnection hash = RawConnection.to(wharf.port("cloudhash.tls")).startTls()) {
            assertThat(hash.send("PING\n").line()).isEqualTo("PONG");
        }
    }

    @Test
    void refusesTlsOnThePlainFtpPort() throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf.ftpPort())) {
            ftp.reply();
            assertThatThrownBy(ftp::startTls)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("unexpected_message");
        }
        assertThat(refused("ftp.explicit", "plain")).isEqualTo(1);
        try (RawConnection ftp = RawConnection.to(wharf.ftpPort()).login()) {
            assertThat(ftp.command("NOOP")).startsWith("200 ");
        }
    }

    @Test
    void refusesTlsOnThePlainCloudHashPort() throws IOException {
        try (RawConnection hash = RawConnection.to(wharf.port("cloudhash.plain"))) {
            assertThatThrownBy(hash::startTls)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("unexpected_message");
        }
        assertThat(refused("cloudhash.plain", "plain")).isEqualTo(1);
        try (RawConnection hash = RawConnection.to(wharf.port("cloudhash.plain"))) {
            assertThat(hash.send("PING\n").line()).isEqualTo("PONG");
        }
    }
}
