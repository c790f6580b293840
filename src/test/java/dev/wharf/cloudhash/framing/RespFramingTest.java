package dev.wharf.cloudhash.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.cloudhash.protocol.Limits;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RespFramingTest {
    private static final Limits LIMITS = new Limits(64, 1000, 32, 500, 100, 3, 10);
    private static final String SET = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nobama\r\n";

    private static Conversation resp() {
        return new Conversation(FramingChoice.RESP, LIMITS, true);
    }

    static Stream<Arguments> conversations() {
        return Stream.of(
                Arguments.of(SET, List.of("SET|k|obama")),
                Arguments.of(SET + "*1\r\n$4\r\nPING\r\n", List.of("SET|k|obama", "PING")),
                Arguments.of("*2\r\n$3\r\nGET\r\n$0\r\n\r\n", List.of("GET|")),
                Arguments.of("*2\r\n$4\r\nECHO\r\n$6\r\n\r\n\0$1\r\r\n", List.of("ECHO|\r\n\0$1\r")),
                Arguments.of("*0\r\n*-1\r\n*-10\r\n*1\r\n$4\r\nPING\r\n", List.of("PING")));
    }

    static Stream<Arguments> inlineConversations() {
        return Stream.of(
                Arguments.of("PING\r\n", List.of("PING")),
                Arguments.of("\r\n\n  \r\nPING\n", List.of("PING")),
                Arguments.of("set  a\tb \r\nGET a\r\n", List.of("set|a|b", "GET|a")),
                Arguments.of("SET a \"b c\\n\\x41\\\"\"\n", List.of("SET|a|b c\nA\"")),
                Arguments.of("SET a 'b\\'c\\n'\n", List.of("SET|a|b'c\\n")),
                Arguments.of("SET a \"\"\n" + SET, List.of("SET|a|", "SET|k|obama")));
    }

    @ParameterizedTest
    @MethodSource({"conversations", "inlineConversations"})
    void commandsArriveWhereverTheyAreCut(String sent, List<String> commands) {
        for (int cut = 0; cut <= sent.length(); cut++) {
            Conversation conversation = resp();
            conversation.receive(sent.substring(0, cut));
            conversation.receive(sent.substring(cut));

            assertThat(conversation.failures()).isEmpty();
            assertThat(conversation.messages()).as("cut at %d", cut).isEqualTo(commands);
            assertThat(conversation.kept()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource({"conversations", "inlineConversations"})
    void commandsArriveByteByByte(String sent, List<String> commands) {
        Conversation conversation = resp();
        for (int i = 0; i < sent.length(); i++) {
            conversation.receive(sent.substring(i, i + 1));
        }

        assertThat(conversation.messages()).isEqualTo(commands);
    }

    @Test
    void anAsteriskBeginsRespOnAListenerThatFindsItOut() {
        for (int cut = 0; cut <= SET.length(); cut++) {
            Conversation conversation = new Conversation(LIMITS, true);
            conversation.receive(SET.substring(0, cut));
            conversation.receive(SET.substring(cut));

            assertThat(conversation.messages()).containsExactly("SET|k|obama");
            assertThat(conversation.framing().name()).isEqualTo("resp");
        }
    }

    @Test
    void wordsOnALineNeedAListenerForResp() {
        Conversation conversation = new Conversation(LIMITS, true);
        conversation.receive("*1\r\n$4\r\nPING\r\nPING\r\n");

        assertThat(conversation.messages()).containsExactly("PING");
        assertThat(conversation.failures()).containsExactly("ERR Protocol error: expected '*', got 'P'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*3000000000      | invalid multibulk length",
                "*101             | invalid multibulk length",
                "*x               | invalid multibulk length",
                "*                | invalid multibulk length",
                "*-               | invalid multibulk length",
                "*1 2             | invalid multibulk length",
                "*1;foo           | expected '$', got 'f'",
                "*1;$-10          | invalid bulk length",
                "*1;$2000000000   | invalid bulk length",
                "*1;$501          | invalid bulk length",
                "*1;$blabla       | invalid bulk length",
                "*1;$99999999999999999999999 | invalid bulk length",
                "*1;$4;PINGG      | expected CRLF behind 4 bytes",
                "set \"a         | unbalanced quotes in request",
                "set 'a'b         | unbalanced quotes in request",
            })
    void whatIsNoCommandIsAnErrorAndTheEnd(String sent, String error) {
        String bytes = sent.replace(";", "\r\n") + "\r\n" + SET;
        for (int cut = 0; cut <= bytes.length(); cut++) {
            Conversation conversation = resp();
            conversation.receive(bytes.substring(0, cut));
            conversation.receive(bytes.substring(cut));

            assertThat(conversation.failures()).as("cut at %d", cut).containsExactly("ERR Protocol error: " + error);
            assertThat(conversation.messages()).isEmpty();
        }
    }

    @Test
    void allWordsTogetherAreLimited() {
        Conversation conversation = resp();
        conversation.receive("*3\r\n");
        for (int i = 0; i < 2; i++) {
            conversation.receive("$500\r\n" + "x".repeat(500) + "\r\n");
        }
        conversation.receive("$1\r\n");

        assertThat(conversation.failures()).containsExactly("ERR Protocol error: request: longer than 1000 bytes");
    }

    @Test
    void aLineIsLimitedBeforeItsEndComes() {
        Conversation conversation = resp();
        conversation.receive("x".repeat(64 * 1024));
        assertThat(conversation.failures()).isEmpty();

        conversation.receive("x");

        assertThat(conversation.failures()).containsExactly("ERR Protocol error: too big inline request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*4\r\n", "a b c d\r\n"})
    void beforeALoginWordsAreFew(String sent) {
        Conversation conversation = resp().restricted();
        conversation.receive(sent);

        assertThat(conversation.failures()).containsExactly("ERR Protocol error: unauthenticated multibulk length");
    }

    @Test
    void beforeALoginWordsAreShort() {
        Conversation conversation = resp().restricted();
        conversation.receive("*2\r\n$10\r\n0123456789\r\n$11\r\n");

        assertThat(conversation.failures()).containsExactly("ERR Protocol error: unauthenticated bulk length");
    }

    @Test
    void aCommandThatIsCutOffIsNone() {
        Conversation conversation = resp();
        conversation.receive(SET + SET.substring(0, SET.length() - 1));
        conversation.endInput();

        assertThat(conversation.messages()).containsExactly("SET|k|obama");
        assertThat(conversation.kept()).isZero();
    }

    @Test
    void declaredLengthsAllocateNothing() {
        Limits large = new Limits(64 << 10, 2000 << 20, 64 << 10, 1000 << 20);
        Conversation conversation = new Conversation(FramingChoice.RESP, large, true);
        conversation.receive(SET);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        conversation.receive("*65536\r\n$900000000\r\nSET");
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).isLessThan(1 << 20);
    }

    @Test
    @Timeout(30)
    void manyWordsInManyPiecesAreLookedAtOnlyOnce() {
        Limits large = new Limits(64 << 10, 32 << 20, 64 << 10, 16 << 20);
        Conversation conversation = new Conversation(FramingChoice.RESP, large, true);
        conversation.receive("*65536\r\n");
        for (int i = 0; i < 65_536; i++) {
            conversation.receive("$1\r\n");
            conversation.receive("x\r\n");
        }

        assertThat(conversation.messages()).hasSize(1);
    }
}
