package dev.wharf.ftp.listing;

import java.time.LocalDate;

/**
 * A point of time as date and time of day in UTC. The date is worked out once for all files of one day. Not thread-safe.
 */
final class UtcTime {
    private static final int SECONDS_PER_DAY = 86_400;

    private LocalDate date = LocalDate.EPOCH;
    private long day;
    private int secondOfDay;

    /** Moves to another time, in the years 1 to 9999. */
    void set(long epochSeconds) {
        long newDay = Math.floorDiv(epochSeconds, SECONDS_PER_DAY);
        if (newDay != day) {
            day = newDay;
            date = LocalDate.ofEpochDay(newDay);
        }
        secondOfDay = (int) Math.floorMod(epochSeconds, (long) SECONDS_PER_DAY);
    }

    LocalDate date() {
        return date;
    }

    int hour() {
        return secondOfDay / 3600;
    }

    int minute() {
        return secondOfDay / 60 % 60;
    }

    int second() {
        return secondOfDay % 60;
    }
}
