package dev.wharf.ftp.listing;

import dev.wharf.ftp.filetree.FileInfo;
import org.jspecify.annotations.Nullable;

/** NLST's form: the name and nothing else (RFC 959, 4.1.3). */
public final class NameListing implements ListingFormat {
    @Override
    public boolean needsInfo() {
        return false;
    }

    @Override
    public void append(String name, @Nullable FileInfo info, ListingText out) {
        out.text(name).endLine();
    }
}
