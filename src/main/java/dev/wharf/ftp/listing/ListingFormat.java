package dev.wharf.ftp.listing;

import dev.wharf.ftp.filetree.FileInfo;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** How one entry is written in a listing. */
public interface ListingFormat {

    /** Whether more than the name is needed. */
    boolean needsInfo();

    /**
     * Appends one entry, its line end included.
     *
     * @param name as it is to be shown, a byte string
     * @param info what is known; null only if {@link #needsInfo} is false
     */
    void append(String name, @Nullable FileInfo info, ByteBuf out);

    /** Appends a byte string. */
    static void appendBytes(String text, ByteBuf out) {
        for (int i = 0; i < text.length(); i++) {
            out.writeByte(text.charAt(i));
        }
    }
}
