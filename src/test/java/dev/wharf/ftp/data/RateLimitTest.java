package dev.wharf.ftp.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long START = System.nanoTime() + Duration.ofMinutes(1).toNanos();

    @Test
    void withoutALimitNothingWaits() {
        assertThat(RateLimit.of(0)).isSameAs(RateLimit.NONE);
        assertThat(RateLimit.NONE.take(Long.MAX_VALUE)).isZero();
        assertThat(RateLimit.NONE.pieceBytes(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void bytesAreWaitedForAfterTheyAreTaken() {
        RateLimit limit = RateLimit.of(1000);

        // A quarter of a second that was not used is made up for.
        assertThat(limit.take(1000, START)).isEqualTo(Duration.ofMillis(750));
        assertThat(limit.take(1000, START + Duration.ofMillis(750).toNanos())).isEqualTo(Duration.ofSeconds(1));
        assertThat(limit.take(500, START + Duration.ofMillis(1750).toNanos())).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void moreThanAQuarterOfASecondIsNotMadeUpFor() {
        RateLimit limit = RateLimit.of(1000);
        limit.take(1, START);

        assertThat(limit.take(1250, START + Duration.ofHours(1).toNanos())).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void overTimeTheRateIsKept() {
        RateLimit limit = RateLimit.of(100_000);
        long now = START;
        long bytes = 0;
        while (now - START < Duration.ofSeconds(100).toNanos()) {
            int piece = limit.pieceBytes(64 * 1024);
            now += limit.take(piece, now).toNanos();
            bytes += piece;
        }
        assertThat(bytes / 100).isBetween(100_000L, 101_000L);
    }

    @Test
    void piecesAreATenthOfASecond() {
        assertThat(RateLimit.of(1 << 20).pieceBytes(Integer.MAX_VALUE)).isEqualTo((1 << 20) / 10);
        assertThat(RateLimit.of(1 << 20).pieceBytes(4096)).isEqualTo(4096);
        assertThat(RateLimit.of(1024).pieceBytes(1 << 20)).isEqualTo(1024);
    }
}
