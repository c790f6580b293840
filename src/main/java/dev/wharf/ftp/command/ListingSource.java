package dev.wharf.ftp.command;

import dev.wharf.ftp.data.DataSource;
import dev.wharf.ftp.filetree.FileInfo;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.listing.Glob;
import dev.wharf.ftp.listing.ListingFormat;
import dev.wharf.ftp.listing.ListingText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.util.Optional;

/**
 * The listing of a directory, made block by block while it is sent: a million names need no more memory than a hundred,
 * and the first byte does not wait for the last name.
 */
final class ListingSource implements DataSource {
    /** The first block is small, so that the client sees something soon; each one costs a visit to the disk pool. */
    private static final int FIRST_BLOCK_BYTES = 8 * 1024;

    private static final int LARGEST_BLOCK_BYTES = 128 * 1024;
    /** Where a pattern fits little, a block is sent anyhow after so many names, so that the client sees progress. */
    private static final int NAMES_PER_BLOCK = 10_000;

    private final FileTree.Directory directory;
    private final ListingFormat format;
    private final String prefix;
    private final Optional<Glob> pattern;
    private final ListingText text = new ListingText(FIRST_BLOCK_BYTES + 1024);
    private int blockBytes = FIRST_BLOCK_BYTES;

    /**
     * @param directory owned by the source from now on
     * @param prefix stands before each name
     */
    ListingSource(FileTree.Directory directory, ListingFormat format, String prefix, Optional<Glob> pattern) {
        this.directory = directory;
        this.format = format;
        this.prefix = prefix;
        this.pattern = pattern;
    }

    @Override
    public Block next(ByteBufAllocator allocator) throws IOException {
        boolean last = false;
        for (int seen = 0; !last && seen < NAMES_PER_BLOCK && text.size() < blockBytes; seen++) {
            String name = directory.nextName();
            if (name == null) {
                directory.close();
                last = true;
            } else if (pattern.isEmpty() || pattern.get().matches(name)) {
                append(name);
            }
        }
        blockBytes = Math.min(2 * blockBytes, LARGEST_BLOCK_BYTES);
        int size = text.size();
        ByteBuf block = allocator.directBuffer(Math.max(size, 1));
        text.moveTo(block);
        return new Block(block, size, last);
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }

    private void append(String name) throws IOException {
        if (!format.needsInfo()) {
            format.append(prefix.isEmpty() ? name : prefix + name, null, text);
            return;
        }
        FileInfo info = directory.info();
        if (info != null) {
            format.append(prefix.isEmpty() ? name : prefix + name, info, text);
        }
    }
}
