package dev.wharf.ftp.filetree;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FileInfoTest {
    @Test
    void bringsTimesThatNoListingCanShowIntoTheYearsOneTo9999() {
        assertThat(modified(Instant.MAX)).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
        assertThat(modified(Instant.MIN)).isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
        assertThat(modified(Instant.EPOCH)).isEqualTo(Instant.EPOCH);
    }

    private static Instant modified(Instant time) {
        return new FileInfo("name", FileInfo.Type.FILE, 0, time, 0, "id").modified();
    }
}
