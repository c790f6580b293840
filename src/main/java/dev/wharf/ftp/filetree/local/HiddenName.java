package dev.wharf.ftp.filetree.local;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Names of what stands in served directories and belongs to the server: uploads on their way, uploads that broke off,
 * directories in the making. No listing shows them and no path leads to them. All are short, whatever they stand for.
 */
final class HiddenName {
    private static final String PREFIX = ".wharf-";
    private static final String PARTIAL = PREFIX + "part-";
    /** As much of a SHA-256 as keeps two names from ever meeting. */
    private static final int DIGEST_BYTES = 16;

    private HiddenName() {}

    static boolean isHidden(String name) {
        return name.startsWith(PREFIX);
    }

    /** Whether it is that of an upload that broke off. */
    static boolean isPartial(String name) {
        return name.startsWith(PARTIAL);
    }

    /** A new one for something on its way. */
    static Path temporary() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Path.of(PREFIX + "tmp-" + HexFormat.of().toHexDigits(random.nextLong()));
    }

    /** The one of an upload to {@code name}, a byte string, that broke off. */
    static Path partial(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.ISO_8859_1));
            return Path.of(PARTIAL + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
