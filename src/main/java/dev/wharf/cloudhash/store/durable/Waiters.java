package dev.wharf.cloudhash.store.durable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;

/**
 * What waits on one executor, mostly an event loop, for changes to be kept. However many wait, the loop is woken once for
 * a batch; and the batcher hears of them only when the loop has done what it is doing, so that all connections it found
 * readable share a batch. Thread-safe.
 */
final class Waiters {
    private final Executor executor;
    private final LongPredicate isSettled;
    private final Runnable wakeBatcher;

    private List<Waiter> waiting = new ArrayList<>(); // under this
    private boolean signalling; // under this

    /**
     * @param isSettled whether a change has to be waited for no more
     * @param wakeBatcher called when something has to be waited for
     */
    Waiters(Executor executor, LongPredicate isSettled, Runnable wakeBatcher) {
        this.executor = executor;
        this.isSettled = isSettled;
        this.wakeBatcher = wakeBatcher;
    }

    private record Waiter(long change, Runnable action) {}

    void add(long change, Runnable action) {
        synchronized (this) {
            waiting.add(new Waiter(change, action));
            if (signalling) {
                return;
            }
            signalling = true;
        }
        executor.execute(this::signal);
    }

    private void signal() {
        synchronized (this) {
            signalling = false;
        }
        release();
        if (isWaiting()) {
            wakeBatcher.run();
        }
    }

    private synchronized boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Something has been settled. Called by the batcher. */
    void settled() {
        if (isWaiting()) {
            executor.execute(this::release);
        }
    }

    private void release() {
        List<Runnable> actions = new ArrayList<>();
        synchronized (this) {
            List<Waiter> left = new ArrayList<>();
            for (Waiter waiter : waiting) {
                if (isSettled.test(waiter.change())) {
                    actions.add(waiter.action());
                } else {
                    left.add(waiter);
                }
            }
            waiting = left;
        }
        actions.forEach(Runnable::run);
    }
}
