package dev.wharf.ftp.data;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * From the network's line ends to the file's (RFC 959, 3.1.1.1): CRLF becomes LF, also where a buffer ends between the two;
 * a CR without LF stays. Remembers a CR at the end of a buffer; one for each transfer.
 */
final class LineEndReversal {
    private boolean carriageReturnHeld;

    /** Translates everything in {@code in}; {@code out} needs room for one byte more. */
    void translate(ByteBuf in, ByteBuf out) {
        while (in.isReadable()) {
            if (carriageReturnHeld) {
                carriageReturnHeld = false;
                if (in.getByte(in.readerIndex()) != '\n') {
                    out.writeByte('\r');
                }
            }
            int start = in.readerIndex();
            int carriageReturn = in.forEachByte(ByteProcessor.FIND_CR);
            int end = carriageReturn < 0 ? in.writerIndex() : carriageReturn;
            out.writeBytes(in, end - start);
            if (carriageReturn >= 0) {
                in.skipBytes(1);
                carriageReturnHeld = true;
            }
        }
    }

    /** Whether the last byte was a CR, which then has not been given out; at the end it belongs to the file. */
    boolean holdsCarriageReturn() {
        return carriageReturnHeld;
    }
}
