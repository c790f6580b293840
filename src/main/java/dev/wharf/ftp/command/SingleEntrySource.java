package dev.wharf.ftp.command;

import dev.wharf.ftp.data.DataSource;
import dev.wharf.ftp.filetree.FileInfo;
import dev.wharf.ftp.listing.ListingFormat;
import dev.wharf.ftp.listing.ListingText;
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
        ListingText text = new ListingText(256);
        format.append(name, info, text);
        ByteBuf block = allocator.directBuffer(text.size());
        text.moveTo(block);
        return new Block(block, block.readableBytes(), true);
    }

    @Override
    public void close() {} // holds nothing
}
