package dev.wharf.ftp.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wharf.net.EventLoops;
import dev.wharf.net.NetworkConfig;
import dev.wharf.net.NetworkConfig.TransportChoice;
import dev.wharf.net.SocketConfig;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PassivePortsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    private static EventLoops loops;
    private static InetAddress local;
    private static InetAddress other;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        SocketConfig socket = new SocketConfig(16, true, true, true, 0, 0, 65_536, 32_768);
        loops = EventLoops.start(new NetworkConfig(TransportChoice.AUTO, 2, 100, 0, socket));
        local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
    }

    @AfterAll
    static void stop() {
        loops.close();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @Test
    void tellsClientsApartByTheirAddressOnOnePort() throws Exception {
        PassivePorts ports = onePort();
        PassiveEndpoint first = expect(ports, loop(0), local);
        PassiveEndpoint second = expect(ports, loop(1), other);
        assertThat(second.portNumber()).isEqualTo(first.portNumber());

        Socket fromOther = connect(other, second.portNumber());
        Socket fromLocal = connect(local, first.portNumber());

        assertThat(peerOf(first)).isEqualTo(fromLocal.getLocalSocketAddress());
        assertThat(peerOf(second)).isEqualTo(fromOther.getLocalSocketAddress());
    }

    @Test
    void handsConnectionsToTheEventLoopOfTheirSession() throws Exception {
        PassivePorts ports = onePort();
        for (EventLoop loop : loops.all()) {
            PassiveEndpoint endpoint = expect(ports, loop, local);
            connect(local, endpoint.portNumber());
            assertThat(channelOf(endpoint).eventLoop()).isSameAs(loop);
        }
    }

    @Test
    void takesOneConnectionForEachExpectation() throws Exception {
        PassivePorts ports = onePort();
        PassiveEndpoint endpoint = expect(ports, loop(0), local);
        connect(local, endpoint.portNumber());
        channelOf(endpoint);

        Socket second = connect(local, endpoint.portNumber());

        assertThat(second.getInputStream().read()).isEqualTo(-1);
        assertThat(ports.strangers()).isOne();
    }

    @Test
    void closesAndCountsStrangers() throws Exception {
        PassivePorts ports = onePort();
        PassiveEndpoint endpoint = expect(ports, loop(0), local);

        Socket stranger = connect(other, endpoint.portNumber());

        assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        assertThat(ports.strangers()).isOne();
        assertThat(endpoint.isConnected()).isFalse();
        connect(local, endpoint.portNumber());
        assertThat(channelOf(endpoint).isActive()).isTrue();
    }

    @Test
    void letsSessionsOfOneAddressWaitForTheirTurn() throws Exception {
        PassivePorts ports = onePort();
        PassiveEndpoint first = expect(ports, loop(0), local);
        CompletableFuture<PassiveEndpoint> second = ports.listen(loop(1), local, local, LONG);
        CompletableFuture<PassiveEndpoint> third = ports.listen(loop(0), local, local, LONG);
        assertThat(second).isNotDone();

        Socket socket = connect(local, first.portNumber());
        assertThat(peerOf(first)).isEqualTo(socket.getLocalSocketAddress());
        PassiveEndpoint next = second.get(20, TimeUnit.SECONDS);
        assertThat(third).isNotDone();
        Socket nextSocket = connect(local, next.portNumber());
        assertThat(peerOf(next)).isEqualTo(nextSocket.getLocalSocketAddress());
        assertThat(third.get(20, TimeUnit.SECONDS).portNumber()).isEqualTo(first.portNumber());
    }

    @Test
    void passesTheTurnOnWhenASessionGivesUp() throws Exception {
        PassivePorts ports = onePort();
        PassiveEndpoint first = expect(ports, loop(0), local);
        CompletableFuture<PassiveEndpoint> second = ports.listen(loop(0), local, local, LONG);

        onLoop(first::close, first.loop());

        assertThat(second.get(20, TimeUnit.SECONDS).portNumber()).isEqualTo(first.portNumber());
        assertThat(ports.inUse()).isOne();
    }

    @Test
    void takesTheTurnOfAClientThatDoesNotCome() throws Exception {
        PassivePorts ports = onePort();
        PassiveEndpoint late = ports.listen(loop(0), local, local, SHORT).get(20, TimeUnit.SECONDS);

        PassiveEndpoint next = ports.listen(loop(1), local, local, SHORT).get(20, TimeUnit.SECONDS);

        assertThat(next.portNumber()).isEqualTo(late.portNumber());
        assertThatThrownBy(() -> channelOf(late)).hasMessageContaining("No data connection within 200 ms.");
        assertThat(ports.inUse()).isOne();
    }

    @Test
    void givesUpAWaitThatTakesTooLong() throws Exception {
        PassivePorts ports = onePort();
        PassiveEndpoint first = expect(ports, loop(0), local);

        assertThatThrownBy(() -> ports.listen(loop(1), local, local, SHORT).get(20, TimeUnit.SECONDS))
                .hasMessageContaining("No passive port is free");
        assertThat(first.isConnected()).isFalse();
        assertThat(ports.inUse()).isOne();
    }

    @Test
    void failsWhenAnotherProgramHasThePort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, local)) {
            int port = taken.getLocalPort();
            PassivePorts ports = open(new PortRange(port, port));

            assertThatThrownBy(() -> expect(ports, loop(0), local)).hasMessageContaining("No passive port is free");
            assertThat(ports.inUse()).isZero();
        }
    }

    @Test
    void goesAroundPortsThatOtherProgramsHave() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, local)) {
            int first = Math.min(taken.getLocalPort(), 65_531);
            PassivePorts ports = open(new PortRange(first, first + 4));

            for (int i = 0; i < 4; i++) {
                assertThat(expect(ports, loop(0), local).portNumber())
                        .isBetween(first, first + 4)
                        .isNotEqualTo(taken.getLocalPort());
            }
        }
    }

    @Test
    void usesDifferentPortsForOneAddressWhileThereAreAny() throws Exception {
        PassivePorts ports = open(new PortRange(0, 0));
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            numbers.add(expect(ports, loop(i % 2), local).portNumber());
        }

        assertThat(numbers).doesNotHaveDuplicates();
        assertThat(ports.inUse()).isEqualTo(100);
    }

    @Test
    void listensOnAfterTheEndForThoseWhoAreExpected() throws Exception {
        PassivePorts ports = onePort();
        PassiveEndpoint endpoint = expect(ports, loop(0), local);
        ports.close();

        assertThatThrownBy(() -> expect(ports, loop(0), other)).hasMessageContaining("No passive port is free");
        connect(local, endpoint.portNumber());
        assertThat(channelOf(endpoint).isActive()).isTrue();
        await().untilAsserted(() ->
                assertThatThrownBy(() -> connect(other, endpoint.portNumber())).hasMessageContaining("refused"));
    }

    private PassivePorts onePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, local)) {
            int port = free.getLocalPort();
            return open(new PortRange(port, port));
        }
    }

    private PassivePorts open(PortRange range) {
        PassivePorts ports = new PassivePorts(loops, range, Optional.empty());
        opened.add(ports);
        return ports;
    }

    private PassiveEndpoint expect(PassivePorts ports, EventLoop loop, InetAddress peer) throws Exception {
        PassiveEndpoint endpoint = ports.listen(loop, local, peer, LONG).get(20, TimeUnit.SECONDS);
        opened.add(() -> onLoop(endpoint::close, loop));
        return endpoint;
    }

    private static EventLoop loop(int index) {
        return loops.all().get(index);
    }

    private Socket connect(InetAddress from, int port) throws IOException {
        Socket socket = new Socket();
        opened.add(socket);
        socket.setSoTimeout(20_000);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(local, port), 20_000);
        return socket;
    }

    private Channel channelOf(PassiveEndpoint endpoint) throws Exception {
        CompletableFuture<Channel> connected = new CompletableFuture<>();
        onLoop(
                () -> endpoint.connect().whenComplete((channel, failure) -> {
                    if (failure == null) {
                        connected.complete(channel);
                    } else {
                        connected.completeExceptionally(failure);
                    }
                }),
                endpoint.loop());
        Channel channel = connected.get(20, TimeUnit.SECONDS);
        opened.add(channel::close);
        return channel;
    }

    private Object peerOf(PassiveEndpoint endpoint) throws Exception {
        return channelOf(endpoint).remoteAddress();
    }

    private static void onLoop(Runnable task, EventLoop loop) throws Exception {
        loop.submit(task).get(20, TimeUnit.SECONDS);
    }
}
