package dev.wharf.ftp.digest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.ftp.filetree.FileInfo;
import dev.wharf.ftp.protocol.ByteRange;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DigestCacheTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instant LONG_AGO = Instant.parse("2026-11-25T11:00:00Z");
    private static final FileInfo FILE = file("name", 5, LONG_AGO, 1);

    private final DigestCache cache = new DigestCache(2);

    @Test
    void remembersAFileUnderEveryName() {
        keep(FILE, FILE);

        assertThat(cache.find(file("other", 5, LONG_AGO, 1), DigestAlgorithm.MD5, ByteRange.WHOLE))
                .contains("digest");
    }

    @Test
    void knowsNothingOfAFileThatIsNotTheSame() {
        keep(FILE, FILE);

        assertThat(cache.find(file("name", 6, LONG_AGO, 1), DigestAlgorithm.MD5, ByteRange.WHOLE))
                .isEmpty();
        assertThat(cache.find(file("name", 5, LONG_AGO.plusNanos(1), 1), DigestAlgorithm.MD5, ByteRange.WHOLE))
                .isEmpty();
        assertThat(cache.find(file("name", 5, LONG_AGO, 2), DigestAlgorithm.MD5, ByteRange.WHOLE))
                .isEmpty();
        assertThat(cache.find(FILE, DigestAlgorithm.SHA_1, ByteRange.WHOLE)).isEmpty();
        assertThat(cache.find(FILE, DigestAlgorithm.MD5, new ByteRange(0, 4))).isEmpty();
    }

    @Test
    void keepsNothingOfAFileThatChangedOrMayHaveChangedMeanwhile() {
        keep(FILE, file("name", 5, LONG_AGO.plusMillis(1), 1));
        FileInfo fresh = file("name", 5, NOW.minusSeconds(1), 1);
        keep(fresh, fresh);

        assertThat(cache.size()).isZero();
    }

    @Test
    void forgetsTheLeastUsedFirst() {
        FileInfo second = file("second", 5, LONG_AGO, 2);
        FileInfo third = file("third", 5, LONG_AGO, 3);
        keep(FILE, FILE);
        keep(second, second);
        cache.find(FILE, DigestAlgorithm.MD5, ByteRange.WHOLE);
        keep(third, third);

        assertThat(cache.size()).isEqualTo(2);
        assertThat(cache.find(FILE, DigestAlgorithm.MD5, ByteRange.WHOLE)).isPresent();
        assertThat(cache.find(second, DigestAlgorithm.MD5, ByteRange.WHOLE)).isEmpty();
    }

    private void keep(FileInfo before, FileInfo after) {
        cache.keep(before, after, NOW, DigestAlgorithm.MD5, ByteRange.WHOLE, "digest");
    }

    private static FileInfo file(String name, long size, Instant modified, int identity) {
        return new FileInfo(name, FileInfo.Type.FILE, size, modified, 0644, identity);
    }
}
