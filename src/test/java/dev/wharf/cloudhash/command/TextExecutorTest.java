package dev.wharf.cloudhash.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.cloudhash.protocol.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextExecutorTest {
    private static final int KEY_BYTES = 10;
    private static final int VALUE_BYTES = 20;

    private final TestConnection connection = new TestConnection(new Limits(64, 64, KEY_BYTES, VALUE_BYTES));

    @Test
    void setAnswersTheValueAndKeepsIt() {
        assertThat(ask("SET prez obama")).isEqualTo("obama");
        assertThat(ask("GET prez")).isEqualTo("obama");
    }

    @Test
    void setReplacesTheValue() {
        ask("SET prez obama");

        assertThat(ask("SET prez lincoln")).isEqualTo("lincoln");
        assertThat(ask("GET prez")).isEqualTo("lincoln");
        assertThat(ask("SIZE")).isEqualTo("1");
    }

    @Test
    void getOfAKeyThatIsNotThereAnswersNothing() {
        assertThat(ask("GET prez")).isEmpty();
    }

    @Test
    void deleteAnswersTheValueThatWasThere() {
        ask("SET prez obama");

        assertThat(ask("DELETE prez")).isEqualTo("obama");
        assertThat(ask("DELETE prez")).isEmpty();
        assertThat(ask("GET prez")).isEmpty();
    }

    @Test
    void keyTellsWhetherAKeyIsThere() {
        assertThat(ask("KEY? prez")).isEqualTo("false");
        ask("SET prez obama");
        assertThat(ask("KEY? prez")).isEqualTo("true");
        ask("DELETE prez");
        assertThat(ask("KEY? prez")).isEqualTo("false");
    }

    @Test
    void sizeCountsTheKeys() {
        assertThat(ask("SIZE")).isEqualTo("0");
        ask("SET a 1");
        ask("SET b 1");
        assertThat(ask("SIZE")).isEqualTo("2");
    }

    @Test
    void pingIsAnswered() {
        assertThat(ask("PING")).isEqualTo("PONG");
    }

    @Test
    void helpListsEveryVerb() {
        assertThat(ask("HELP"))
                .isEqualTo(
                        "SET key value, GET key, DELETE key, KEY? key, SIZE, AUTH password, PING, HELP, HELLO level, EXIT");
    }

    @Test
    void helloAcceptsTheLevelThatIsSpoken() {
        assertThat(ask("HELLO 1")).isEqualTo("OK cloudhash 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "0", "01", "one"})
    void helloRefusesAnyOtherLevel(String level) {
        assertThat(ask("HELLO " + level)).isEqualTo("ERR SYNTAX level: " + level + " (expected: 1 or 2)");
    }

    @Test
    void exitClosesTheConnection() {
        assertThat(ask("EXIT")).isEmpty();
        assertThat(connection.session().isClosing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "set a 1, 1",
        "Set a 1, 1",
        "get a, ''",
        "delete a, ''",
        "key? a, false",
        "kEy? a, false",
        "size, 0",
        "ping, PONG",
        "hello 1, OK cloudhash 1"
    })
    void verbsAreTypedInAnyCase(String request, String answer) {
        assertThat(ask(request)).isEqualTo(answer);
    }

    @Test
    void keysAreNotTheSameInAnotherCase() {
        ask("SET a small");
        ask("SET A large");

        assertThat(ask("GET a")).isEqualTo("small");
        assertThat(ask("GET A")).isEqualTo("large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"barack obama", " obama", "obama ", "  ", "a  b", "\t", "\r\n\0", "SET a b"})
    void aValueIsEverythingBehindTheSpace(String value) {
        assertThat(ask("SET prez " + value)).isEqualTo(value);
        assertThat(ask("GET prez")).isEqualTo(value);
    }

    @Test
    void aValueMayBeEmpty() {
        assertThat(ask("SET prez ")).isEmpty();
        assertThat(ask("KEY? prez")).isEqualTo("true");
        assertThat(ask("GET prez")).isEmpty();
    }

    @Test
    void keysAndValuesMayBeAnyBytes() {
        assertThat(ask("SET \u00ff\0\n \u0001\u00fe")).isEqualTo("\u0001\u00fe");
        assertThat(ask("GET \u00ff\0\n")).isEqualTo("\u0001\u00fe");
    }

    @ParameterizedTest
    @CsvSource({
        "'SET', SET key value",
        "'SET ', SET key value",
        "'SET a', SET key value",
        "'SET  a', SET key value",
        "'SET  ', SET key value",
        "'GET', GET key",
        "'GET ', GET key",
        "'GET  a', GET key",
        "'GET a ', GET key",
        "'GET a b', GET key",
        "'DELETE', DELETE key",
        "'DELETE a b', DELETE key",
        "'KEY?', KEY? key",
        "'KEY? a b', KEY? key",
        "'SIZE ', SIZE",
        "'SIZE a', SIZE",
        "'PING ', PING",
        "'PING a', PING",
        "'HELP a', HELP",
        "'HELLO', HELLO level",
        "'HELLO 1 2', HELLO level",
        "'EXIT ', EXIT",
        "'EXIT now', EXIT"
    })
    void wrongArgumentsAreAnsweredWithTheUsage(String request, String usage) {
        String answer = ask(request);

        assertThat(answer).isEqualTo("ERR SYNTAX expected: " + usage);
        assertThat(ask("SIZE")).isEqualTo("0");
    }

    @Test
    void aKeyAsLongAsAllowedIsTaken() {
        String key = "k".repeat(KEY_BYTES);

        assertThat(ask("SET " + key + " v")).isEqualTo("v");
        assertThat(ask("GET " + key)).isEqualTo("v");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET %s v", "SET %s ", "GET %s", "DELETE %s", "KEY? %s"})
    void aKeyOneByteTooLongIsRefused(String request) {
        String answer = ask(request.formatted("k".repeat(KEY_BYTES + 1)));

        assertThat(answer).isEqualTo("ERR LIMIT key: longer than 10 bytes");
        assertThat(ask("SIZE")).isEqualTo("0");
    }

    @Test
    void aValueAsLongAsAllowedIsTaken() {
        String value = "v".repeat(VALUE_BYTES);

        assertThat(ask("SET k " + value)).isEqualTo(value);
    }

    @Test
    void aValueOneByteTooLongIsRefused() {
        String answer = ask("SET k " + "v".repeat(VALUE_BYTES + 1));

        assertThat(answer).isEqualTo("ERR LIMIT value: longer than 20 bytes");
        assertThat(ask("SIZE")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({
        "FETCH a, FETCH",
        "FETCH, FETCH",
        "'', ''",
        "' SET a b', ''",
        "SETS a b, SETS",
        "KEY a, KEY",
    })
    void anUnknownVerbIsRefused(String request, String verb) {
        String answer = ask(request);

        assertThat(answer).isEqualTo("ERR UNKNOWN verb: " + verb + " (HELP lists them)");
    }

    @Test
    void whatIsNotPrintableInAnUnknownVerbIsReplaced() {
        assertThat(ask("a\r\nb\0c\u001b[1m\u007f\u00e9 x"))
                .isEqualTo("ERR UNKNOWN verb: a??b?c?[1m?? (HELP lists them)");
    }

    @Test
    void aLongUnknownVerbIsCutOff() {
        assertThat(ask("x".repeat(64))).isEqualTo("ERR UNKNOWN verb: " + "x".repeat(64) + " (HELP lists them)");
        assertThat(ask("x".repeat(65))).isEqualTo("ERR UNKNOWN verb: " + "x".repeat(64) + "... (HELP lists them)");
    }

    @Test
    void whatIsNotPrintableInALevelIsReplaced() {
        assertThat(ask("HELLO 1\n")).isEqualTo("ERR SYNTAX level: 1? (expected: 1 or 2)");
    }

    private String ask(String text) {
        return connection.ask(text);
    }
}
