package dev.wharf.cloudhash.framing;

import dev.wharf.cloudhash.protocol.Answer;
import dev.wharf.cloudhash.protocol.ErrorCode;
import dev.wharf.cloudhash.protocol.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * A request is a line ended by LF or CRLF, an answer is a line ended by LF.
 *
 * <pre>
 *   "SET prez obama\n" "\r\n" "GET prez\r\n"   =   SET prez obama, GET prez
 * </pre>
 *
 * <p>Blank lines are ignored. A last line without an end is not a request: it may have been cut off. Bytes that have
 * been searched for a line end are not searched again.
 */
final class LineFraming implements Framing {
    private static final Answer BINARY = Answer.error(
            ErrorCode.BINARY, "the value holds CR, LF or NUL, which no line can carry; fetch it in a length frame");

    private final int maxLineBytes;
    private int searchedBytes;

    LineFraming(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
    }

    @Override
    public String name() {
        return "line";
    }

    @Override
    public @Nullable Request decode(ByteBuf in, boolean endOfInput) {
        while (true) {
            int start = in.readerIndex();
            int lineFeed = in.indexOf(start + searchedBytes, in.writerIndex(), (byte) '\n');
            if (lineFeed < 0) {
                searchedBytes = in.readableBytes();
                if (searchedBytes > maxLineBytes + 1) { // the one more could be the CR of a line end
                    throw tooLong();
                }
                if (endOfInput) {
                    in.skipBytes(searchedBytes);
                }
                return null;
            }
            searchedBytes = 0;
            int length = lineFeed - start;
            if (length > 0 && in.getByte(lineFeed - 1) == '\r') {
                length--;
            }
            if (length > maxLineBytes) {
                throw tooLong();
            }
            byte[] line = length == 0 ? null : ByteBufUtil.getBytes(in, start, length, true);
            in.readerIndex(lineFeed + 1);
            if (line != null) {
                return new Request(line);
            }
        }
    }

    @Override
    public void encode(Answer answer, ByteBuf out) {
        byte[] bytes = (canBeALine(answer.bytes()) ? answer : BINARY).bytes();
        out.writeBytes(bytes).writeByte('\n');
    }

    private static boolean canBeALine(byte[] bytes) {
        for (byte b : bytes) {
            if (b == '\n' || b == '\r' || b == 0) {
                return false;
            }
        }
        return true;
    }

    private FramingException tooLong() {
        return new FramingException(ErrorCode.LIMIT, "line: longer than " + maxLineBytes + " bytes");
    }
}
