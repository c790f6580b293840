package dev.wharf.common;

import java.time.Duration;

/** Durations for people. */
public final class Durations {
    private Durations() {}

    /** Whole seconds as {@code 30 s}, others as {@code 1500 ms}. */
    public static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
