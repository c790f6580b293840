package dev.wharf.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * Work beside a test, each piece on a thread of its own. Not on the common pool: it has one thread on a small machine,
 * and whoever waits for a process's output would keep it.
 */
public final class Background {
    private Background() {}

    /** Starts something that may block. */
    public static <T> CompletableFuture<T> start(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(work.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                },
                "background");
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
