package dev.wharf.ftp.data;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** Another source compressed as MODE Z wants it: one zlib stream (draft-preston-ftpext-deflate). */
public final class DeflatingSource implements DataSource {
    private static final int STEP_BYTES = 16 * 1024;

    private final DataSource plain;
    private final Deflater deflater;

    /**
     * @param plain owned by this from now on; its blocks must be bytes in memory
     * @param level 1 (fast) to 9 (small)
     */
    public DeflatingSource(DataSource plain, int level) {
        this.plain = plain;
        deflater = new Deflater(level);
    }

    @Override
    public Block next(ByteBufAllocator allocator) throws IOException {
        ByteBuf compressed = allocator.directBuffer(STEP_BYTES);
        try {
            boolean last = false;
            while (!last && !compressed.isReadable()) { // the compressor may want more before it says anything
                last = compressNext(allocator, compressed);
            }
            if (last) {
                deflater.end();
            }
            return new Block(compressed, compressed.readableBytes(), last);
        } catch (IOException | RuntimeException e) {
            compressed.release();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        plain.close();
    }

    private boolean compressNext(ByteBufAllocator allocator, ByteBuf out) throws IOException {
        Block block = plain.next(allocator);
        ByteBuf bytes = (ByteBuf) block.data();
        try {
            deflater.setInput(bytes.nioBuffer());
            if (block.last()) {
                deflater.finish();
            }
            while (block.last() ? !deflater.finished() : !deflater.needsInput()) {
                out.ensureWritable(STEP_BYTES);
                ByteBuffer room = out.nioBuffer(out.writerIndex(), out.writableBytes());
                out.writerIndex(out.writerIndex() + deflater.deflate(room));
            }
            return block.last();
        } finally {
            bytes.release();
        }
    }
}
