package dev.wharf.ftp.protocol;

import java.nio.charset.StandardCharsets;

/** Helps with Strings in which each char is one byte. */
public final class ByteString {
    private static final int LONGEST_SHOWN = 128;

    private ByteString() {}

    /** The UTF-8 bytes of a text. */
    public static String ofUtf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Whether {@code text} holds a control character (00..1F, 7F), which no name and no reply may hold. */
    public static boolean hasControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** The text with each control character replaced by a question mark, so that it stays one line. */
    public static String withoutControls(String text) {
        if (!hasControls(text)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text);
        for (int i = 0; i < clean.length(); i++) {
            if (isControl(clean.charAt(i))) {
                clean.setCharAt(i, '?');
            }
        }
        return clean.toString();
    }

    /** The bytes as people read them: decoded as UTF-8, control characters escaped, cut to 128 characters. */
    public static String forHumans(String bytes) {
        String text = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < LONGEST_SHOWN; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                shown.append("\\u%04x".formatted((int) c));
            } else {
                shown.append(c);
            }
        }
        return text.length() > LONGEST_SHOWN ? shown + "..." : shown.toString();
    }

    private static boolean isControl(char c) {
        return c < 0x20 || c == 0x7f;
    }
}
