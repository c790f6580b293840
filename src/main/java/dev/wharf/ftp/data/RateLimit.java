package dev.wharf.ftp.data;

import java.time.Duration;

/**
 * Holds a transfer to so many bytes per second. Bytes are taken first and waited for afterwards, so a transfer may run
 * ahead by what it moves at a time; time that was not used is not made up for, but for a quarter of a second.
 *
 * <p>Thread: the event loop of the session that it belongs to.
 */
public final class RateLimit {
    /** No limit. */
    public static final RateLimit NONE = new RateLimit(0);

    private static final long CATCH_UP_NANOS = Duration.ofMillis(250).toNanos();
    private static final int SMALLEST_PIECE_BYTES = 1024;

    private final long bytesPerSecond;
    private long paidUntilNanos = System.nanoTime();

    private RateLimit(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * A limit.
     *
     * @param bytesPerSecond 0 means no limit
     */
    public static RateLimit of(long bytesPerSecond) {
        return bytesPerSecond == 0 ? NONE : new RateLimit(bytesPerSecond);
    }

    /** Whether there is a limit at all. */
    public boolean isLimited() {
        return bytesPerSecond > 0;
    }

    /** As many bytes as are best moved at a time, at most {@code wanted}: a tenth of a second's. */
    public int pieceBytes(int wanted) {
        return !isLimited() ? wanted : (int) Math.min(wanted, Math.max(SMALLEST_PIECE_BYTES, bytesPerSecond / 10));
    }

    /** Counts bytes that are being moved; returns how long to wait before the next, zero if there is no need. */
    public Duration take(long bytes) {
        return take(bytes, System.nanoTime());
    }

    Duration take(long bytes, long nowNanos) {
        if (!isLimited()) {
            return Duration.ZERO;
        }
        if (paidUntilNanos - (nowNanos - CATCH_UP_NANOS) < 0) {
            paidUntilNanos = nowNanos - CATCH_UP_NANOS;
        }
        paidUntilNanos += (long) (bytes * 1e9 / bytesPerSecond);
        long wait = paidUntilNanos - nowNanos;
        return wait <= 0 ? Duration.ZERO : Duration.ofNanos(wait);
    }
}
