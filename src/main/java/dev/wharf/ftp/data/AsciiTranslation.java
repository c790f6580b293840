package dev.wharf.ftp.data;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * From the file's line ends to the network's (RFC 959, 3.1.1.1): a bare LF becomes CRLF, a CRLF stays, also where a
 * buffer ends between the two. Remembers the last byte; one for each transfer.
 */
final class AsciiTranslation {
    private boolean afterCarriageReturn;

    /** Translates everything in {@code in}; {@code out} needs room for twice as much. */
    void translate(ByteBuf in, ByteBuf out) {
        while (in.isReadable()) {
            int start = in.readerIndex();
            int lineFeed = in.forEachByte(ByteProcessor.FIND_LF);
            int end = lineFeed < 0 ? in.writerIndex() : lineFeed;
            if (end > start) {
                out.writeBytes(in, end - start);
                afterCarriageReturn = out.getByte(out.writerIndex() - 1) == '\r';
            }
            if (lineFeed >= 0) {
                in.skipBytes(1);
                if (!afterCarriageReturn) {
                    out.writeByte('\r');
                }
                out.writeByte('\n');
                afterCarriageReturn = false;
            }
        }
    }
}
