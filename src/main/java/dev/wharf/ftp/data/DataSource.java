package dev.wharf.ftp.data;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCounted;
import java.io.IOException;

/**
 * What a download sends, block by block: a file or a listing.
 *
 * <p>Thread: the disk pool, one call at a time; it may block.
 */
public interface DataSource extends AutoCloseable {

    /**
     * Makes the next block; not called again after the last one.
     *
     * @throws IOException if it cannot be had: the transfer fails
     */
    Block next(ByteBufAllocator allocator) throws IOException;

    /** Frees what is held. Not called after the last block: by then the source has freed everything itself. */
    @Override
    void close() throws IOException;

    /**
     * A piece of what is sent.
     *
     * @param data a ByteBuf or a FileRegion; the receiver releases it
     * @param sizeBytes how many bytes it stands for
     * @param last whether it is the last one, in which case the source is closed
     */
    record Block(ReferenceCounted data, long sizeBytes, boolean last) {}

    /** A source whose first block, and often only one, has been made in the same visit to the disk pool. */
    record Opened(DataSource source, Block first) {
        /** Makes the first block; closes {@code source} if that fails. */
        public static Opened of(DataSource source, ByteBufAllocator allocator) throws IOException {
            try {
                return new Opened(source, source.next(allocator));
            } catch (IOException | RuntimeException e) {
                source.close();
                throw e;
            }
        }

        /** Frees everything, for when it will not be sent. Thread: the disk pool. */
        public void discard() throws IOException {
            first.data().release();
            if (!first.last()) {
                source.close();
            }
        }
    }
}
