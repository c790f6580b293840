package dev.wharf.ftp.listing;

import dev.wharf.ftp.filetree.FileInfo;
import org.jspecify.annotations.Nullable;

/** How one entry is written in a listing. Not thread-safe; one for each listing. */
public interface ListingFormat {

    /** Whether more than the name is needed. */
    boolean needsInfo();

    /**
     * Appends one entry, its line end included.
     *
     * @param name as it is to be shown, a byte string
     * @param info what is known; null only if {@link #needsInfo} is false
     */
    void append(String name, @Nullable FileInfo info, ListingText out);
}
