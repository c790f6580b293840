package dev.wharf.ftp.data;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** A file in TYPE A: line ends translated, offsets and sizes counted in what goes over the network (RFC 3659, 4 and 5). */
public final class AsciiSource implements DataSource {
    private static final int CHUNK_BYTES = 128 * 1024;

    private final FileChannel file;
    private final long endPosition;
    private final AsciiTranslation translation = new AsciiTranslation();
    private long position;
    private long toSkip;

    /**
     * @param file owned by the source from now on
     * @param offset how many translated bytes to leave out
     * @param sizeBytes where the file ends
     */
    public AsciiSource(FileChannel file, long offset, long sizeBytes) {
        this.file = file;
        this.toSkip = offset;
        this.endPosition = sizeBytes;
    }

    /**
     * How many bytes the file is once translated. Reads it whole.
     *
     * @param file stays the caller's
     */
    public static long translatedSize(FileChannel file, long sizeBytes, ByteBufAllocator allocator) throws IOException {
        AsciiSource source = new AsciiSource(file, 0, sizeBytes);
        long size = 0;
        while (source.position < sizeBytes) {
            ByteBuf chunk = source.translateChunk(allocator);
            size += chunk.readableBytes();
            chunk.release();
        }
        return size;
    }

    @Override
    public Block next(ByteBufAllocator allocator) throws IOException {
        while (true) {
            ByteBuf chunk = translateChunk(allocator);
            int skipped = (int) Math.min(toSkip, chunk.readableBytes());
            chunk.skipBytes(skipped);
            toSkip -= skipped;
            boolean last = position == endPosition;
            if (last && toSkip > 0) {
                chunk.release();
                throw new RestartBeyondEndException();
            }
            if (last || chunk.isReadable()) {
                return ended(chunk, last);
            }
            chunk.release();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private Block ended(ByteBuf chunk, boolean last) throws IOException {
        if (last) {
            try {
                file.close();
            } catch (IOException e) {
                chunk.release();
                throw e;
            }
        }
        return new Block(chunk, chunk.readableBytes(), last);
    }

    private ByteBuf translateChunk(ByteBufAllocator allocator) throws IOException {
        int size = (int) Math.min(endPosition - position, CHUNK_BYTES);
        ByteBuf raw = FileSource.read(file, position, size, allocator);
        try {
            position += size;
            ByteBuf translated = allocator.directBuffer(Math.max(1, 2 * size));
            translation.translate(raw, translated);
            return translated;
        } finally {
            raw.release();
        }
    }
}
