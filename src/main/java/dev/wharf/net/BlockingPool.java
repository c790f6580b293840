package dev.wharf.net;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Threads for work that may block (disks, mostly), with a bound on how much may wait.
 *
 * <p>Thread-safe.
 */
public final class BlockingPool implements AutoCloseable {
    private final ThreadPoolExecutor threads;
    private final LongAdder rejected = new LongAdder();

    /**
     * @param name of the threads
     * @param threadCount how many, at least one
     * @param queueLength how many tasks may wait for a thread
     */
    public BlockingPool(String name, int threadCount, int queueLength) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                threadCount, threadCount, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queueLength), task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs {@code task} on the pool.
     *
     * @param resultOn where the returned future is completed: an event loop, so that what follows runs there
     * @return the task's result or its exception; fails with {@link RejectedExecutionException} if the queue is full
     */
    public <T> CompletableFuture<T> submit(Callable<T> task, Executor resultOn) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> run(task, result, resultOn));
        } catch (RejectedExecutionException full) {
            rejected.increment();
            result.completeExceptionally(full);
        }
        return result;
    }

    /** Tasks waiting for a thread. */
    public int queued() {
        return threads.getQueue().size();
    }

    /** Threads at work now. */
    public int active() {
        return threads.getActiveCount();
    }

    /** Tasks refused because the queue was full. */
    public long rejected() {
        return rejected.sum();
    }

    /** Takes no new task, lets the running and waiting ones end for at most ten seconds. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static <T> void run(Callable<T> task, CompletableFuture<T> result, Executor resultOn) {
        Runnable completion = attempt(task, result);
        try {
            resultOn.execute(completion);
        } catch (RejectedExecutionException ended) {
            completion.run(); // an event loop that has ended: nothing of it can be touched at the same time
        }
    }

    private static <T> Runnable attempt(Callable<T> task, CompletableFuture<T> result) {
        try {
            T value = task.call();
            return () -> result.complete(value);
        } catch (Throwable e) {
            return () -> result.completeExceptionally(e);
        }
    }
}
