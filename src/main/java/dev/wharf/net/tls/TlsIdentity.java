package dev.wharf.net.tls;

import dev.wharf.common.InvalidValueException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who the server says it is: a private key and the certificate chain for it. Immutable.
 *
 * @param key the private key of the chain's first certificate
 * @param chain the server's certificate, then those that lead to its root
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    public TlsIdentity {
        chain = List.copyOf(chain);
    }

    /**
     * Reads a PEM pair. The key may be PKCS#8, PKCS#1 (RSA) or SEC1 (EC), not encrypted. Blocks.
     *
     * @throws InvalidValueException if a file cannot be read, is not what it should be, or the two do not belong
     *     together; the key is {@code tls.certificate} or {@code tls.private-key}
     */
    public static TlsIdentity load(Path certificate, Path privateKey) {
        TlsIdentity identity = loadPair(certificate, privateKey);
        if (!belongTogether(identity.key, identity.certificate().getPublicKey())) {
            throw new InvalidValueException("tls.private-key", privateKey, "the key of the certificate " + certificate);
        }
        return identity;
    }

    /**
     * Reads a PEM pair that was written together: without the trial signature, which costs a JVM that has just started a
     * tenth of a second.
     */
    static TlsIdentity loadPair(Path certificate, Path privateKey) {
        List<X509Certificate> chain = readChain(certificate);
        return new TlsIdentity(readKey(privateKey), chain);
    }

    /** The server's own certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** SHA-256 of the certificate, as OpenSSL prints it: {@code AB:CD:...}. */
    public String fingerprint() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256, and a certificate has an encoding", e);
        }
    }

    private static List<X509Certificate> readChain(Path file) {
        byte[] pem = read("tls.certificate", file);
        try {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (!found.isEmpty()) {
                return found.stream().map(X509Certificate.class::cast).toList();
            }
        } catch (CertificateException e) {
            throw new InvalidValueException(
                    "tls.certificate", file, "a PEM file with certificates; it says: " + e.getMessage());
        }
        throw new InvalidValueException("tls.certificate", file, "a PEM file with certificates; there is none in it");
    }

    private static PrivateKey readKey(Path file) {
        String pem = new String(read("tls.private-key", file), StandardCharsets.ISO_8859_1);
        try {
            Matcher pkcs8 = PKCS8.matcher(pem);
            if (pkcs8.find()) {
                return decode(Base64.getMimeDecoder().decode(pkcs8.group(1)));
            }
            // The older forms; BouncyCastle reads them, and is loaded only when they are met.
            Optional<PrivateKey> older = LegacyKey.read(pem);
            if (older.isPresent()) {
                return older.get();
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new InvalidValueException(
                    "tls.private-key", file, "a PEM file with an unencrypted key; it says: " + e.getMessage());
        }
        throw new InvalidValueException(
                "tls.private-key", file, "a PEM file with an unencrypted private key; there is none in it");
    }

    private static PrivateKey decode(byte[] pkcs8) throws GeneralSecurityException {
        PKCS8EncodedKeySpec specification = new PKCS8EncodedKeySpec(pkcs8);
        GeneralSecurityException last = new GeneralSecurityException("neither an EC nor an RSA key");
        for (String algorithm : List.of("EC", "RSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(specification);
            } catch (GeneralSecurityException e) {
                last.addSuppressed(e);
            }
        }
        throw last;
    }

    private static byte[] read(String key, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new InvalidValueException(key, file, "a PEM file; there is no such file");
        } catch (AccessDeniedException e) {
            throw new InvalidValueException(key, file, "a PEM file that can be read; permission denied");
        } catch (IOException e) {
            throw new InvalidValueException(key, file, "a PEM file that can be read; " + e.getMessage());
        }
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        byte[] probe = "wharf".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(probe);
            byte[] signature = signer.sign();
            signer.initVerify(publicKey);
            signer.update(probe);
            return signer.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // a key of one kind does not even start on a certificate of the other
        }
    }
}
