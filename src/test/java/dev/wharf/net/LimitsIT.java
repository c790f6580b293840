package dev.wharf.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Limits on connections, and what is said to those beyond. */
@SuppressWarnings("AddressSelection") // literals
class LimitsIT {
    @Test
    void refusesConnectionsBeyondTheLimitAndTakesThemAgainLater() throws IOException {
        try (RunningWharf wharf = RunningWharf.start("network.max-connections=3")) {
            List<RawConnection> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                RawConnection ftp = RawConnection.to(wharf.ftpPort());
                assertThat(ftp.reply()).startsWith("220 ");
                open.add(ftp);
            }
            try (RawConnection ftp = RawConnection.to(wharf.ftpPort())) {
                assertThat(ftp.reply()).isEqualTo("421 Too many connections, try again later.");
                assertThat(ftp.line()).isNull();
            }
            try (RawConnection hash = RawConnection.to(wharf.port("cloudhash.plain"))) {
                assertThat(hash.line()).isEqualTo("ERR LIMIT too many connections, try again later");
                assertThat(hash.line()).isNull();
            }
            try (RawConnection secured = RawConnection.to(wharf.port("cloudhash.tls"))) {
                assertThat(secured.rest()).isEmpty();
            }
            assertThat(
                            wharf.metric(
                                    "wharf_connections_refused_total{listener=\"ftp.explicit\",reason=\"too_many_connections\"}"))
                    .isEqualTo(1);
            assertThat(wharf.metric("wharf_connections_active{listener=\"ftp.explicit\"}"))
                    .isEqualTo(3);

            open.get(0).close();
            Awaitility.await().until(() -> {
                try (RawConnection ftp = RawConnection.to(wharf.ftpPort())) {
                    return ftp.reply().startsWith("220 ");
                }
            });
            for (RawConnection ftp : open) {
                ftp.close();
            }
        }
    }

    @Test
    void limitsTheConnectionsOfOneAddressOnly() throws IOException {
        try (RunningWharf wharf = RunningWharf.start("network.max-connections-per-address=2");
                RawConnection first = RawConnection.to(wharf.ftpPort());
                RawConnection second = RawConnection.to(wharf.ftpPort())) {
            first.reply();
            second.reply();
            try (RawConnection third = RawConnection.to(wharf.ftpPort())) {
                assertThat(third.reply()).isEqualTo("421 Too many connections from your address.");
            }
            try (Socket elsewhere = new Socket()) {
                elsewhere.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.7"), 0));
                elsewhere.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), wharf.ftpPort()));
                assertThat(RawConnection.of(elsewhere).reply()).startsWith("220 ");
            }
        }
    }

    @Test
    void goesOnAcceptingAfterItRanOutOfFileDescriptors() throws IOException {
        // Enough to start with, too few for what follows.
        try (RunningWharf wharf =
                RunningWharf.start(List.of("sh", "-c", "ulimit -n 160; exec \"$0\" \"$@\""), "log.level=WARN")) {
            List<RawConnection> open = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                open.add(RawConnection.to(wharf.ftpPort())); // the kernel completes them all
            }
            Awaitility.await().until(() -> wharf.errors().contains("cannot accept on"));
            assertThat(open.get(0).reply()).startsWith("220 ");
            for (RawConnection ftp : open) {
                ftp.close();
            }
            Awaitility.await().until(() -> {
                try (RawConnection ftp = RawConnection.to(wharf.ftpPort())) {
                    return ftp.reply().startsWith("220 ");
                }
            });
            assertThat(wharf.metric("wharf_accept_failures_total{listener=\"ftp.explicit\"}"))
                    .isPositive();
        }
    }
}
