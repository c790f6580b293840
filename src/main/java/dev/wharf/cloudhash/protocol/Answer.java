package dev.wharf.cloudhash.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One answer, without its framing. Never changed after it is made. */
public final class Answer {
    /** There is nothing to say, as GET of a key that is not there. */
    public static final Answer EMPTY = new Answer(new byte[0], null);

    /** No answer at all: the connection is to be closed, as {@code exit} asks. */
    public static final Answer CLOSE = new Answer(new byte[0], null);

    private final byte[] bytes;
    private final @Nullable ErrorCode error;

    private Answer(byte[] bytes, @Nullable ErrorCode error) {
        this.bytes = bytes;
        this.error = error;
    }

    /** A value as it was stored; not copied. */
    public static Answer value(byte[] value) {
        return new Answer(value, null);
    }

    /** Words of our own, ASCII. */
    public static Answer text(String text) {
        return new Answer(text.getBytes(StandardCharsets.US_ASCII), null);
    }

    /** {@code ERR CODE text}; whatever could end a line early is replaced in it. */
    public static Answer error(ErrorCode code, String text) {
        StringBuilder line = new StringBuilder("ERR ").append(code).append(' ');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(c >= 0x20 && c < 0x7f ? c : '?');
        }
        return new Answer(line.toString().getBytes(StandardCharsets.US_ASCII), code);
    }

    /** The bytes; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** What went wrong, or null. */
    public @Nullable ErrorCode errorCode() {
        return error;
    }

    @Override
    public String toString() {
        return this == CLOSE ? "(close)" : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
