package dev.wharf.net.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;

/**
 * The certificate that Wharf makes for itself: EC P-256, signed by itself, made once and then kept, so that clients
 * that pinned its fingerprint go on trusting it after a restart.
 *
 * <p>Two files in a directory that only the owner may enter: {@value #CERTIFICATE_FILE} and {@value #KEY_FILE}.
 * Everything here blocks: start-up only.
 */
public final class SelfSignedCertificate {
    static final String CERTIFICATE_FILE = "certificate.pem";
    static final String KEY_FILE = "private-key.pem";

    private SelfSignedCertificate() {}

    /**
     * The identity kept in {@code directory}; makes it if there is none.
     *
     * @param names more host names and addresses it should be good for, used when it is made
     * @throws IOException if it can neither be read nor made
     * @throws dev.wharf.common.InvalidValueException if the files are there but not a certificate and its key
     */
    public static TlsIdentity loadOrCreate(Path directory, List<String> names) throws IOException {
        Path certificate = directory.resolve(CERTIFICATE_FILE);
        Path key = directory.resolve(KEY_FILE);
        if (!Files.exists(certificate, LinkOption.NOFOLLOW_LINKS)) {
            create(directory, names);
        }
        return TlsIdentity.loadPair(certificate, key);
    }

    private static void create(Path directory, List<String> names) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        TlsIdentity identity = CertificateGenerator.generate(names);
        // The key first: a certificate file means that both are there.
        write(directory.resolve(KEY_FILE), pem("PRIVATE KEY", identity.key().getEncoded()));
        try {
            write(
                    directory.resolve(CERTIFICATE_FILE),
                    pem("CERTIFICATE", identity.certificate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot encode the self-signed certificate", e);
        }
    }

    private static String pem(String type, byte[] encoded) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    /** Writes a file that only the owner may read, whole or not at all. */
    private static void write(Path file, String text) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        try {
            Files.createFile(
                    partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(partial + " is being written by another process", e);
        }
        Files.writeString(partial, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
