package dev.wharf.net.tls;

import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.util.Optional;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Private keys in the forms that OpenSSL wrote before PKCS#8: PKCS#1 for RSA, SEC1 for EC. */
final class LegacyKey {
    private LegacyKey() {}

    /** The first unencrypted key in {@code pem}, if there is one. */
    static Optional<PrivateKey> read(String pem) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object entry = parser.readObject(); entry != null; entry = parser.readObject()) {
                if (entry instanceof PEMKeyPair pair) {
                    return Optional.of(new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo()));
                }
            }
        }
        return Optional.empty();
    }
}
