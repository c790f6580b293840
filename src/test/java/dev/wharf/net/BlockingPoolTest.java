package dev.wharf.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BlockingPoolTest {
    private final BlockingPool pool = new BlockingPool("disk", 1, 2);
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        gate.countDown();
        pool.close();
    }

    @Test
    void aTaskRunsOnADaemonThreadOfThePool() throws Exception {
        Thread thread = get(pool.submit(Thread::currentThread, Runnable::run));

        assertThat(thread.getName()).isEqualTo("disk-1");
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void theResultIsDeliveredOnTheExecutorGiven() throws Exception {
        ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, "loop"));
        try {
            CompletableFuture<Integer> result = pool.submit(
                    () -> {
                        hold();
                        return 42;
                    },
                    loop);
            CompletableFuture<String> deliveredOn =
                    result.thenApply(value -> Thread.currentThread().getName());
            gate.countDown();

            // In this order: whoever waits for a future helps to run what depends on it.
            assertThat(get(deliveredOn)).isEqualTo("loop");
            assertThat(get(result)).isEqualTo(42);
        } finally {
            loop.shutdownNow();
        }
    }

    @Test
    void theResultIsThereEvenIfTheExecutorHasEnded() throws Exception {
        CompletableFuture<Integer> result = pool.submit(() -> 42, delivery -> {
            throw new java.util.concurrent.RejectedExecutionException("ended");
        });

        assertThat(get(result)).isEqualTo(42);
    }

    @Test
    void theResultIsNotThereBeforeTheExecutorDeliversIt() throws Exception {
        Queue<Runnable> undelivered = new ArrayDeque<>();
        CountDownLatch handedOver = new CountDownLatch(1);
        CompletableFuture<Integer> result = pool.submit(() -> 42, delivery -> {
            undelivered.add(delivery);
            handedOver.countDown();
        });
        assertThat(handedOver.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(result).isNotDone();
        undelivered.remove().run();
        assertThat(result).isCompletedWithValue(42);
    }

    @Test
    void anExceptionIsDeliveredToo() {
        CompletableFuture<Object> result = pool.submit(
                () -> {
                    throw new IOException("no such file");
                },
                Runnable::run);

        assertThatThrownBy(() -> get(result))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class)
                .hasRootCauseMessage("no such file");
    }

    @Test
    void anErrorIsDeliveredTooAndThePoolGoesOn() throws Exception {
        CompletableFuture<Object> result = pool.submit(
                () -> {
                    throw new StackOverflowError();
                },
                Runnable::run);

        assertThatThrownBy(() -> get(result)).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(get(pool.submit(() -> "on", Runnable::run))).isEqualTo("on");
    }

    @Test
    void tasksWaitInTheQueueAndThoseBeyondItAreRejected() throws Exception {
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        CompletableFuture<String> running = pool.submit(this::hold, Runnable::run);
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.active()).isEqualTo(1);

        waiting.add(pool.submit(() -> "first", Runnable::run));
        waiting.add(pool.submit(() -> "second", Runnable::run));
        assertThat(pool.queued()).isEqualTo(2);
        assertThat(pool.rejected()).isZero();

        CompletableFuture<String> beyond = pool.submit(() -> "third", Runnable::run);
        assertThat(beyond).isCompletedExceptionally();
        assertThatThrownBy(() -> get(beyond)).hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(pool.rejected()).isEqualTo(1);
        assertThat(pool.queued()).isEqualTo(2);

        gate.countDown();
        assertThat(get(running)).isEqualTo("held");
        assertThat(get(waiting.get(0))).isEqualTo("first");
        assertThat(get(waiting.get(1))).isEqualTo("second");
        assertThat(pool.queued()).isZero();
        assertThat(pool.rejected()).isEqualTo(1);
    }

    @Test
    void asManyTasksRunAtOnceAsThereAreThreads() throws Exception {
        try (BlockingPool two = new BlockingPool("two", 2, 1)) {
            CountDownLatch both = new CountDownLatch(2);
            List<CompletableFuture<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                results.add(two.submit(
                        () -> {
                            both.countDown();
                            return both.await(10, TimeUnit.SECONDS);
                        },
                        Runnable::run));
            }

            assertThat(get(results.get(0))).isTrue();
            assertThat(get(results.get(1))).isTrue();
        }
    }

    @Test
    void closeLetsRunningAndWaitingTasksEnd() throws Exception {
        CompletableFuture<String> running = pool.submit(this::hold, Runnable::run);
        CompletableFuture<String> waiting = pool.submit(() -> "waited", Runnable::run);
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        gate.countDown();

        pool.close();

        assertThat(running).isCompletedWithValue("held");
        assertThat(waiting).isCompletedWithValue("waited");
    }

    @Test
    void aClosedPoolRejectsTasks() {
        pool.close();

        CompletableFuture<String> late = pool.submit(() -> "late", Runnable::run);

        assertThatThrownBy(() -> get(late)).hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(pool.rejected()).isEqualTo(1);
    }

    private String hold() throws InterruptedException {
        started.countDown();
        return gate.await(20, TimeUnit.SECONDS) ? "held" : "never let go";
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }
}
