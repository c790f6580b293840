package dev.wharf.cloudhash.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.cloudhash.store.ChangeLog;
import dev.wharf.cloudhash.store.memory.Keyspace;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What Redis's own suite does not look at, or only over a socket. */
class CommandsTest {
    private final TestConnection redis = new TestConnection();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SET a 1 IFEQ 1 | $-1",
                "SET a 1 | +OK",
                "SET a 2 IFEQ 1 | +OK",
                "SET a 3 IFEQ 1 | $-1",
                "SET a 3 IFEQ 2 GET | $1 2",
                "SET a 3 IFEQ | -ERR syntax error",
                "SET a 3 NX IFEQ 1 | -ERR syntax error",
                "SET a 3 IFEQ 1 XX | -ERR syntax error",
            })
    void setComparesWithWhatIsThere(String request, String answer) {
        // The requests before this one, for it to find what it expects.
        for (String before : new String[] {"SET a 1 IFEQ 1", "SET a 1", "SET a 2 IFEQ 1", "SET a 3 IFEQ 1"}) {
            if (before.equals(request)) {
                break;
            }
            redis.resp(before);
        }
        assertThat(redis.resp(request)).isEqualTo(answer);
    }

    @Test
    void aTransactionIsDoneAsAWhole() {
        assertThat(redis.resp("MULTI")).isEqualTo("+OK");
        assertThat(redis.resp("SET a 1")).isEqualTo("+QUEUED");
        assertThat(redis.resp("INCR a")).isEqualTo("+QUEUED");
        assertThat(redis.resp("EXEC")).isEqualTo("*2 +OK :2");
    }

    @Test
    void aWatchedKeyThatChangesStopsATransaction() {
        TestConnection other = redis.another();
        redis.resp("WATCH a");
        other.resp("SET a 1");
        redis.resp("MULTI");
        redis.resp("SET a 2");
        assertThat(redis.resp("EXEC")).isEqualTo("*-1");
        assertThat(redis.resp("GET a")).isEqualTo("$1 1");
    }

    @Test
    void anErrorInATransactionLeavesTheRestDone() {
        redis.resp("MULTI");
        redis.resp("SET a x");
        redis.resp("INCR a");
        redis.resp("SET b 1");
        assertThat(redis.resp("EXEC")).isEqualTo("*3 +OK -ERR value is not an integer or out of range +OK");
    }

    @Test
    void aClosedConnectionWatchesAndHearsNothing() {
        TestConnection other = redis.another();
        other.resp("WATCH a");
        other.resp("SUBSCRIBE c");
        other.close();

        assertThat(redis.resp("SET a 1")).isEqualTo("+OK");
        assertThat(redis.resp("PUBLISH c hello")).isEqualTo(":0");
        assertThat(redis.resp("CLIENT LIST").split("id=", -1)).hasSize(2);
    }

    @Test
    void messagesReachSubscribersInTheirProtocol() {
        TestConnection two = redis.another();
        TestConnection three = redis.another();
        three.resp("HELLO 3");
        assertThat(two.resp("SUBSCRIBE c")).isEqualTo("*3 $9 subscribe $1 c :1");
        assertThat(three.resp("PSUBSCRIBE c*")).isEqualTo(">3 $10 psubscribe $2 c* :1");

        assertThat(redis.resp("PUBLISH c hi")).isEqualTo(":2");
        assertThat(two.pushed()).containsExactly("*3 $7 message $1 c $2 hi");
        assertThat(three.pushed()).containsExactly(">4 $8 pmessage $2 c* $1 c $2 hi");
        assertThat(two.resp("GET a")).startsWith("-ERR Can't execute 'get'");
        assertThat(three.resp("GET a")).isEqualTo("_");
    }

    @Test
    void whatAClientPublishesToItselfComesBehindTheAnswer() {
        redis.resp("HELLO 3");
        redis.resp("SUBSCRIBE c");
        redis.resp("MULTI");
        redis.resp("PUBLISH c hi");
        redis.resp("PING");
        assertThat(redis.resp("EXEC")).isEqualTo("*2 :1 +PONG >3 $7 message $1 c $2 hi");
    }

    @Test
    void aClientThatTracksIsToldOnceOfAChange() {
        TestConnection other = redis.another();
        redis.resp("HELLO 3");
        redis.resp("CLIENT TRACKING ON");
        redis.resp("GET a");
        other.resp("SET a 1");
        other.resp("SET a 2");
        assertThat(redis.pushed()).containsExactly(">2 $10 invalidate *1 $1 a");

        redis.resp("GET a");
        redis.resp("CLIENT TRACKING OFF");
        other.resp("SET a 3");
        assertThat(redis.pushed()).isEmpty();
    }

    @Test
    void monitorsSeeCommandsButNoPasswords() {
        TestConnection monitor = redis.another();
        assertThat(monitor.resp("MONITOR")).isEqualTo("+OK");
        redis.call("SET", "a", "b\n\"");
        redis.resp("AUTH default secret");

        assertThat(monitor.pushed())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("\"SET\" \"a\" \"b\\n\\\"\""),
                        line -> assertThat(line).endsWith("\"AUTH\" \"(redacted)\" \"(redacted)\""));
    }

    @Test
    void withAPasswordLittleIsThereBeforeIt() {
        TestConnection client = new TestConnection(
                new Commands(new Keyspace(ChangeLog.NONE), TestConnection.LIMITS, Optional.of("secret"), "1.2.3"));

        assertThat(client.resp("GET a")).isEqualTo("-NOAUTH Authentication required.");
        assertThat(client.resp("HELLO 3")).startsWith("-NOAUTH HELLO must be called");
        assertThat(client.resp("AUTH wrong")).startsWith("-WRONGPASS ");
        assertThat(client.resp("AUTH other secret")).startsWith("-WRONGPASS ");
        assertThat(client.ask("GET a")).isEqualTo("ERR AUTH Authentication required.");
        assertThat(client.resp("HELLO 3 AUTH default secret SETNAME me")).startsWith("%7 ");
        assertThat(client.resp("CLIENT GETNAME")).isEqualTo("$2 me");
        assertThat(client.resp("RESET")).isEqualTo("+RESET");
        assertThat(client.resp("GET a")).startsWith("-NOAUTH ");
        assertThat(client.ask("AUTH secret")).isEqualTo("OK");
        assertThat(client.ask("GET a")).isEmpty();
    }

    @Test
    void writesAreRefusedWhereNothingCanBeMadeDurable() {
        FakeChangeLog log = new FakeChangeLog();
        TestConnection client =
                new TestConnection(new Commands(new Keyspace(log), TestConnection.LIMITS, Optional.empty(), "1.2.3"));
        assertThat(client.resp("SET a 1")).isEqualTo("+OK");
        log.fail("the disk is full");

        assertThat(client.resp("SET a 2")).isEqualTo("-MISCONF the disk is full");
        assertThat(client.ask("SET a 2")).isEqualTo("ERR READONLY the disk is full");
        assertThat(client.resp("GET a")).isEqualTo("$1 1");
    }

    @Test
    void changesAreToldInTheirOrder() {
        FakeChangeLog log = new FakeChangeLog();
        TestConnection client =
                new TestConnection(new Commands(new Keyspace(log), TestConnection.LIMITS, Optional.empty(), "1.2.3"));
        client.resp("SET a 1");
        client.resp("HSET h f 1 g 2");
        client.resp("HDEL h f");
        client.resp("EXPIRE h 100");
        client.resp("SET h 1");
        client.resp("RENAME a b");
        client.resp("SET b 2 PXAT 1");
        client.resp("FLUSHALL");

        assertThat(log.changes)
                .containsExactly(
                        "put a=1",
                        "putField h f=1",
                        "putField h g=2",
                        "removeField h f",
                        "expire h",
                        "remove h",
                        "put h=1",
                        "remove a",
                        "put b=1",
                        "remove b",
                        "clear");
    }

    @Test
    void whatIsReadDependsOnTheLastChangeOfIt() {
        FakeChangeLog log = new FakeChangeLog();
        Commands commands = new Commands(new Keyspace(log), TestConnection.LIMITS, Optional.empty(), "1.2.3");
        TestConnection client = new TestConnection(commands);
        client.resp("SET a 1");
        client.resp("SET b 1");

        assertThat(client.dependsOn("PING")).isZero();
        assertThat(client.dependsOn("GET a")).isEqualTo(1);
        assertThat(client.dependsOn("GET b")).isEqualTo(2);
        assertThat(client.dependsOn("DBSIZE")).isEqualTo(2);
        assertThat(client.dependsOn("DEL a")).isEqualTo(3);
        assertThat(client.dependsOn("GET a")).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void everyCommandIsFoundInAnyCase(RespCommand command) {
        String answer = redis.resp("COMMAND INFO " + command.lowerCase());
        assertThat(answer).startsWith("*1 *10 $" + command.lowerCase().length() + " " + command.lowerCase());
        assertThat(redis.resp(command.lowerCase() + "x")).startsWith("-ERR unknown command '");
    }

    @ParameterizedTest
    @EnumSource
    void noCommandFailsForWantOfArguments(RespCommand command) {
        StringBuilder words = new StringBuilder(command.name());
        for (int i = 0; i < 5; i++) {
            assertThat(redis.call(words.toString().split(" ", -1))).isNotNull();
            words.append(" 1");
        }
    }
}
