package dev.wharf.cloudhash.framing;

import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.Limits;
import dev.wharf.cloudhash.protocol.Output;

/**
 * Commands as Redis clients send them, and words on a line where that is allowed.
 *
 * <pre>
 *   *2\r\n $3\r\n GET\r\n $4\r\n prez\r\n        an array of strings
 *   GET prez\r\n                                  inline
 * </pre>
 *
 * <p>Goes on where it stopped when more bytes come, so a request costs the same however it was cut. Nothing is allocated
 * for a length or a number of words before they are there. Strings must end with CRLF, which Redis does not look at.
 */
final class RespFraming implements Framing {
    private static final int MAX_INLINE_BYTES = 64 * 1024;
    private static final int MAX_NUMBER_BYTES = 20;
    private static final int NO_LENGTH = -1;

    private final Limits limits;
    private final boolean inlineAllowed;
    private boolean restricted;

    private long wordsLeft; // of the array begun; 0 if none is
    private int position; // from the start of the request
    private int bulkLength = NO_LENGTH;
    private long requestBytes;
    private int searchedBytes;

    private int lineEnd; // of the number read last: where its line ends

    /** @param inlineAllowed whether a request may be a line */
    RespFraming(Limits limits, boolean inlineAllowed) {
        this.limits = limits;
        this.inlineAllowed = inlineAllowed;
    }

    @Override
    public String name() {
        return "resp";
    }

    @Override
    public boolean isResp() {
        return true;
    }

    @Override
    public void restrict(boolean on) {
        restricted = on;
    }

    @Override
    public boolean decode(Input in, Arguments request) {
        while (in.length() > 0) {
            if (wordsLeft == 0 && in.bytes[in.start] != '*') {
                if (!decodeInline(in, request)) {
                    break;
                }
                if (request.count() > 0) {
                    return true;
                }
                continue; // a blank line
            }
            if (wordsLeft == 0 && !beginArray(in, request)) {
                break;
            }
            if (wordsLeft > 0) {
                if (decodeWords(in, request)) {
                    return true;
                }
                break;
            }
        }
        if (in.ended) {
            in.start = in.end; // cut off
        }
        return false;
    }

    /** Reads the number of words; false if it is not there yet. */
    private boolean beginArray(Input in, Arguments request) {
        long count = number(in, in.start + 1, "multibulk");
        if (lineEnd < 0) {
            return false;
        }
        if (restricted && count > limits.loginWords()) {
            throw new FramingException("ERR Protocol error: unauthenticated multibulk length");
        }
        if (count > limits.words()) {
            throw new FramingException("ERR Protocol error: invalid multibulk length");
        }
        if (count <= 0) {
            in.start = lineEnd; // nothing is asked for, nothing is answered
            return true;
        }
        request.clear();
        wordsLeft = count;
        requestBytes = 0;
        position = lineEnd - in.start;
        return true;
    }

    private boolean decodeWords(Input in, Arguments request) {
        while (wordsLeft > 0) {
            int at = in.start + position;
            if (bulkLength == NO_LENGTH && !beginWord(in, at)) {
                return false;
            }
            at = in.start + position;
            if (in.end - at < bulkLength + 2) {
                return false;
            }
            if (in.bytes[at + bulkLength] != '\r' || in.bytes[at + bulkLength + 1] != '\n') {
                throw new FramingException("ERR Protocol error: expected CRLF behind " + bulkLength + " bytes");
            }
            request.add(position, bulkLength);
            position += bulkLength + 2;
            bulkLength = NO_LENGTH;
            wordsLeft--;
        }
        request.in(in.bytes, in.start);
        in.start += position;
        return true;
    }

    private boolean beginWord(Input in, int at) {
        if (at == in.end) {
            return false;
        }
        if (in.bytes[at] != '$') {
            throw new FramingException("ERR Protocol error: expected '$', got '" + printable(in.bytes[at]) + "'");
        }
        long length = number(in, at + 1, "bulk");
        if (lineEnd < 0) {
            return false;
        }
        if (restricted && length > limits.loginWordBytes()) {
            throw new FramingException("ERR Protocol error: unauthenticated bulk length");
        }
        if (length < 0 || length > limits.valueBytes()) {
            throw new FramingException("ERR Protocol error: invalid bulk length");
        }
        requestBytes += length;
        if (requestBytes > limits.frameBytes()) {
            throw new FramingException("ERR Protocol error: request: longer than " + limits.frameBytes() + " bytes");
        }
        bulkLength = (int) length;
        position = lineEnd - in.start;
        return true;
    }

    /** Reads a number up to CRLF; {@link #lineEnd} is behind that, or negative if it is not there yet. */
    private long number(Input in, int from, String what) {
        byte[] bytes = in.bytes;
        int at = from;
        boolean negative = at < in.end && bytes[at] == '-';
        if (negative) {
            at++;
        }
        long number = 0;
        int digits = at;
        while (at < in.end && bytes[at] >= '0' && bytes[at] <= '9' && at - digits < MAX_NUMBER_BYTES) {
            number = Math.min(number * 10 + (bytes[at] - '0'), Integer.MAX_VALUE);
            at++;
        }
        boolean mayGoOn = at == in.end || (at + 1 == in.end && bytes[at] == '\r' && at > digits);
        if (mayGoOn) {
            lineEnd = -1;
            return 0;
        }
        if (at == digits || bytes[at] != '\r' || bytes[at + 1] != '\n') {
            throw new FramingException("ERR Protocol error: invalid " + what + " length");
        }
        lineEnd = at + 2;
        return negative ? -number : number;
    }

    // Inline

    /** Takes a line apart; false if it is not there yet. The words may be none. */
    private boolean decodeInline(Input in, Arguments request) {
        if (!inlineAllowed) {
            throw new FramingException("ERR Protocol error: expected '*', got '" + printable(in.bytes[in.start]) + "'");
        }
        int lineFeed = in.indexOf((byte) '\n', in.start + searchedBytes);
        int length = (lineFeed < 0 ? in.end : lineFeed) - in.start;
        int max = restricted ? limits.loginWordBytes() : MAX_INLINE_BYTES;
        if (length > max) {
            throw new FramingException("ERR Protocol error: too big inline request");
        }
        if (lineFeed < 0) {
            searchedBytes = length;
            return false;
        }
        searchedBytes = 0;
        request.clear();
        request.in(in.bytes, in.start);
        boolean carriageReturn = length > 0 && in.bytes[lineFeed - 1] == '\r';
        split(in.bytes, in.start, carriageReturn ? lineFeed - 1 : lineFeed, request);
        in.start = lineFeed + 1;
        if (restricted && request.count() > limits.loginWords()) {
            throw new FramingException("ERR Protocol error: unauthenticated multibulk length");
        }
        return true;
    }

    /** Words between blanks, quoted or not; quoted ones are made shorter where they stand. */
    private static void split(byte[] line, int start, int end, Arguments words) {
        int at = start;
        while (true) {
            while (at < end && isBlank(line[at])) {
                at++;
            }
            if (at >= end) {
                return;
            }
            at = word(line, start, at, end, words);
        }
    }

    private static int word(byte[] line, int start, int from, int end, Arguments words) {
        int to = from; // where the next byte of the word is put
        int at = from;
        while (at < end && !isBlank(line[at])) {
            if (line[at] == '"' || line[at] == '\'') {
                byte quote = line[at++];
                while (at < end && line[at] != quote) {
                    boolean escaped = line[at] == '\\' && at + 1 < end && (quote == '"' || line[at + 1] == '\'');
                    if (!escaped) {
                        line[to++] = line[at++];
                    } else if (quote == '"' && isHex(line, at + 1, end)) {
                        line[to++] =
                                (byte) (Character.digit(line[at + 2], 16) << 4 | Character.digit(line[at + 3], 16));
                        at += 4;
                    } else {
                        line[to++] = quote == '"' ? unescaped(line[at + 1]) : line[at + 1];
                        at += 2;
                    }
                }
                boolean closed = at < end && (at + 1 == end || isBlank(line[at + 1]));
                if (!closed) {
                    throw new FramingException("ERR Protocol error: unbalanced quotes in request");
                }
                at++;
            } else {
                line[to++] = line[at++];
            }
        }
        words.add(from - start, to - from);
        return at;
    }

    private static boolean isHex(byte[] line, int at, int end) {
        return at + 2 < end
                && line[at] == 'x'
                && Character.digit(line[at + 1], 16) >= 0
                && Character.digit(line[at + 2], 16) >= 0;
    }

    private static byte unescaped(byte letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> letter;
        };
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r') || b == 0;
    }

    private static char printable(byte b) {
        return b >= ' ' && b < 0x7f ? (char) b : '?';
    }

    @Override
    public int begin(Output out) {
        return out.length();
    }

    @Override
    public void end(Output out, int start) {}
}
