package dev.wharf.cloudhash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.Background;
import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CloudHash byte by byte, in each framing. */
class CloudHashProtocolIT {
    private static RunningWharf wharf;

    @BeforeAll
    static void start() {
        wharf = RunningWharf.start(
                "cloudhash.request-timeout=700ms",
                "cloudhash.write-timeout=1s",
                "cloudhash.max-line-bytes=1000",
                "cloudhash.max-frame-bytes=2 MiB",
                "cloudhash.max-value-bytes=1 MiB",
                "cloudhash.max-key-bytes=100");
    }

    @AfterAll
    static void stop() {
        wharf.close();
    }

    private static RawConnection plain() throws IOException {
        return RawConnection.to(wharf.port("cloudhash.plain"));
    }

    private static RawConnection secured() throws IOException {
        return RawConnection.to(wharf.port("cloudhash.tls")).startTls();
    }

    private static byte[] frame(String text, ByteOrder order) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(4 + bytes.length)
                .order(order)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private static String answer(RawConnection hash, ByteOrder order) throws IOException {
        int length = ByteBuffer.wrap(hash.bytes(4)).order(order).getInt();
        return new String(hash.bytes(length), StandardCharsets.ISO_8859_1);
    }

    // The end of the stream

    @Test
    void answersOneRequestUpToTheEndOfTheStreamWithBareBytes() throws IOException {
        try (RawConnection hash = plain()) {
            assertThat(hash.send("SET prez obama").endOutput().restAsText()).isEqualTo("obama");
        }
        try (RawConnection hash = plain()) {
            assertThat(hash.send("GET prez").endOutput().restAsText()).isEqualTo("obama");
        }
        try (RawConnection hash = plain()) {
            assertThat(hash.send("GET nobody").endOutput().restAsText()).isEmpty();
        }
    }

    @Test
    void takesARequestInThreeWrites() throws IOException {
        try (RawConnection hash = plain()) {
            hash.send("SE").send("T three wri").send("tes").endOutput();
            assertThat(hash.restAsText()).isEqualTo("writes");
        }
    }

    @Test
    void closesQuietlyOnNothingAtAll() throws IOException {
        try (RawConnection hash = plain()) {
            assertThat(hash.endOutput().restAsText()).isEmpty();
        }
    }

    @Test
    void carriesAnyByteUpToTheEndOfTheStream() throws IOException {
        try (RawConnection hash = plain()) {
            assertThat(hash.send("SET bin a\u0000b\rc").endOutput().restAsText())
                    .isEqualTo("a\u0000b\rc");
        }
    }

    // Lines

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SET k one two  three | one two  three",
                "set k2 v             | v",
                "PING                 | PONG",
                "ping                 | PONG",
                "KEY? nobody          | false",
                "DELETE nobody        | ''",
                "HELLO 1              | OK cloudhash 1",
                "HELLO 3              | ERR SYNTAX level: 3 (expected: 1 or 2)",
                "HELP                 | SET key value, GET key, DELETE key, KEY? key, SIZE, AUTH password, PING, HELP, HELLO level, EXIT",
                "FROB k               | ERR UNKNOWN verb: FROB (HELP lists them)",
                "GETT k               | ERR UNKNOWN verb: GETT (HELP lists them)",
                "SET k                | ERR SYNTAX expected: SET key value",
                "GET                  | ERR SYNTAX expected: GET key",
                "GET a b              | ERR SYNTAX expected: GET key",
                "SIZE x               | ERR SYNTAX expected: SIZE",
            })
    void answersLines(String request, String answer) throws IOException {
        try (RawConnection hash = plain()) {
            assertThat(hash.send(request + "\n").line()).isEqualTo(answer);
        }
        try (RawConnection hash = secured()) {
            assertThat(hash.send(request + "\r\n").line()).isEqualTo(answer);
        }
    }

    @Test
    void keepsALineSessionUntilExit() throws IOException {
        try (RawConnection hash = plain()) {
            assertThat(hash.send("SET who me\n").line()).isEqualTo("me");
            assertThat(hash.send("KEY? who\n").line()).isEqualTo("true");
            assertThat(hash.send("GET who\r\n").line()).isEqualTo("me");
            assertThat(hash.send("\n\r\nDELETE who\n").line()).isEqualTo("me");
            assertThat(hash.send("GET who\n").line()).isEmpty();
            assertThat(hash.send("exit\nPING\n").line()).isNull();
        }
    }

    @Test
    void answersPipelinedLinesInOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        StringBuilder answers = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            requests.append("SET pipe ").append(i).append("\nGET pipe\n");
            answers.append(i).append('\n').append(i).append('\n');
        }
        try (RawConnection hash = plain()) {
            CompletableFuture<RawConnection> sent =
                    Background.start(() -> hash.send(requests.toString()).endOutput());
            assertThat(hash.restAsText()).isEqualTo(answers.toString());
            sent.join();
        }
    }

    @Test
    void doesNotExecuteALineThatWasCutOff() throws IOException {
        try (RawConnection hash = plain()) {
            assertThat(hash.send("PING\nSET cut off").endOutput().restAsText()).isEqualTo("PONG\n");
        }
        try (RawConnection hash = plain()) {
            assertThat(hash.send("KEY? cut\n").line()).isEqualTo("false");
        }
    }

    @Test
    void doesNotTakeTheEndOfTlsForTheEndOfARequest() throws IOException {
        try (RawConnection hash = secured()) {
            assertThat(hash.send("SET cut2 off").endOutput().restAsText()).isEmpty();
        }
        try (RawConnection hash = plain()) {
            assertThat(hash.send("KEY? cut2\n").line()).isEqualTo("false");
        }
    }

    @Test
    void saysThatALineCannotCarryAValue() throws IOException {
        try (RawConnection hash = plain()) {
            hash.send(frame("SET multi a\nb", ByteOrder.BIG_ENDIAN));
            assertThat(answer(hash, ByteOrder.BIG_ENDIAN)).isEqualTo("a\nb");
        }
        try (RawConnection hash = plain()) {
            assertThat(hash.send("GET multi\n").line()).startsWith("ERR BINARY ");
            assertThat(hash.send("PING\n").line()).isEqualTo("PONG");
        }
    }

    @Test
    void endsASessionWhoseLineIsTooLong() throws IOException {
        try (RawConnection hash = plain()) {
            assertThat(hash.send("SET a " + "x".repeat(994) + "\n").line()).hasSize(994);
            hash.send("SET a " + "x".repeat(995) + "\nPING\n");
            assertThat(hash.restAsText()).isEqualTo("ERR LIMIT line: longer than 1000 bytes\n");
        }
    }

    @Test
    void limitsKeysAndValues() throws IOException {
        try (RawConnection hash = plain()) {
            assertThat(hash.send("GET " + "k".repeat(101) + "\n").line())
                    .isEqualTo("ERR LIMIT key: longer than 100 bytes");
            assertThat(hash.send("GET " + "k".repeat(100) + "\n").line()).isEmpty();
        }
        try (RawConnection hash = plain()) {
            hash.send(frame("SET k " + "v".repeat(1024 * 1024 + 1), ByteOrder.LITTLE_ENDIAN));
            assertThat(answer(hash, ByteOrder.LITTLE_ENDIAN)).isEqualTo("ERR LIMIT value: longer than 1048576 bytes");
            hash.send(frame("PING", ByteOrder.LITTLE_ENDIAN));
            assertThat(answer(hash, ByteOrder.LITTLE_ENDIAN)).isEqualTo("PONG");
        }
    }

    // Length prefixes

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void answersFramesInTheirByteOrder(boolean big) throws IOException {
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        try (RawConnection hash = plain()) {
            hash.send(frame("SET f one\ntwo", order));
            assertThat(answer(hash, order)).isEqualTo("one\ntwo");
            hash.send(frame("GET f", order)).send(frame("GET g", order));
            assertThat(answer(hash, order)).isEqualTo("one\ntwo");
            assertThat(answer(hash, order)).isEmpty();
            hash.send(frame("exit", order));
            assertThat(hash.rest()).isEmpty();
        }
    }

    @Test
    void takesALargeFrame() throws IOException {
        String value = "v".repeat(1024 * 1024);
        try (RawConnection hash = plain()) {
            hash.send(frame("SET large " + value, ByteOrder.LITTLE_ENDIAN));
            assertThat(answer(hash, ByteOrder.LITTLE_ENDIAN)).isEqualTo(value);
        }
    }

    @Test
    void takesAFrameWhosePrefixBeginsWithALineFeed() throws IOException {
        try (RawConnection hash = plain()) {
            byte[] ten = frame("GET abcdef", ByteOrder.LITTLE_ENDIAN);
            hash.send(Arrays.copyOf(ten, 1)).send(Arrays.copyOfRange(ten, 1, ten.length));
            assertThat(answer(hash, ByteOrder.LITTLE_ENDIAN)).isEmpty();
        }
    }

    @Test
    void saysThatALengthLooksByteSwapped() throws IOException {
        try (RawConnection hash = plain()) {
            hash.send(frame("PING", ByteOrder.LITTLE_ENDIAN));
            assertThat(answer(hash, ByteOrder.LITTLE_ENDIAN)).isEqualTo("PONG");
            hash.send(frame("PING", ByteOrder.BIG_ENDIAN));
            assertThat(answer(hash, ByteOrder.LITTLE_ENDIAN)).startsWith("ERR PROTO length looks byte-swapped");
            assertThat(hash.rest()).isEmpty();
        }
    }

    @Test
    void refusesAFrameThatIsTooLong() throws IOException {
        try (RawConnection hash = plain()) {
            hash.send(new byte[] {0, 0, 0, 4}).send("PING");
            assertThat(answer(hash, ByteOrder.BIG_ENDIAN)).isEqualTo("PONG");
            hash.send(new byte[] {0x7f, 0x7f, 0x7f, 0x7f});
            assertThat(answer(hash, ByteOrder.BIG_ENDIAN))
                    .isEqualTo("ERR LIMIT frame length: 2139062143 (expected: 0..2097152)");
            assertThat(hash.rest()).isEmpty();
        }
    }

    @Test
    void answersRespOnTheSamePort() throws IOException {
        try (RawConnection hash = plain()) {
            hash.send("*3\r\n$3\r\nSET\r\n$1\r\nr\r\n$3\r\na\nb\r\n*2\r\n$3\r\nGET\r\n$1\r\nr\r\n*1\r\n$4\r\nQUIT\r\n");
            assertThat(hash.restAsText()).isEqualTo("+OK\r\n$3\r\na\nb\r\n+OK\r\n");
        }
        try (RawConnection hash = secured()) {
            hash.send("*1\r\n$4\r\nPING\r\n*1\r\n$2000000000\r\n*1\r\n$4\r\nPING\r\n");
            assertThat(hash.restAsText()).isEqualTo("+PONG\r\n-ERR Protocol error: invalid bulk length\r\n");
        }
    }

    // Peers that harm only themselves

    @Test
    void endsAConnectionThatSendsHalfARequest() throws IOException {
        try (RawConnection hash = plain()) {
            hash.send("PING\nGET so");
            assertThat(hash.line()).isEqualTo("PONG");
            assertThat(hash.restAsText()).isEqualTo("ERR LIMIT no whole request within 700 ms\n");
        }
    }

    @Test
    void closesAPeerThatNeverReadsAndServesOthersMeanwhile() throws IOException {
        String value = "v".repeat(1024 * 1024 - 10);
        try (RawConnection hash = plain()) {
            hash.send(frame("SET unread " + value, ByteOrder.LITTLE_ENDIAN));
            answer(hash, ByteOrder.LITTLE_ENDIAN);
        }
        double before = wharf.metric("wharf_cloudhash_timeouts_total");
        try (RawConnection greedy = plain()) {
            byte[] get = frame("GET unread", ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 200; i++) {
                greedy.send(get); // 200 MiB of answers, none of them read
            }
            try (RawConnection other = plain()) {
                assertThat(other.send("PING\n").line()).isEqualTo("PONG");
            }
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> wharf.metric("wharf_cloudhash_timeouts_total") > before);
        }
    }

    @Test
    void outlivesPeersThatCloseWithoutWarning() throws IOException {
        for (int i = 0; i < 50; i++) {
            RawConnection rude = i % 2 == 0 ? plain() : secured();
            rude.send("SET rude " + "x".repeat(i * 10));
            rude.socket().setSoLinger(true, 0);
            rude.close();
        }
        try (RawConnection hash = plain()) {
            assertThat(hash.send("KEY? rude\n").line()).isEqualTo("false");
        }
        Awaitility.await().until(() -> wharf.metric("wharf_connections_active{listener=\"cloudhash.tls\"}") == 0);
    }
}
