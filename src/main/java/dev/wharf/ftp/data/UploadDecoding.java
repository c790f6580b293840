package dev.wharf.ftp.data;

import dev.wharf.ftp.data.DataConnectionException.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * From what a client sends to what its file holds: in MODE Z decompressed, then in TYPE A with line ends translated. One
 * for each upload.
 *
 * <p>Never holds more than a chunk, however far the data expands; data that expands as only a trap does ends the upload.
 * Thread: the disk pool, one call at a time.
 */
public final class UploadDecoding {
    private static final int CHUNK_BYTES = 64 * 1024;
    /** Up to here anything may expand as it likes. */
    private static final long HARMLESS_BYTES = 64L * 1024 * 1024;
    /** Text shrinks to a tenth, logs to a thirtieth; zlib's limit, that of nothing but zeros, is a thousandth. */
    private static final int LARGEST_RATIO = 200;

    private final @Nullable Inflater inflater;
    private final @Nullable LineEndReversal lineEnds;

    /**
     * @param compressed whether a zlib stream comes (MODE Z)
     * @param ascii whether line ends are translated (TYPE A)
     */
    public UploadDecoding(boolean compressed, boolean ascii) {
        inflater = compressed ? new Inflater() : null;
        lineEnds = ascii ? new LineEndReversal() : null;
    }

    /** Takes what has been decoded; does not keep it. */
    @FunctionalInterface
    interface Output {
        void write(ByteBuf bytes) throws IOException;
    }

    /**
     * Decodes the next piece.
     *
     * @param bytes stays the caller's
     * @throws DataConnectionException if it cannot be part of a zlib stream that is worth receiving
     */
    void decode(ByteBuf bytes, Output out) throws IOException {
        if (inflater == null) {
            translate(bytes, out);
        } else {
            inflate(inflater, bytes, out);
        }
    }

    /**
     * Gives out what was held back, once the last piece has been decoded.
     *
     * @throws DataConnectionException if the zlib stream has not come to its end
     */
    void finish(Output out) throws IOException {
        if (inflater != null && !inflater.finished()) {
            throw new DataConnectionException(Kind.BROKEN, "The compressed data broke off.");
        }
        if (lineEnds != null && lineEnds.holdsCarriageReturn()) {
            out.write(Unpooled.wrappedBuffer(new byte[] {'\r'}));
        }
    }

    /** Frees what decompressing needed. */
    void close() {
        if (inflater != null) {
            inflater.end();
        }
    }

    private void translate(ByteBuf bytes, Output out) throws IOException {
        if (lineEnds == null) {
            out.write(bytes);
            return;
        }
        ByteBuf translated = bytes.alloc().directBuffer(bytes.readableBytes() + 1);
        try {
            lineEnds.translate(bytes, translated);
            out.write(translated);
        } finally {
            translated.release();
        }
    }

    private void inflate(Inflater from, ByteBuf bytes, Output out) throws IOException {
        ByteBuf chunk = bytes.alloc().directBuffer(CHUNK_BYTES);
        try {
            for (ByteBuffer part : bytes.nioBuffers()) {
                from.setInput(part);
                while (inflateOnce(from, chunk)) {
                    translate(chunk, out);
                }
                if (part.hasRemaining()) {
                    throw new DataConnectionException(Kind.BROKEN, "Something follows the end of the compressed data.");
                }
            }
        } finally {
            chunk.release();
        }
    }

    /** Fills the chunk as far as the input goes; says whether anything came of it. */
    private static boolean inflateOnce(Inflater from, ByteBuf chunk) throws DataConnectionException {
        try {
            int count = from.inflate(chunk.clear().nioBuffer(0, CHUNK_BYTES));
            chunk.writerIndex(count);
            if (from.getBytesWritten() > HARMLESS_BYTES
                    && from.getBytesWritten() / LARGEST_RATIO > from.getBytesRead()) {
                throw new DataConnectionException(
                        Kind.BROKEN, "The compressed data expands too far; send it in MODE S.");
            }
            if (count == 0 && from.needsDictionary()) {
                throw new DataConnectionException(Kind.BROKEN, "The compressed data needs a dictionary.");
            }
            return count > 0;
        } catch (DataFormatException e) {
            throw new DataConnectionException(Kind.BROKEN, "What came is no zlib stream.");
        }
    }
}
