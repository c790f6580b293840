package dev.wharf.common;

import java.time.Duration;

/** Checks of configuration records; each failure names the key, the value and what was expected. */
public final class Check {
    private Check() {}

    /** Throws {@link InvalidValueException} unless {@code low <= value <= high}. */
    public static void inRange(String key, long value, long low, long high) {
        if (value < low || value > high) {
            throw new InvalidValueException(key, value, low + ".." + high);
        }
    }

    /** Throws {@link InvalidValueException} unless {@code low <= value <= high}. */
    public static void inRange(String key, Duration value, Duration low, Duration high) {
        if (value.compareTo(low) < 0 || value.compareTo(high) > 0) {
            throw new InvalidValueException(
                    key, Durations.text(value), Durations.text(low) + ".." + Durations.text(high));
        }
    }

    /** Throws {@link InvalidValueException} with that key, value and expectation unless {@code holds}. */
    public static void that(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new InvalidValueException(key, value, expected);
        }
    }
}
