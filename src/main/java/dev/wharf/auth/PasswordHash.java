package dev.wharf.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password that has been hashed: bcrypt ({@code $2a$}, {@code $2b$}, {@code $2y$}) or Argon2id in its PHC form
 * ({@code $argon2id$v=19$m=...,t=...,p=...$salt$hash}).
 *
 * <p>Passwords are bytes, each char of a String one of them, for FTP knows no encoding. Immutable.
 */
public abstract sealed class PasswordHash {
    private static final String EXPECTED =
            "a hash that wharf hash-password made: bcrypt ($2a$, $2b$, $2y$) or argon2id";

    private PasswordHash() {}

    /**
     * Reads either form; the exception's message says what was expected.
     *
     * @throws IllegalArgumentException if it is none, or would take more work to verify than a server can afford
     */
    public static PasswordHash parse(String text) {
        return text.startsWith("$argon2id$") ? Argon2id.read(text) : Bcrypt.read(text);
    }

    /** Hashes a password with Argon2id: 19 MiB and two passes, about 40 ms. */
    public static PasswordHash argon2id(String password, SecureRandom random) {
        return Argon2id.of(password, random);
    }

    /**
     * Hashes a password with bcrypt.
     *
     * @param password at most 72 bytes, for bcrypt looks at no more
     * @param cost 4..16; each step doubles the work, and 10 takes about 65 ms
     */
    public static PasswordHash bcrypt(String password, int cost, SecureRandom random) {
        if (password.length() > 72) {
            throw new IllegalArgumentException("bcrypt looks at 72 bytes of a password only, and this one is longer");
        }
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        return Bcrypt.read(OpenBSDBCrypt.generate("2y", bytes(password), salt, cost));
    }

    /** Whether this is the password. Takes the time that hashing takes, right or wrong: auth pool only. */
    public abstract boolean matches(String password);

    private static byte[] bytes(String password) {
        return password.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static final class Bcrypt extends PasswordHash {
        /** Cost 16 takes four seconds. */
        private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-6])\\$[./A-Za-z0-9]{53}");

        private final String text;

        private Bcrypt(String text) {
            this.text = text;
        }

        static PasswordHash read(String text) {
            if (!FORM.matcher(text).matches()) {
                throw new IllegalArgumentException(EXPECTED + " of cost 4 to 16");
            }
            return new Bcrypt(text);
        }

        @Override
        public boolean matches(String password) {
            return OpenBSDBCrypt.checkPassword(text, bytes(password));
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class Argon2id extends PasswordHash {
        private static final Pattern FORM =
                Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
                        + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");
        private static final int MOST_MEMORY_KIB = 256 * 1024;
        private static final int MOST_PASSES = 20;
        private static final int MOST_LANES = 16;

        private final int memoryKib;
        private final int passes;
        private final int lanes;
        private final byte[] salt;
        private final byte[] hash;

        private Argon2id(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
            this.memoryKib = memoryKib;
            this.passes = passes;
            this.lanes = lanes;
            this.salt = salt;
            this.hash = hash;
        }

        static PasswordHash of(String password, SecureRandom random) {
            byte[] salt = new byte[16];
            random.nextBytes(salt);
            Argon2id empty = new Argon2id(19 * 1024, 2, 1, salt, new byte[32]);
            return new Argon2id(empty.memoryKib, empty.passes, empty.lanes, salt, empty.hashOf(password));
        }

        static PasswordHash read(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(EXPECTED + " ($argon2id$v=19$m=...,t=...,p=...$salt$hash)");
            }
            int memoryKib = Integer.parseInt(matcher.group(1));
            int passes = Integer.parseInt(matcher.group(2));
            int lanes = Integer.parseInt(matcher.group(3));
            if (lanes < 1
                    || lanes > MOST_LANES
                    || passes < 1
                    || passes > MOST_PASSES
                    || memoryKib < 8 * lanes
                    || memoryKib > MOST_MEMORY_KIB) {
                throw new IllegalArgumentException(EXPECTED + " with m=" + 8 * Math.max(1, lanes) + ".."
                        + MOST_MEMORY_KIB + ", t=1.." + MOST_PASSES + ", p=1.." + MOST_LANES);
            }
            try {
                return new Argon2id(
                        memoryKib,
                        passes,
                        lanes,
                        Base64.getDecoder().decode(matcher.group(4)),
                        Base64.getDecoder().decode(matcher.group(5)));
            } catch (IllegalArgumentException noBase64) {
                throw new IllegalArgumentException(EXPECTED + " with salt and hash in Base64", noBase64);
            }
        }

        @Override
        public boolean matches(String password) {
            return MessageDigest.isEqual(hash, hashOf(password));
        }

        private byte[] hashOf(String password) {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(memoryKib)
                    .withIterations(passes)
                    .withParallelism(lanes)
                    .withSalt(salt)
                    .build());
            byte[] result = new byte[hash.length];
            generator.generateBytes(bytes(password), result);
            return result;
        }

        @Override
        public String toString() {
            Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
            return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=" + lanes + "$" + base64.encodeToString(salt)
                    + "$" + base64.encodeToString(hash);
        }
    }
}
