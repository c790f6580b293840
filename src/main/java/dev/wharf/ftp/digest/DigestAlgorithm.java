package dev.wharf.ftp.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** The digests that can be asked for, under the names of IANA's registry and of draft-bryan-ftpext-hash. */
public enum DigestAlgorithm {
    SHA_256("SHA-256"),
    SHA_512("SHA-512"),
    SHA_1("SHA-1"),
    MD5("MD5"),
    CRC32("CRC32");

    private final String label;

    DigestAlgorithm(String label) {
        this.label = label;
    }

    /** A digest in the making. Not thread-safe. */
    public interface Calculation {
        void update(byte[] bytes, int offset, int count);

        /** The result in hexadecimal, small letters; ends the calculation. */
        String hex();
    }

    public String label() {
        return label;
    }

    /** The algorithm of that name, in any case. */
    public static Optional<DigestAlgorithm> find(String label) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.label.equalsIgnoreCase(label))
                .findFirst();
    }

    /** As FEAT has them: all, a star behind the one in use. */
    public static String feature(DigestAlgorithm inUse) {
        return Arrays.stream(values())
                .map(algorithm -> algorithm == inUse ? algorithm.label + "*" : algorithm.label)
                .collect(Collectors.joining(";"));
    }

    /** Begins a digest. */
    public Calculation begin() {
        return this == CRC32 ? new Checksum() : new Hash(label);
    }

    private static final class Checksum implements Calculation {
        private final CRC32 sum = new CRC32();

        @Override
        public void update(byte[] bytes, int offset, int count) {
            sum.update(bytes, offset, count);
        }

        @Override
        public String hex() {
            return HexFormat.of().toHexDigits(sum.getValue(), 8);
        }
    }

    private static final class Hash implements Calculation {
        private final MessageDigest digest;

        Hash(String name) {
            try {
                digest = MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has " + name, e);
            }
        }

        @Override
        public void update(byte[] bytes, int offset, int count) {
            digest.update(bytes, offset, count);
        }

        @Override
        public String hex() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
