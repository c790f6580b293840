package dev.wharf.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.auth.LoginThrottle.Attempt;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
    private static final int FREE = 3;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private LoginThrottle throttle;

    @BeforeEach
    void freezeTime() {
        channel.freezeTime();
        throttle = new LoginThrottle(
                new AuthConfig(1, 1, FREE, Duration.ofSeconds(8)),
                () -> channel.eventLoop().ticker().nanoTime());
    }

    private static InetAddress address(int last) {
        return address("192.0.2." + last);
    }

    @SuppressWarnings("AddressSelection") // literals
    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<Attempt> admit(InetAddress address, String name) {
        CompletableFuture<Attempt> turn =
                throttle.admit(address, name, channel.eventLoop()).orElseThrow();
        channel.runPendingTasks();
        return turn;
    }

    private void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    private void fail(InetAddress address, String name, int times) {
        for (int i = 0; i < times; i++) {
            CompletableFuture<Attempt> turn = admit(address, name);
            for (int waited = 0; !turn.isDone() && waited < 100; waited++) {
                pass(Duration.ofMillis(250));
            }
            turn.join().failed();
        }
    }

    /** How long an attempt waits, to a quarter of a second; it ends well. */
    private Duration wait(InetAddress address, String name) {
        CompletableFuture<Attempt> turn = admit(address, name);
        Duration waited = Duration.ZERO;
        while (!turn.isDone() && waited.toMinutes() < 5) {
            pass(Duration.ofMillis(250));
            waited = waited.plusMillis(250);
        }
        turn.join().succeeded();
        return waited;
    }

    @Test
    void anAttemptFromAnAddressThatHasNotFailedBeginsAtOnce() {
        assertThat(wait(address(1), "ann")).isZero();
    }

    @Test
    void aFewFailuresAreFree() {
        fail(address(1), "ann", FREE);

        assertThat(wait(address(1), "bob")).isZero();
    }

    @Test
    void eachFurtherFailureDoublesTheDelayUpToTheLongest() {
        fail(address(1), "a", FREE + 1);
        assertThat(wait(address(1), "x")).isEqualTo(Duration.ofMillis(250));

        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            fail(address(1), "a" + i, 1);
            CompletableFuture<Attempt> turn = admit(address(1), "y" + i);
            Duration waited = Duration.ZERO;
            while (!turn.isDone()) {
                pass(Duration.ofMillis(250));
                waited = waited.plusMillis(250);
            }
            turn.join().abandoned();
            delays.add(waited);
        }
        assertThat(delays)
                .startsWith(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2))
                .endsWith(Duration.ofSeconds(8))
                .isSorted();
    }

    @Test
    void nobodyElseWaitsForAnAddressThatFailed() {
        fail(address(1), "ann", FREE + 5);

        assertThat(wait(address(2), "bob")).isZero();
    }

    @Test
    void anAddressThatFailedGetsOneAttemptAtATime() {
        fail(address(1), "ann", FREE + 1);
        pass(Duration.ofSeconds(1));

        CompletableFuture<Attempt> first = admit(address(1), "a");
        CompletableFuture<Attempt> second = admit(address(1), "b");
        assertThat(first).isCompleted();
        pass(Duration.ofSeconds(30));
        assertThat(second).isNotDone();

        first.join().abandoned();
        channel.runPendingTasks();
        assertThat(second).isCompleted();
    }

    @Test
    void oneAddressHasFourChecksUnderWayAtMost() {
        List<CompletableFuture<Attempt>> turns = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            turns.add(admit(address(1), "ann"));
        }
        assertThat(turns).extracting(CompletableFuture::isDone).containsExactly(true, true, true, true, false, false);

        turns.get(0).join().succeeded();
        channel.runPendingTasks();
        assertThat(turns).extracting(CompletableFuture::isDone).containsExactly(true, true, true, true, true, false);
    }

    @Test
    void attemptsThatWouldWaitForAMinuteAreRefused() {
        fail(address(1), "ann", FREE + 7);

        int waiting = 0;
        while (throttle.admit(address(1), "ann", channel.eventLoop()).isPresent()) {
            waiting++;
        }
        assertThat(waiting).isEqualTo(7); // of eight seconds each
        assertThat(throttle.admit(address(2), "ann", channel.eventLoop())).isPresent();
    }

    @Test
    void failuresAreForgottenOneAMinute() {
        fail(address(1), "ann", FREE + 2);

        pass(Duration.ofMinutes(1).plusSeconds(1));
        fail(address(1), "ann", 1);
        assertThat(wait(address(1), "bob")).isEqualTo(Duration.ofMillis(500));
        pass(Duration.ofMinutes(3));
        assertThat(wait(address(1), "bob")).isZero();
    }

    @Test
    void aNameThatIsGuessedFromEverywhereHoldsItsOwnerUpForTwoSecondsAtMost() {
        for (int i = 1; i <= 50; i++) {
            fail(address(i), "ann", 1);
        }

        assertThat(wait(address(100), "ann")).isEqualTo(Duration.ofSeconds(2));
        assertThat(wait(address(100), "bob")).isZero();
    }

    @Test
    void whereTheOwnerHasLoggedInBeforeTheyAreNotHeldUp() {
        wait(address(100), "ann");
        for (int i = 1; i <= 50; i++) {
            fail(address(i), "ann", 1);
        }

        assertThat(wait(address(100), "ann")).isZero();
    }

    @Test
    void theAddressesOfOneIpv6ClientCountAsOne() {
        for (int i = 1; i <= FREE + 1; i++) {
            fail(address("2001:db8::" + i), "user" + i, 1);
        }

        assertThat(wait(address("2001:db8::ffff"), "ann")).isEqualTo(Duration.ofMillis(250));
        assertThat(wait(address("2001:db8:0:1::1"), "ann")).isZero();
    }
}
