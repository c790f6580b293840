package dev.wharf.common;

import java.time.Duration;

/** Durations for people. */
public final class Durations {
    private Durations() {}

    /** Whole seconds as {@code 30 s}, whole milliseconds as {@code 1500 ms}, others as {@code 500 us}. */
    public static String text(Duration duration) {
        if (duration.toNanos() % 1_000_000 != 0) {
            return duration.toNanos() / 1000 + " us";
        }
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
