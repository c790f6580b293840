package dev.wharf.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.net.AnnouncedAddress.ForNetwork;
import dev.wharf.net.NetworkConfig.TransportChoice;
import dev.wharf.testing.FakeNameServer;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PublicAddressTest {
    private static final Inet4Address REACHED = ipv4(10, 0, 0, 1);
    private static final InetAddress CLIENT = ipv4(203, 0, 113, 9);

    private static EventLoops loops;

    @BeforeAll
    static void start() {
        SocketConfig socket = new SocketConfig(16, true, true, true, 0, 0, 65_536, 32_768);
        loops = EventLoops.start(new NetworkConfig(TransportChoice.AUTO, 1, 100, 0, socket));
    }

    @AfterAll
    static void stop() {
        loops.close();
    }

    @Test
    void isTheAddressReachedUnlessConfigured() {
        try (PublicAddress address = new PublicAddress(Optional.empty(), List.of(), loops)) {
            assertThat(address.announcedTo(CLIENT, REACHED)).isEqualTo(REACHED);
        }
    }

    @Test
    void isTheFirstThatAppliesToTheClientsNetwork() {
        List<ForNetwork> byNetwork = List.of(
                ForNetwork.parse("10.1.0.0/16 = reached"),
                ForNetwork.parse(" 10.0.0.0/8=192.0.2.8 "),
                ForNetwork.parse("fd00::/8 = 192.0.2.9"));
        try (PublicAddress address =
                new PublicAddress(Optional.of(AnnouncedAddress.parse("192.0.2.7")), byNetwork, loops)) {
            assertThat(address.announcedTo(ipv4(10, 1, 2, 3), REACHED)).isEqualTo(REACHED);
            assertThat(address.announcedTo(ipv4(10, 2, 2, 3), REACHED)).isEqualTo(ipv4(192, 0, 2, 8));
            assertThat(address.announcedTo(CLIENT, REACHED)).isEqualTo(ipv4(192, 0, 2, 7));
        }
    }

    @Test
    void followsANameAndKeepsTheLastAnswerWhileThereIsNoOther() throws IOException {
        try (FakeNameServer server = new FakeNameServer();
                PublicAddress address = named("ftp.example.org", server)) {
            assertThat(address.announcedTo(CLIENT, REACHED)).isEqualTo(REACHED); // nothing known yet
            server.answer("ftp.example.org", 1, ipv4(192, 0, 2, 1));
            await().untilAsserted(() ->
                    assertThat(address.announcedTo(CLIENT, REACHED)).isEqualTo(ipv4(192, 0, 2, 1)));

            server.answer("ftp.example.org", 1, ipv4(192, 0, 2, 2));
            await().untilAsserted(() ->
                    assertThat(address.announcedTo(CLIENT, REACHED)).isEqualTo(ipv4(192, 0, 2, 2)));

            server.fail();
            int questions = server.questions();
            await().until(() -> server.questions() > questions + 1);
            assertThat(address.announcedTo(CLIENT, REACHED)).isEqualTo(ipv4(192, 0, 2, 2));
        }
    }

    private static PublicAddress named(String name, FakeNameServer server) {
        return new PublicAddress(
                Optional.of(AnnouncedAddress.parse(name)),
                List.of(),
                loops,
                () -> new SingletonDnsServerAddressStreamProvider(server.address()));
    }

    private static Inet4Address ipv4(int a, int b, int c, int d) {
        try {
            return (Inet4Address) InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
