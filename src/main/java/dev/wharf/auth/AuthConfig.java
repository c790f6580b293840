package dev.wharf.auth;

import dev.wharf.common.Check;
import java.time.Duration;

/**
 * The work of checking passwords, and what it costs to guess them.
 *
 * @param threads how many check passwords; 0 means one for every two cores
 * @param queue how many checks may wait for one
 * @param freeFailures wrong passwords from one address, or for one name, before further attempts have to wait
 * @param longestDelay how long an attempt waits at most; the first waits 250 ms, and it doubles
 */
public record AuthConfig(int threads, int queue, int freeFailures, Duration longestDelay) {
    public AuthConfig {
        Check.inRange("threads", threads, 0, 1024);
        Check.inRange("queue", queue, 1, 1_000_000);
        Check.inRange("free-failures", freeFailures, 0, 1000);
        Check.inRange("longest-delay", longestDelay, Duration.ZERO, Duration.ofMinutes(10));
    }

    /** How many threads there are to be. */
    public int threadCount() {
        return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}
