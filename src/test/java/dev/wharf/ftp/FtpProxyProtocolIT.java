package dev.wharf.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.net.SocketFactory;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Behind a proxy that tells the clients' addresses by the PROXY protocol, with one passive port. */
class FtpProxyProtocolIT extends FtpClientContract {
    private static RunningWharf strict;

    @BeforeAll
    static void startAnother() {
        strict = RunningWharf.start("ftp.proxy-protocol.from=192.0.2.1", "ftp.implicit.enabled=false");
    }

    @AfterAll
    static void stopTheOther() {
        strict.close();
    }

    @Override
    String[] settings() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new String[] {
                "ftp.proxy-protocol.from=127.0.0.1",
                "ftp.proxy-protocol.timeout=500 ms",
                "ftp.proxy-protocol.data=true",
                "ftp.passive.ports=" + free.getLocalPort(),
                "network.event-loops=2",
                "network.max-connections-per-address=40"
            };
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    FTPClient newClient() {
        FTPClient client = new FTPClient();
        client.setSocketFactory(new Proxy());
        return client;
    }

    @Override
    void connect(FTPClient unconnected, RunningWharf server) throws IOException {
        unconnected.connect("127.0.0.1", server.ftpPort());
    }

    @Override
    RawConnection connectByHand(RunningWharf server) throws IOException {
        RawConnection connection = RawConnection.to("127.0.0.1", server.ftpPort());
        connection.send("PROXY TCP4 127.0.0.1 127.0.0.1 40000 2121\r\n");
        return connection;
    }

    /** Begins every connection with a header, as a proxy does. */
    private static final class Proxy extends SocketFactory {
        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress target, int timeout) throws IOException {
                    super.connect(target, timeout);
                    getOutputStream().write(line("127.0.0.1", getLocalPort(), ((InetSocketAddress) target).getPort()));
                }
            };
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }

    private static byte[] line(String source, int sourcePort, int port) {
        return ("PROXY TCP4 " + source + " 198.51.100.1 " + sourcePort + " " + port + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private RawConnection proxied(String source) throws IOException {
        return RawConnection.to(wharf().ftpPort()).send(line(source, 40_000, 21));
    }

    private RawConnection openData(RawConnection ftp, String source) throws IOException {
        String reply = ftp.command("EPSV");
        int bar = reply.indexOf("|||");
        int port = Integer.parseInt(reply.substring(bar + 3, reply.indexOf('|', bar + 3)));
        return RawConnection.to(port).send(line(source, 40_001, port));
    }

    @Test
    void takesTheClientsAddressFromTheHeader() throws IOException {
        try (RawConnection ftp = proxied("203.0.113.5").login()) {
            assertThat(ftp.command("PASV")).startsWith("227 Entering Passive Mode (198,51,100,1,");
            assertThat(ftp.command("PORT 127,0,0,1,200,10")).startsWith("504 ");
            try (RawConnection data = openData(ftp, "203.0.113.5")) {
                ftp.command("RETR hello.txt");
                assertThat(data.restAsText()).startsWith("hello");
            }
            assertThat(ftp.reply()).startsWith("226 ");
        }
        await().untilAsserted(() -> assertThat(wharf().errors()).contains("from 203.0.113.5 ended"));
    }

    @Test
    void takesTheBinaryHeaderAndWhatFollowsInTheSamePacket() throws IOException {
        byte[] header =
                HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "2111000c" + "cb007105" + "c6336401" + "9c400015");
        byte[] both = java.util.Arrays.copyOf(header, header.length + 6);
        System.arraycopy("NOOP\r\n".getBytes(StandardCharsets.US_ASCII), 0, both, header.length, 6);
        try (RawConnection ftp = RawConnection.to(wharf().ftpPort()).send(both)) {
            assertThat(ftp.reply()).startsWith("220 ");
            assertThat(ftp.reply()).startsWith("200 ");
        }
    }

    @Test
    void servesTheProxyItselfWhenItOnlyLooksWhetherAllIsWell() throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf().ftpPort())
                .send(HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "20000000"))) {
            assertThat(ftp.reply()).startsWith("220 ");
        }
        try (RawConnection ftp = RawConnection.to(wharf().ftpPort()).send("PROXY UNKNOWN\r\n")) {
            assertThat(ftp.reply()).startsWith("220 ");
        }
    }

    @Test
    void takesTlsBehindTheHeader() throws IOException {
        try (RawConnection ftp =
                RawConnection.to(wharf().port("ftp.implicit")).send(line("203.0.113.6", 40_000, 990))) {
            ftp.startTls().login();
            try (RawConnection data = openData(ftp, "203.0.113.6")) {
                ftp.command("RETR hello.txt");
                assertThat(data.startTls().restAsText()).startsWith("hello");
            }
            assertThat(ftp.reply()).startsWith("226 ");
        }
    }

    @Test
    void keepsDataConnectionsOfOthersOut() throws IOException {
        try (RawConnection ftp = proxied("203.0.113.7").login();
                RawConnection data = openData(ftp, "203.0.113.8")) {
            assertThat(data.line()).isNull();
        }
    }

    @Test
    void countsConnectionsByTheClientsAddress() throws IOException {
        RawConnection[] connections = new RawConnection[40];
        for (int i = 0; i < connections.length; i++) {
            connections[i] = proxied("203.0.113.9");
            assertThat(connections[i].reply()).startsWith("220 ");
        }
        try (RawConnection oneMore = proxied("203.0.113.9");
                RawConnection another = proxied("203.0.113.10")) {
            assertThat(oneMore.reply()).startsWith("421 Too many connections from your address");
            assertThat(oneMore.line()).isNull();
            assertThat(another.reply()).startsWith("220 ");
        }
        for (RawConnection connection : connections) {
            connection.close();
        }
    }

    @Test
    void closesWithoutAHeader() throws IOException {
        double before = wharf().metric("wharf_proxy_refused_total{listener=\"ftp.explicit\"}");
        try (RawConnection ftp = RawConnection.to(wharf().ftpPort()).send("USER ann\r\n")) {
            assertThat(ftp.line()).isNull();
        }
        try (RawConnection silent = RawConnection.to(wharf().ftpPort())) {
            assertThat(silent.line()).isNull();
        }
        await().untilAsserted(() -> assertThat(wharf().errors())
                .contains(
                        "closing a connection from /127.0.0.1", ": no PROXY header\n", ": no PROXY header in time\n"));
        assertThat(wharf().metric("wharf_proxy_refused_total{listener=\"ftp.explicit\"}"))
                .isEqualTo(before + 2);
    }

    @Test
    void closesConnectionsThatDoNotComeFromAProxy() throws IOException {
        try (RawConnection ftp = RawConnection.to(strict.ftpPort())) {
            assertThat(ftp.line()).isNull();
        }
        await().untilAsserted(
                        () -> assertThat(strict.errors()).contains("it comes from none of ftp.proxy-protocol.from"));
    }
}
