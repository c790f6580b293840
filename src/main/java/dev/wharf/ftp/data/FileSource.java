package dev.wharf.ftp.data;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultFileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file as it is, from an offset to the end it had when it was opened.
 *
 * <p>Small files go in one buffer, read in the visit to the disk that opened them. Large ones are handed to the kernel in
 * slices if it can send them (half the CPU of reading: 0.25 against 0.5 s/GiB), else read in chunks.
 */
public final class FileSource implements DataSource {
    private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);

    private static final int SMALL_BYTES = 64 * 1024;
    private static final int CHUNK_BYTES = 256 * 1024;
    /**
     * Slices for the kernel begin small, so that the first byte does not wait for a slow disk, and double up to the
     * largest: each costs a visit to the disk pool, and slices of 4 MiB cost a fifth more than these.
     */
    private static final int FIRST_SLICE_BYTES = 1024 * 1024;

    private static final int LARGEST_SLICE_BYTES = 16 * 1024 * 1024;
    /** One byte in each stretch tells whether it is in memory: files come and go in long runs. */
    private static final int STRETCH_BYTES = 1024 * 1024;
    /** A byte in memory takes about 1 us to read, one on the fastest disk 50. */
    private static final long COLD_NANOS = 30_000;

    private final FileChannel file;
    private final long endPosition;
    private final boolean byKernel;
    private final int largestBlockBytes;
    private long position;
    private int sliceBytes = FIRST_SLICE_BYTES;

    /** In blocks of any size; the parameters are those of the other constructor. */
    public FileSource(FileChannel file, long offset, long sizeBytes, boolean kernelMaySend) {
        this(file, offset, sizeBytes, kernelMaySend, Integer.MAX_VALUE);
    }

    /**
     * @param file owned by the source from now on
     * @param offset of the first byte to send, at most {@code sizeBytes}
     * @param sizeBytes where the file ends
     * @param kernelMaySend whether the kernel can move bytes from file to connection: a plain one, and a transport that
     *     knows how
     * @param largestBlockBytes as many bytes as one block may have
     */
    public FileSource(FileChannel file, long offset, long sizeBytes, boolean kernelMaySend, int largestBlockBytes) {
        this.largestBlockBytes = largestBlockBytes;
        this.file = file;
        this.position = offset;
        this.endPosition = sizeBytes;
        byKernel = kernelMaySend && sizeBytes - offset > SMALL_BYTES;
    }

    @Override
    public Block next(ByteBufAllocator allocator) throws IOException {
        long left = endPosition - position;
        if (byKernel) {
            int size = (int) Math.min(left, Math.min(sliceBytes, largestBlockBytes));
            sliceBytes = Math.min(2 * sliceBytes, LARGEST_SLICE_BYTES);
            warm(position, size, allocator);
            boolean last = size == left;
            Block block = new Block(new Slice(file, position, size, last), size, last);
            position += size;
            return block;
        }
        int size = (int) Math.min(left, Math.min(CHUNK_BYTES, largestBlockBytes));
        ByteBuf chunk = read(file, position, size, allocator);
        position += size;
        if (size == left) {
            closeAfterLast(chunk);
        }
        return new Block(chunk, size, size == left);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void closeAfterLast(ByteBuf chunk) throws IOException {
        try {
            file.close();
        } catch (IOException e) {
            chunk.release();
            throw e;
        }
    }

    /** Reads exactly {@code size} bytes. */
    static ByteBuf read(FileChannel file, long position, int size, ByteBufAllocator allocator) throws IOException {
        ByteBuf bytes = allocator.directBuffer(Math.max(size, 1));
        try {
            while (bytes.readableBytes() < size) {
                int done = bytes.readableBytes();
                if (bytes.writeBytes(file, position + done, size - done) < 0) {
                    throw new IOException("The file became shorter while it was sent.");
                }
            }
            return bytes;
        } catch (IOException | RuntimeException e) {
            bytes.release();
            throw e;
        }
    }

    /** Sees to it that the slice is in the page cache, for if it is not, sending it stalls the whole event loop. */
    private void warm(long from, int size, ByteBufAllocator allocator) throws IOException {
        ByteBuf scratch = allocator.directBuffer(CHUNK_BYTES);
        try {
            ByteBuffer probe = scratch.nioBuffer(0, 1);
            for (int done = 0; done < size; done += STRETCH_BYTES) {
                long start = System.nanoTime();
                file.read(probe.clear(), from + done);
                if (System.nanoTime() - start > COLD_NANOS) {
                    readAndForget(from + done, Math.min(STRETCH_BYTES, size - done), scratch);
                }
            }
        } finally {
            scratch.release();
        }
    }

    private void readAndForget(long from, int size, ByteBuf scratch) throws IOException {
        ByteBuffer chunk = scratch.nioBuffer(0, CHUNK_BYTES);
        for (int done = 0; done < size; done += CHUNK_BYTES) {
            file.read(chunk.clear(), from + done);
        }
    }

    /** One slice; the last one closes the file, which outlives the others. */
    private static final class Slice extends DefaultFileRegion {
        private final FileChannel file;
        private final boolean last;

        Slice(FileChannel file, long position, long size, boolean last) {
            super(file, position, size);
            this.file = file;
            this.last = last;
        }

        @Override
        protected void deallocate() {
            if (!last) {
                return;
            }
            try {
                file.close();
            } catch (IOException e) {
                LOG.warn("cannot close a file that was sent: {}", e.getMessage());
            }
        }
    }
}
