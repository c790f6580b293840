package dev.wharf.cloudhash.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.net.EventLoops;
import dev.wharf.testing.ForeignProgram;
import dev.wharf.testing.ForeignProgram.Result;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The client and its command line against a real server. */
class CloudHashClientIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static RunningWharf wharf;
    private static EventLoops loops;

    @BeforeAll
    static void start() {
        wharf = RunningWharf.start();
        loops = EventLoops.single();
    }

    @AfterAll
    static void stop() {
        loops.close();
        wharf.close();
    }

    private static CloudHashClient client(int port, Duration timeout) {
        return new CloudHashClient(
                new ClientConfig("localhost", port, false, Optional.empty(), Optional.empty(), timeout), loops);
    }

    private static CloudHashClient client() {
        return client(wharf.port("cloudhash.plain"), PATIENCE);
    }

    private static Path certificate() {
        return wharf.directory().resolve("tls/certificate.pem");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void storesFindsAndRemoves() {
        try (CloudHashClient client = client()) {
            byte[] binary = {0, '\r', '\n', (byte) 0xff};
            client.set(bytes("c:a"), binary).join();
            assertThat(client.get(bytes("c:a")).join()).hasValue(binary);
            assertThat(client.delete(bytes("c:a")).join()).isTrue();
            assertThat(client.delete(bytes("c:a")).join()).isFalse();
            assertThat(client.get(bytes("c:a")).join()).isEmpty();
            client.ping().join();
        }
    }

    @Test
    void keepsManyRequestsOnTheirWayAndShowsAllKeys() {
        try (CloudHashClient client = client()) {
            List<CompletableFuture<Void>> answers = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                answers.add(client.set(bytes("many:" + i), bytes("v" + i)));
            }
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
            Set<String> shown = new ConcurrentSkipListSet<>();
            client.keys(bytes("many:*"), key -> shown.add(new String(key, StandardCharsets.UTF_8)))
                    .join();
            assertThat(shown).hasSize(3000);
        }
    }

    @Test
    void tellsTheServersErrors() {
        try (CloudHashClient client = client()) {
            assertThatThrownBy(() -> client.set(new byte[70_000], bytes("v")).join())
                    .hasCauseInstanceOf(ServerErrorException.class);
        }
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswerAndConnectsAgain() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                CloudHashClient client = client(silent.getLocalPort(), Duration.ofMillis(300))) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> client.ping().join())
                        .hasCauseInstanceOf(UnavailableException.class)
                        .hasMessageContaining("no answer within");
                silent.accept().close();
            }
        }
    }

    @Test
    void verifiesTheServersCertificate() {
        int port = wharf.port("cloudhash.tls");
        ClientConfig trusting =
                new ClientConfig("localhost", port, true, Optional.of(certificate()), Optional.empty(), PATIENCE);
        try (CloudHashClient client = new CloudHashClient(trusting, loops)) {
            client.ping().join();
        }
        ClientConfig strict = new ClientConfig("localhost", port, true, Optional.empty(), Optional.empty(), PATIENCE);
        try (CloudHashClient client = new CloudHashClient(strict, loops)) {
            assertThatThrownBy(() -> client.ping().join())
                    .hasCauseInstanceOf(UnavailableException.class)
                    .hasMessageContaining("no TLS connection");
        }
    }

    private static Result wharf(String... words) {
        List<String> command = new ArrayList<>(List.of(RunningWharf.launcher().toString(), "cloudhash"));
        command.addAll(List.of(words));
        return ForeignProgram.run(Path.of("."), "from standard input", command);
    }

    @Test
    void theCommandLineTellsScriptsHowItWent() {
        String port = Integer.toString(wharf.port("cloudhash.plain"));
        assertThat(wharf("set", "cli", "-", "--port", port)).isEqualTo(new Result(0, ""));
        assertThat(wharf("get", "cli", "--port", port)).isEqualTo(new Result(0, "from standard input\n"));
        assertThat(wharf(
                        "get",
                        "--raw",
                        "cli",
                        "--ca",
                        certificate().toString(),
                        "--host",
                        "localhost",
                        "--port",
                        Integer.toString(wharf.port("cloudhash.tls"))))
                .isEqualTo(new Result(0, "from standard input"));
        assertThat(wharf("keys", "cl?", "--port", port)).isEqualTo(new Result(0, "cli\n"));
        assertThat(wharf("delete", "cli", "--port", port).exit()).isZero();
        assertThat(wharf("get", "cli", "--port", port)).isEqualTo(new Result(1, ""));
        assertThat(wharf("get").exit()).isEqualTo(2);
        Result unreachable = wharf("ping", "--port", "1", "--timeout", "10");
        assertThat(unreachable.exit()).isEqualTo(3);
        assertThat(unreachable.output())
                .startsWith("wharf: 127.0.0.1:1: cannot connect")
                .hasLineCount(1);
    }
}
