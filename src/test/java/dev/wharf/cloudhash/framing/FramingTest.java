package dev.wharf.cloudhash.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.cloudhash.protocol.Limits;
import dev.wharf.cloudhash.protocol.Output;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {
    private static final int LINE_BYTES = 64;
    private static final int FRAME_BYTES = 1000;
    private static final Limits LIMITS = new Limits(LINE_BYTES, FRAME_BYTES, 32, 500);
    private static final Limits LARGE_LIMITS = new Limits(64 << 10, 32 << 20, 64 << 10, 16 << 20);

    private Conversation current = new Conversation(LIMITS, true);

    /** A byte order as JUnit can name it. */
    enum Order {
        LITTLE(ByteOrder.LITTLE_ENDIAN),
        BIG(ByteOrder.BIG_ENDIAN);

        private final ByteOrder order;

        Order(ByteOrder order) {
            this.order = order;
        }
    }

    /** Whole conversations: what the client sends, whether it ends its direction then, and the requests in it. */
    static Stream<Arguments> conversations() {
        return Stream.of(
                conversation("lines", "line", false, text("SET prez obama\nGET prez\n"), "SET prez obama", "GET prez"),
                conversation("CRLF", "line", false, text("PING\r\nSIZE\r\n"), "PING", "SIZE"),
                conversation(
                        "mixed line ends and blank lines",
                        "line",
                        false,
                        text("\n\r\nPING\r\n\n\nGET a\n\r\n"),
                        "PING",
                        "GET a"),
                conversation("a CR inside a line", "line", false, text("SET a b\rc\r\r\n"), "SET a b\rc\r"),
                conversation("a NUL behind the first four bytes", "line", false, text("SET a \0\n"), "SET a \0"),
                conversation("lines, the last without an end", "line", true, text("PING\nEXIT"), "PING"),
                conversation("lines, the last with a CR only", "line", true, text("PING\nEXIT\r"), "PING"),
                conversation("a short line and the end", "line", true, text("A\n"), "A"),
                conversation("only a line feed and the end", "line", true, text("\n")),
                conversation(
                        "little-endian frames",
                        "length_le",
                        false,
                        bytes(frame(Order.LITTLE, "SET prez obama"), frame(Order.LITTLE, "GET prez")),
                        "SET prez obama",
                        "GET prez"),
                conversation(
                        "big-endian frames",
                        "length_be",
                        false,
                        bytes(frame(Order.BIG, "SET prez obama"), frame(Order.BIG, "GET prez")),
                        "SET prez obama",
                        "GET prez"),
                conversation(
                        "a frame of ten bytes, whose prefix begins with a line feed",
                        "length_le",
                        false,
                        bytes(new byte[] {0x0a, 0, 0, 0}, text("GET abcdef"), frame(Order.LITTLE, "PING")),
                        "GET abcdef",
                        "PING"),
                conversation(
                        "a frame of thirteen bytes, whose prefix begins with a CR",
                        "length_le",
                        false,
                        bytes(frame(Order.LITTLE, "GET abcdefghi")),
                        "GET abcdefghi"),
                conversation(
                        "frames with line feeds in them",
                        "length_be",
                        false,
                        bytes(frame(Order.BIG, "SET a \r\n\0\n"), frame(Order.BIG, "GET a")),
                        "SET a \r\n\0\n",
                        "GET a"),
                conversation(
                        "empty frames, little-endian",
                        "length_le",
                        false,
                        bytes(frame(Order.LITTLE, "PING"), frame(Order.LITTLE, ""), frame(Order.LITTLE, "SIZE")),
                        "PING",
                        "",
                        "SIZE"),
                conversation(
                        "empty frames, big-endian",
                        "length_be",
                        false,
                        bytes(frame(Order.BIG, "PING"), frame(Order.BIG, ""), frame(Order.BIG, "")),
                        "PING",
                        "",
                        ""),
                conversation("an empty frame first", "length_le", false, new byte[4], ""),
                conversation(
                        "a frame of 256 bytes, little-endian",
                        "length_le",
                        false,
                        frame(Order.LITTLE, "x".repeat(256)),
                        "x".repeat(256)),
                conversation(
                        "a frame of 256 bytes, big-endian",
                        "length_be",
                        false,
                        frame(Order.BIG, "x".repeat(256)),
                        "x".repeat(256)),
                conversation(
                        "a frame that is cut off",
                        "length_le",
                        true,
                        bytes(frame(Order.LITTLE, "PING"), new byte[] {9, 0, 0, 0, 'S', 'I'}),
                        "PING"),
                conversation(
                        "a prefix that is cut off",
                        "length_be",
                        true,
                        bytes(frame(Order.BIG, "PING"), new byte[] {0, 0, 0}),
                        "PING"),
                conversation("the end of the stream", "end_of_stream", true, text("GET prez"), "GET prez"),
                conversation("one byte and the end of the stream", "end_of_stream", true, text("x"), "x"),
                conversation("three bytes and the end of the stream", "end_of_stream", true, text("abc"), "abc"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void requestsArriveInOnePiece(String name, String framing, boolean ends, byte[] sent, List<String> requests) {
        assertThat(converse(ends, sent)).as(name).containsExactlyElementsOf(requests);
        assertThat(framing()).isEqualTo(framing);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void requestsArriveWhereverTheyAreCutInTwo(
            String name, String framing, boolean ends, byte[] sent, List<String> requests) {
        for (int cut = 1; cut < sent.length; cut++) {
            byte[] first = Arrays.copyOf(sent, cut);
            byte[] second = Arrays.copyOfRange(sent, cut, sent.length);
            assertThat(converse(ends, first, second))
                    .as("%s, cut after %d bytes", name, cut)
                    .containsExactlyElementsOf(requests);
            assertThat(framing()).isEqualTo(framing);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void requestsArriveByteByByte(String name, String framing, boolean ends, byte[] sent, List<String> requests) {
        byte[][] pieces = new byte[sent.length][];
        for (int i = 0; i < sent.length; i++) {
            pieces[i] = new byte[] {sent[i]};
        }
        assertThat(converse(ends, pieces)).as(name).containsExactlyElementsOf(requests);
        assertThat(framing()).isEqualTo(framing);
    }

    @Test
    void aStreamLongerThanALineIsOneRequestUpToItsEnd() {
        String request = "SET k " + "v".repeat(LINE_BYTES);

        assertThat(converse(true, text(request))).containsExactly(request);
        assertThat(framing()).isEqualTo("end_of_stream");
    }

    @Test
    void theFramingIsUnknownBeforeFourBytes() {
        Conversation channel = channel(LIMITS, true);

        channel.receive("\nA\n");
        assertThat(framing()).isEqualTo("unknown");
        channel.receive("B");
        assertThat(framing()).isEqualTo("line");
    }

    @Test
    void theFramingStaysWhatItWasFoundOutToBe() {
        assertThat(converse(false, bytes(text("PING\n"), frame(Order.BIG, "SIZE"), text("\n"))))
                .containsExactly("PING", "\0\0\0\4SIZE");
        assertThat(framing()).isEqualTo("line");
    }

    @Test
    void underTlsTheEndOfTheStreamEndsNoRequest() {
        Conversation channel = channel(LIMITS, false);

        channel.receive("GET prez");
        assertThat(framing()).isEqualTo("line");
        channel.endInput();

        assertThat(channel.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void underTlsAShortStreamThatEndsIsNoRequest(int size) {
        Conversation channel = channel(new Limits(200, 200, 1, 1), false);

        channel.receive("x".repeat(size));
        channel.endInput();

        assertThat(channel.messages()).isEmpty();
        assertThat(channel.failures()).isEmpty();
    }

    @Test
    void underTlsLinesAndFramesAreServed() {
        Conversation lines = channel(LIMITS, false);
        lines.receive("PING\n");
        assertThat(lines.messages()).containsExactly("PING");

        Conversation frames = channel(LIMITS, false);
        frames.receive(frame(Order.BIG, "PING"));
        assertThat(frames.messages()).containsExactly("PING");
    }

    @Test
    void aConnectionWithoutAByteHasNoFraming() {
        Conversation channel = channel(LIMITS, true);

        channel.endInput();

        assertThat(channel.messages()).isEmpty();
        assertThat(framing()).isEqualTo("unknown");
    }

    @Test
    void anAsteriskThatBeginsALaterLineIsNoRespArray() {
        assertThat(converse(false, text("PING\n*1\n"))).containsExactly("PING", "*1");
    }

    @Test
    void aNulThatBelongsToNoLengthIsRefused() {
        Conversation channel = channel(LIMITS, true);

        channel.receive("a\0bc\n");

        assertThat(answers(channel)).containsExactly("ERR PROTO neither a line nor a length of either byte order");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void aLineAsLongAsAllowedIsServed(String lineEnd) {
        String line = "x".repeat(LINE_BYTES);
        assertThat(converse(false, text(line + lineEnd + line + lineEnd))).containsExactly(line, line);
        assertThat(converse(false, text("PING\n" + line), text(lineEnd))).containsExactly("PING", line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void aFirstLineOneByteTooLongIsRefused(String lineEnd) {
        Conversation channel = channel(LIMITS, false);

        channel.receive("x".repeat(LINE_BYTES + 1) + lineEnd);

        assertThat(answers(channel)).containsExactly("ERR LIMIT line: longer than 64 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "x"})
    void aLaterLineOneByteTooLongIsRefused(String lineEnd) {
        byte[] line = text("PING\n" + "x".repeat(LINE_BYTES + 1) + lineEnd);
        for (int cut = 1; cut < line.length; cut++) {
            Conversation channel = channel(LIMITS, true);
            channel.receive(Arrays.copyOf(line, cut));
            channel.receive(Arrays.copyOfRange(line, cut, line.length));

            assertThat(channel.messages()).containsExactly("PING");
            assertThat(answers(channel)).containsExactly("ERR LIMIT line: longer than 64 bytes");
        }
    }

    @Test
    void aLineWithoutEndIsRefusedBeforeItsEndComes() {
        Conversation channel = channel(LIMITS, true);
        channel.receive("PING\n" + "x".repeat(LINE_BYTES + 1));
        assertThat(channel.failures()).isEmpty();

        channel.receive("x");

        assertThat(answers(channel)).containsExactly("ERR LIMIT line: longer than 64 bytes");
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void aFrameAsLongAsAllowedIsServed(Order order) {
        String request = "x".repeat(FRAME_BYTES);

        assertThat(converse(false, frame(order, "PING"), frame(order, request))).containsExactly("PING", request);
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void aFrameOneByteTooLongIsRefusedAtItsPrefix(Order order) {
        Conversation channel = channel(LIMITS, true);
        channel.receive(frame(order, "PING"));

        channel.receive(prefix(order, FRAME_BYTES + 1));

        assertThat(channel.messages()).containsExactly("PING");
        assertThat(answers(channel)).containsExactly("ERR LIMIT frame length: 1001 (expected: 0..1000)");
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void aLengthIsUnsigned(Order order) {
        Conversation channel = channel(LIMITS, true);
        channel.receive(frame(order, "PING"));

        channel.receive(new byte[] {-1, -1, -1, -1});

        assertThat(answers(channel)).containsExactly("ERR LIMIT frame length: 4294967295 (expected: 0..1000)");
    }

    @ParameterizedTest
    @CsvSource({"LITTLE, BIG, 67108864", "BIG, LITTLE, 67108864"})
    void aLengthOfTheOtherByteOrderIsCalledByteSwapped(Order first, Order second, String length) {
        Conversation channel = channel(LIMITS, true);
        channel.receive(frame(first, "PING"));

        channel.receive(frame(second, "SIZE"));

        assertThat(channel.messages()).containsExactly("PING");
        assertThat(answers(channel)).containsExactly("ERR PROTO length looks byte-swapped: " + length);
    }

    @Test
    void aRequestUpToTheEndOfTheStreamMayBeAsLongAsAFrame() {
        String request = "x".repeat(FRAME_BYTES);

        assertThat(converse(true, text(request))).containsExactly(request);
    }

    @Test
    void aRequestUpToTheEndOfTheStreamOneByteTooLongIsRefusedBeforeTheEnd() {
        Conversation channel = channel(LIMITS, true);
        channel.receive("x".repeat(FRAME_BYTES));
        assertThat(channel.failures()).isEmpty();

        channel.receive("x");

        assertThat(answers(channel)).containsExactly("ERR LIMIT request: longer than 1000 bytes");
    }

    @Test
    void nothingIsDecodedAfterAnError() {
        Conversation channel = channel(LIMITS, true);

        channel.receive(bytes(frame(Order.BIG, "PING"), prefix(Order.BIG, FRAME_BYTES + 1), frame(Order.BIG, "SIZE")));
        channel.receive(frame(Order.BIG, "SIZE"));
        channel.receive("SIZE\n");
        channel.endInput();

        assertThat(channel.messages()).containsExactly("PING");
        assertThat(channel.failures()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void aDeclaredLengthAllocatesNothing(Order order) {
        Conversation channel = channel(LARGE_LIMITS, true);
        channel.receive(frame(order, "PING"));
        byte[] beginning = bytes(prefix(order, 32 << 20), text("SET a"));
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        channel.receive(beginning);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(channel.messages()).containsExactly("PING");
        assertThat(allocated).isLessThan(1 << 20);
    }

    @Test
    @Timeout(30)
    void aLongLineInManyPiecesIsSearchedOnlyOnce() {
        // Searched from its start at every piece, it would be 64 GiB of searching.
        Conversation channel = channel(new Limits(1 << 20, 2 << 20, 1, 1), true);
        channel.receive("PING\n");
        byte[] piece = text("xxxxxxxx");
        for (int i = 0; i < (1 << 20) / piece.length; i++) {
            channel.receive(piece);
        }
        channel.receive("\n");

        assertThat(channel.messages()).hasSize(2);
        assertThat(channel.messages().get(1)).hasSize(1 << 20);
    }

    @Test
    void aLengthWhoseFirstByteIsAnAsteriskIsALength() {
        Conversation channel = channel(LIMITS, true);

        channel.receive("*\u0000\u0000\u0000" + "SET k " + "v".repeat(36));

        assertThat(channel.messages()).containsExactly("SET k " + "v".repeat(36));
    }

    @Test
    void whatLiesBehindTheLongestLineDoesNotDecideTheFraming() {
        String wire = "SET k " + "v".repeat(70) + "\nPING\n";
        Limits limits = new Limits(64, 1000, 32, 500);
        for (int cut = 4; cut < wire.length(); cut++) {
            Conversation channel = channel(limits, true);
            channel.receive(wire.substring(0, cut));
            channel.receive(wire.substring(cut));
            channel.endInput();

            assertThat(channel.messages()).as("cut at %d", cut).containsExactly(wire);
        }
    }

    @Test
    void onlyTheBeginningOfARequestIsKept() {
        Conversation channel = channel(LIMITS, true);

        channel.receive("PING\nPI");
        assertThat(channel.kept()).isEqualTo(2);
        channel.receive("NG\n");
        assertThat(channel.kept()).isZero();
        channel.receive("\r");
        channel.receive("\n");
        assertThat(channel.kept()).isZero();
    }

    static final List<String> plainValues = List.of("obama", "", "a b", "\u00ff\u0001");

    @ParameterizedTest
    @FieldSource("plainValues")
    void anAnswerInALineEndsWithALineFeed(String value) {
        assertThat(encodedAfter("PING\n", value)).isEqualTo(value + "\n");
        assertThat(encodedAfter("PING\r\n", value)).isEqualTo(value + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\0b", "\n", "\r", "\0"})
    void aValueThatNoLineCanCarryIsAnErrorInALine(String value) {
        assertThat(encodedAfter("PING\n", value))
                .isEqualTo("ERR BINARY the value holds CR, LF or NUL, which no line can carry; "
                        + "fetch it in a length frame\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"obama", "", "a\r\n\0b"})
    void anAnswerInALengthFrameHasTheRequestsByteOrder(String value) {
        assertThat(encodedAfter("\4\0\0\0PING", value)).isEqualTo(latin1(frame(Order.LITTLE, value)));
        assertThat(encodedAfter("\0\0\0\4PING", value)).isEqualTo(latin1(frame(Order.BIG, value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"obama", "", "a\r\n\0b"})
    void anAnswerUpToTheEndOfTheStreamIsBare(String value) {
        assertThat(converse(true, text("GET prez"))).hasSize(1);

        assertThat(encoded(value)).isEqualTo(value);
    }

    @Test
    void anAnswerIsAppended() {
        channel(LIMITS, true).receive("PING\n");
        Output out = new Output();
        for (String answer : List.of("a", "", "b")) {
            int start = current.framing().begin(out);
            out.write(answer);
            current.framing().end(out, start);
        }

        assertThat(latin1(out.copyFrom(0))).isEqualTo("a\n\nb\n");
    }

    private Conversation channel(Limits limits, boolean endOfStreamIsAFrame) {
        current = new Conversation(limits, endOfStreamIsAFrame);
        return current;
    }

    private String framing() {
        return current.hasFraming() ? current.framing().name() : "unknown";
    }

    private List<String> converse(boolean ends, byte[]... pieces) {
        Conversation channel = channel(LIMITS, true);
        for (byte[] piece : pieces) {
            channel.receive(piece);
        }
        if (ends) {
            channel.endInput();
        }
        assertThat(channel.failures()).isEmpty();
        return channel.messages();
    }

    private String encodedAfter(String request, String answer) {
        Conversation channel = channel(LIMITS, true);
        channel.receive(request);
        assertThat(channel.messages()).containsExactly("PING");
        return encoded(answer);
    }

    private String encoded(String answer) {
        Output out = new Output();
        int start = current.framing().begin(out);
        out.write(answer);
        current.framing().end(out, start);
        return latin1(out.copyFrom(0));
    }

    private static List<String> answers(Conversation channel) {
        return channel.failures().stream().map(answer -> "ERR " + answer).toList();
    }

    private static Arguments conversation(String name, String framing, boolean ends, byte[] sent, String... requests) {
        return Arguments.of(name, framing, ends, sent, List.of(requests));
    }

    private static byte[] frame(Order order, String text) {
        return bytes(prefix(order, text.length()), text(text));
    }

    private static byte[] prefix(Order order, int length) {
        return ByteBuffer.allocate(4).order(order.order).putInt(length).array();
    }

    private static byte[] bytes(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
