package dev.wharf.ftp.listing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.ftp.filetree.FileInfo;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NameListingTest {
    private final NameListing listing = new NameListing();

    @Test
    void writesTheNameAndNothingElse() {
        ListingText out = new ListingText(8);
        listing.append("a b", null, out);
        listing.append("dir/\u00c3\u00a4\u00ff", null, out);
        listing.append("c", new FileInfo("other", FileInfo.Type.FILE, 7, Instant.EPOCH, 0644, "id"), out);

        assertThat(out.toString()).isEqualTo("a b\r\ndir/\u00c3\u00a4\u00ff\r\nc\r\n");
    }

    @Test
    void needsTheNameOnly() {
        assertThat(listing.needsInfo()).isFalse();
    }
}
