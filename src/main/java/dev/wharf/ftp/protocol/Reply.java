package dev.wharf.ftp.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * One reply (RFC 959, 4.2), of one line or several.
 *
 * <p>Texts are byte strings. Control characters in them become question marks here, so nothing that a client sent can
 * end a line early.
 *
 * @param lines as they go over the wire, without code and line end
 */
public record Reply(ReplyCode code, List<String> lines) {
    public Reply {
        lines = lines.stream().map(ByteString::withoutControls).toList();
    }

    /** A reply of one line. */
    public static Reply of(ReplyCode code, String text) {
        return new Reply(code, List.of(text));
    }

    /**
     * A reply of several lines.
     *
     * @param first the text behind {@code 211-}
     * @param inner lines that stand alone; one that begins with a digit is set off by a space, so that no client takes
     *     it for the end (RFC 959, 4.2)
     * @param last the text behind the closing {@code 211} and a space
     */
    public static Reply of(ReplyCode code, String first, List<String> inner, String last) {
        List<String> lines = new ArrayList<>(inner.size() + 2);
        lines.add(first);
        for (String line : inner) {
            boolean startsWithDigit = !line.isEmpty() && Character.isDigit(line.charAt(0));
            lines.add(startsWithDigit ? " " + line : line);
        }
        lines.add(last);
        return new Reply(code, lines);
    }
}
