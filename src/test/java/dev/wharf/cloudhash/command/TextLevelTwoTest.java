package dev.wharf.cloudhash.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text grammar at level 2, as the protocol's page has it. */
class TextLevelTwoTest {
    private final TestConnection connection = new TestConnection();

    @BeforeEach
    void hello() {
        assertThat(ask("HELLO 2")).isEqualTo("OK cloudhash 2 1.2.3");
    }

    @Test
    void theExamplesOfTheSpecificationHold() {
        assertThat(ask("SET k \"\"")).isEqualTo("OK");
        assertThat(ask("GET k")).isEqualTo("VAL \"\"");
        assertThat(ask("GET vp")).isEqualTo("NIL");
        assertThat(ask("FETCH vp")).isEqualTo("ERR KEY no such key: vp");
        assertThat(ask("FETCH vp dflt")).isEqualTo("VAL \"dflt\"");
        assertThat(ask("SET k 5 IFEQ 4")).startsWith("ERR CONFLICT ");
        assertThat(ask("KEY? k")).isEqualTo("TRUE");
        assertThat(ask("DELETE k")).isEqualTo("VAL \"\"");
        assertThat(ask("DELETE k")).isEqualTo("NIL");
        assertThat(ask("MERGE a 1 b \"x\\n\"")).isEqualTo("OK");
        assertThat(ask("VALUES_AT a vp b")).isEqualTo("ARR 3 \"1\" NIL \"x\\n\"");
        assertThat(ask("KEYS 0 100")).isIn("ARR 3 \"0\" \"a\" \"b\"", "ARR 3 \"0\" \"b\" \"a\"");
        assertThat(ask("SIZE")).isEqualTo("INT 2");
    }

    @Test
    void conditionsDecideWhetherAValueIsStored() {
        assertThat(ask("SET a 1 XX")).startsWith("ERR CONFLICT ");
        assertThat(ask("SET a 1 NX")).isEqualTo("OK");
        assertThat(ask("SET a 2 NX")).startsWith("ERR CONFLICT ");
        assertThat(ask("SET a 2 IFEQ 1")).isEqualTo("OK");
        assertThat(ask("SET a 3 IFEQ 1")).startsWith("ERR CONFLICT ");
        assertThat(ask("SET a 3 NX XX")).startsWith("ERR SYNTAX ");
        assertThat(ask("GET a")).isEqualTo("VAL \"2\"");
    }

    @Test
    void keysHaveTimesToLive() {
        assertThat(ask("TTL a")).isEqualTo("NIL");
        ask("SET a 1 EX 100");
        assertThat(ask("TTL a")).isEqualTo("INT 100");
        assertThat(ask("SET a 2 KEEPTTL")).isEqualTo("OK");
        assertThat(ask("PERSIST a")).isEqualTo("TRUE");
        assertThat(ask("PERSIST a")).isEqualTo("FALSE");
        assertThat(ask("TTL a")).isEqualTo("INT -1");
        assertThat(ask("EXPIRE a 50")).isEqualTo("TRUE");
        assertThat(ask("EXPIRE b 50")).isEqualTo("FALSE");
    }

    @Test
    void verbsFollowRubysHash() {
        assertThat(ask("EMPTY?")).isEqualTo("TRUE");
        assertThat(ask("STORE a 1")).isEqualTo("OK");
        assertThat(ask("EMPTY?")).isEqualTo("FALSE");
        assertThat(ask("HAS_KEY? a")).isEqualTo("TRUE");
        assertThat(ask("INCLUDE? b")).isEqualTo("FALSE");
        assertThat(ask("MEMBER? a")).isEqualTo("TRUE");
        assertThat(ask("ADD a 2")).isEqualTo("VAL \"1\"");
        assertThat(ask("ADD b 2")).isEqualTo("VAL \"2\"");
        assertThat(ask("INCR b")).isEqualTo("INT 3");
        assertThat(ask("INCR b 10")).isEqualTo("INT 13");
        assertThat(ask("SLICE a x b")).isEqualTo("ARR 4 \"a\" \"1\" \"b\" \"13\"");
        assertThat(ask("SLICE x")).isEqualTo("ARR 0");
        assertThat(ask("RENAME a c")).isEqualTo("OK");
        assertThat(ask("RENAME a c")).startsWith("ERR KEY ");
        assertThat(ask("EACH 0 10"))
                .contains("\"b\" \"13\"")
                .contains("\"c\" \"1\"")
                .startsWith("ARR 5 \"0\"");
        assertThat(ask("VALUES 0 10")).contains("\"13\"").contains("\"1\"").startsWith("ARR 3 \"0\"");
        assertThat(ask("UPDATE d 1 e 2")).isEqualTo("OK");
        assertThat(ask("LENGTH")).isEqualTo("INT 4");
        assertThat(ask("CLEAR")).isEqualTo("OK");
        assertThat(ask("VALUES 0 10")).isEqualTo("ARR 1 \"0\"");
        assertThat(ask("PING")).isEqualTo("VAL \"PONG\"");
        assertThat(ask("INFO cpu")).startsWith("VAL \"# CPU\\r\\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "SET a \"b c\" | \"b c\"",
                "SET a \"\\x00\\xff\\r\\n\\t\\\"\\\\\" | \"\\x00\\xff\\r\\n\\t\\\"\\\\\"",
                "SET   a   b | \"b\"",
                "set a !#~ | \"!#~\"",
            })
    void tokensAreBareOrQuoted(String request, String value) {
        assertThat(ask(request)).isEqualTo("OK");
        assertThat(ask("GET a")).isEqualTo("VAL " + value);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "SET a \"b ; ERR SYNTAX a quote is not closed",
                "SET a \"b\"c ; ERR SYNTAX a space has to follow a closing quote",
                "SET a b\"c\" ; ERR SYNTAX this byte has to be quoted: \\x22",
                "SET a b\\ ; ERR SYNTAX this byte has to be quoted: \\x5c",
                "SET a \"\\q\" ; ERR SYNTAX no such escape: \\x5c\\x71",
                "SET a ; ERR SYNTAX expected: SET key value [NX|XX|IFEQ old] [EX s|PX ms|KEEPTTL]",
                "MERGE a ; ERR SYNTAX expected: MERGE key value ...",
                "MERGE a 1 b ; ERR SYNTAX expected: MERGE key value ...",
                "FROB ; ERR UNKNOWN verb: FROB (HELP lists them)",
                "INCR a x ; ERR VALUE value is not an integer or out of range",
            })
    void whatIsMalformedIsNamed(String request, String answer) {
        assertThat(ask(request)).isEqualTo(answer);
    }

    @Test
    void aHashIsNoString() {
        connection.resp("HSET h f v");

        assertThat(ask("GET h")).startsWith("ERR TYPE ");
    }

    @Test
    void thereIsAWayBack() {
        assertThat(ask("HELLO 1")).isEqualTo("OK cloudhash 1");
        assertThat(ask("SET a b c")).isEqualTo("b c");
    }

    private String ask(String request) {
        return connection.ask(request);
    }
}
