package dev.wharf.cloudhash.command;

import java.nio.charset.StandardCharsets;

/** A client's words back to it, in errors. */
final class Text {
    private static final int LONGEST_SHOWN = 64;

    private Text() {}

    /** The first bytes as characters; the answer replaces what is not printable. */
    static String of(byte[] bytes) {
        return bytes.length <= LONGEST_SHOWN
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : new String(bytes, 0, LONGEST_SHOWN, StandardCharsets.ISO_8859_1) + "...";
    }
}
