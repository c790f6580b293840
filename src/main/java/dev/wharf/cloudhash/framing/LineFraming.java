package dev.wharf.cloudhash.framing;

import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.Output;

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
    private static final String BINARY =
            "ERR BINARY the value holds CR, LF or NUL, which no line can carry; fetch it in a length frame";

    private final int limit;
    private int maxLineBytes;
    private int searchedBytes;

    LineFraming(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
        limit = maxLineBytes;
    }

    @Override
    public String name() {
        return "line";
    }

    @Override
    public void restrict(boolean on) {
        maxLineBytes = on ? Math.min(limit, LOGIN_BYTES) : limit;
    }

    @Override
    public boolean decode(Input in, Arguments request) {
        while (true) {
            int start = in.start;
            int lineFeed = in.indexOf((byte) '\n', start + searchedBytes);
            if (lineFeed < 0) {
                searchedBytes = in.length();
                if (searchedBytes > maxLineBytes + 1) { // the one more could be the CR of a line end
                    throw tooLong();
                }
                if (in.ended) {
                    in.start = in.end;
                }
                return false;
            }
            searchedBytes = 0;
            int length = lineFeed - start;
            if (length > 0 && in.bytes[lineFeed - 1] == '\r') {
                length--;
            }
            if (length > maxLineBytes) {
                throw tooLong();
            }
            in.start = lineFeed + 1;
            if (length > 0) {
                request.clear();
                request.in(in.bytes, start);
                request.add(0, length);
                return true;
            }
        }
    }

    @Override
    public int begin(Output out) {
        return out.length();
    }

    @Override
    public void end(Output out, int start) {
        if (out.hasLineBreakFrom(start)) {
            out.truncate(start);
            out.write(BINARY);
        }
        out.write('\n');
    }

    private FramingException tooLong() {
        return new FramingException("LIMIT line: longer than " + maxLineBytes + " bytes");
    }
}
