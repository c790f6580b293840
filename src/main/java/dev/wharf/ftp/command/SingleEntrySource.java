package dev.wharf.ftp.command;

import dev.wharf.ftp.data.DataSource;
import dev.wharf.ftp.filetree.FileInfo;
import dev.wharf.ftp.listing.ListingFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The listing of one file. */
final class SingleEntrySource implements DataSource {
    private final String name;
    private final FileInfo info;
    private final ListingFormat format;

    SingleEntrySource(String name, FileInfo info, ListingFormat format) {
        this.name = name;
        this.info = info;
        this.format = format;
    }

    @Override
    public Block next(ByteBufAllocator allocator) {
        ByteBuf text = allocator.directBuffer();
        format.append(name, info, text);
        return new Block(text, text.readableBytes(), true);
    }

    @Override
    public void close() {} // holds nothing
}
