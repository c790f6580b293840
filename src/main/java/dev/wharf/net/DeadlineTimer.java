package dev.wharf.net;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one deadline a connection has at a time: login, idle, half a request, stalled.
 *
 * <p>Moving the deadline later, which happens at every request, only stores it; the task in the event loop's queue
 * is moved when it wakes up too early. Thread: the event loop given, for every method and for the action.
 */
public final class DeadlineTimer {
    private final EventExecutor loop;
    private @Nullable Runnable action;
    private long deadlineNanos;
    private @Nullable ScheduledFuture<?> wakeUp;
    private long wakeUpNanos;

    public DeadlineTimer(EventExecutor loop) {
        this.loop = loop;
    }

    /** Replaces the deadline: runs {@code action} once after {@code timeout}. A zero timeout means none. */
    public void set(Duration timeout, Runnable action) {
        assert loop.inEventLoop();
        if (timeout.isZero()) {
            clear();
            return;
        }
        this.action = action;
        deadlineNanos = loop.ticker().nanoTime() + timeout.toNanos();
        if (wakeUp == null) {
            schedule();
        } else if (deadlineNanos - wakeUpNanos < 0) {
            wakeUp.cancel(false);
            schedule();
        }
    }

    /** Removes the deadline; a task left in the event loop's queue finds nothing to do. */
    public void clear() {
        assert loop.inEventLoop();
        action = null;
    }

    /** Removes the deadline and the task in the event loop's queue; for a connection that has ended. */
    public void close() {
        clear();
        if (wakeUp != null) {
            wakeUp.cancel(false);
            wakeUp = null;
        }
    }

    private void schedule() {
        wakeUpNanos = deadlineNanos;
        long delayNanos = Math.max(0, deadlineNanos - loop.ticker().nanoTime());
        wakeUp = loop.schedule(this::wokenUp, delayNanos, TimeUnit.NANOSECONDS);
    }

    private void wokenUp() {
        wakeUp = null;
        Runnable due = action;
        if (due == null) {
            return;
        }
        if (deadlineNanos - loop.ticker().nanoTime() > 0) {
            schedule();
            return;
        }
        action = null;
        due.run();
    }
}
