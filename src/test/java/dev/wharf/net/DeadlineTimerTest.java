package dev.wharf.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadlineTimerTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final DeadlineTimer timer = new DeadlineTimer(channel.eventLoop());
    private final List<String> ran = new ArrayList<>();

    @BeforeEach
    void stopTheClock() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void theActionRunsAtTheDeadlineAndNotBefore() {
        set(100, "a");

        pass(99);
        assertThat(ran).isEmpty();
        pass(1);
        assertThat(ran).containsExactly("a");
    }

    @Test
    void theActionRunsOnce() {
        set(100, "a");

        pass(100);
        pass(1000);

        assertThat(ran).containsExactly("a");
    }

    @Test
    void aLaterDeadlineReplacesTheEarlierOne() {
        set(100, "a");
        pass(50);
        set(100, "b");

        pass(99);
        assertThat(ran).isEmpty();
        pass(1);
        assertThat(ran).containsExactly("b");
        pass(1000);
        assertThat(ran).containsExactly("b");
    }

    @Test
    void anEarlierDeadlineReplacesTheLaterOne() {
        set(1000, "a");
        set(10, "b");

        pass(9);
        assertThat(ran).isEmpty();
        pass(1);
        assertThat(ran).containsExactly("b");
        pass(2000);
        assertThat(ran).containsExactly("b");
    }

    @Test
    void theSameDeadlineWithAnotherActionRunsTheOther() {
        set(100, "a");
        set(100, "b");

        pass(100);

        assertThat(ran).containsExactly("b");
    }

    @Test
    void aDeadlineThatIsMovedAgainAndAgainNeverRuns() {
        for (int i = 0; i < 50; i++) {
            set(100, "a");
            pass(60);
        }
        assertThat(ran).isEmpty();
        pass(40);
        assertThat(ran).containsExactly("a");
    }

    @Test
    void aZeroTimeoutMeansNone() {
        set(0, "a");

        pass(1_000_000);

        assertThat(ran).isEmpty();
    }

    @Test
    void aZeroTimeoutRemovesTheDeadline() {
        set(100, "a");
        set(0, "b");

        pass(1000);

        assertThat(ran).isEmpty();
    }

    @Test
    void aClearedDeadlineDoesNotRun() {
        set(100, "a");
        timer.clear();

        pass(1000);

        assertThat(ran).isEmpty();
    }

    @Test
    void aDeadlineCanBeSetAfterAClearedOne() {
        set(100, "a");
        timer.clear();
        set(200, "b");

        pass(199);
        assertThat(ran).isEmpty();
        pass(1);
        assertThat(ran).containsExactly("b");
    }

    @Test
    void anEarlierDeadlineCanBeSetAfterAClearedOne() {
        set(100, "a");
        timer.clear();
        set(50, "b");

        pass(50);

        assertThat(ran).containsExactly("b");
    }

    @Test
    void aClosedTimerLeavesNothingInTheEventLoop() {
        set(100, "a");
        timer.close();

        assertThat(channel.hasPendingTasks()).isFalse();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
        pass(1000);
        assertThat(ran).isEmpty();
    }

    @Test
    void closingATimerWithoutDeadlineOrTwiceChangesNothing() {
        timer.close();
        timer.close();

        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }

    @Test
    void movingTheDeadlineLaterSchedulesNothing() {
        set(100, "a");
        long nextBefore = channel.runScheduledPendingTasks();
        set(500, "a");
        set(900, "a");

        assertThat(channel.runScheduledPendingTasks()).isEqualTo(nextBefore);
    }

    @Test
    void theActionMaySetTheNextDeadline() {
        timer.set(Duration.ofMillis(100), () -> {
            ran.add("a");
            set(100, "b");
        });

        pass(100);
        assertThat(ran).containsExactly("a");
        pass(99);
        assertThat(ran).containsExactly("a");
        pass(1);
        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void theActionMayCloseTheTimer() {
        timer.set(Duration.ofMillis(100), () -> {
            ran.add("a");
            timer.close();
        });

        pass(100);

        assertThat(ran).containsExactly("a");
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }

    @Test
    void aDeadlineOfDaysIsKept() {
        timer.set(Duration.ofDays(7), () -> ran.add("a"));

        pass(TimeUnit.DAYS.toMillis(7) - 1);
        assertThat(ran).isEmpty();
        pass(1);
        assertThat(ran).containsExactly("a");
    }

    private void set(long millis, String name) {
        timer.set(Duration.ofMillis(millis), () -> ran.add(name));
    }

    private void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }
}
