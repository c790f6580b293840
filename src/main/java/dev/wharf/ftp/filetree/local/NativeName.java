package dev.wharf.ftp.filetree.local;

import java.net.URI;
import java.nio.file.Path;

/**
 * Names as bytes to names of java.nio and back, without loss.
 *
 * <p>A {@link Path} keeps a name's bytes, but its String form goes through an encoding and does not come back for bytes
 * that are not valid in it. The file URI form carries every byte, percent-encoded. ASCII needs no detour.
 */
final class NativeName {
    private static final String HEX = "0123456789ABCDEF";

    private NativeName() {}

    /** The relative path of one name. */
    static Path toPath(String name) {
        if (isAscii(name)) {
            return Path.of(name);
        }
        StringBuilder uri = new StringBuilder("file:///");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
            if (plain) {
                uri.append(c);
            } else {
                uri.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return Path.of(URI.create(uri.toString())).getFileName();
    }

    /** The last name of a path, as bytes. */
    static String of(Path path) {
        // The text of the whole path is had sooner than the path of the last name, and listings are made of this.
        String text = path.toString();
        String name = text.substring(text.lastIndexOf('/') + 1);
        if (isAscii(name)) {
            return name;
        }
        Path last = path.getFileName();
        // From the root, so that the name stands alone behind the slash whatever the working directory is called.
        String raw = Path.of("/").resolve(last).toUri().getRawPath();
        StringBuilder bytes = new StringBuilder(raw.length());
        int end = raw.endsWith("/") ? raw.length() - 1 : raw.length(); // added for what is a directory there
        for (int i = 1; i < end; i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.append((char) Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.append(c);
            }
        }
        return bytes.toString();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
