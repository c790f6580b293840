package dev.wharf.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.common.InvalidValueException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With keys and certificates as operators have them: made by OpenSSL. */
class TlsIdentityTest {
    @TempDir
    private static Path directory;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void makeKeysAndCertificates() throws Exception {
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "ec-pkcs8.pem");
        openssl("ec", "-in", "ec-pkcs8.pem", "-out", "ec-sec1.pem");
        openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "rsa-pkcs8.pem");
        openssl("rsa", "-traditional", "-in", "rsa-pkcs8.pem", "-out", "rsa-pkcs1.pem");
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", "p384-pkcs8.pem");
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "other-pkcs8.pem");
        openssl("genpkey", "-algorithm", "ED25519", "-out", "ed25519-pkcs8.pem");
        openssl("pkcs8", "-topk8", "-in", "ec-pkcs8.pem", "-passout", "pass:secret", "-out", "encrypted-pkcs8.pem");
        openssl("ec", "-in", "ec-pkcs8.pem", "-aes128", "-passout", "pass:secret", "-out", "encrypted-sec1.pem");
        for (String name : List.of("ec", "rsa", "p384", "other")) {
            openssl(
                    "req",
                    "-x509",
                    "-key",
                    name + "-pkcs8.pem",
                    "-subj",
                    "/CN=" + name,
                    "-days",
                    "2",
                    "-out",
                    name + "-certificate.pem");
        }
        String parameters = openssl("ecparam", "-name", "prime256v1");
        Files.writeString(directory.resolve("ec-with-parameters.pem"), parameters + text("ec-sec1.pem"));
        Files.writeString(
                directory.resolve("chain.pem"), text("ec-certificate.pem") + "\n" + text("rsa-certificate.pem"));
        Files.writeString(directory.resolve("both.pem"), text("ec-certificate.pem") + "\n" + text("ec-pkcs8.pem"));
    }

    @ParameterizedTest
    @CsvSource({
        "ec, ec-pkcs8.pem, EC",
        "ec, ec-sec1.pem, EC",
        "ec, ec-with-parameters.pem, EC",
        "ec, both.pem, EC",
        "rsa, rsa-pkcs8.pem, RSA",
        "rsa, rsa-pkcs1.pem, RSA",
        "p384, p384-pkcs8.pem, EC"
    })
    void aKeyInEveryUsualFormIsRead(String certificate, String key, String algorithm) {
        TlsIdentity identity = load(certificate + "-certificate.pem", key);

        assertThat(identity.certificate().getSubjectX500Principal()).hasToString("CN=" + certificate);
        assertThat(identity.key().getAlgorithm()).isIn(algorithm, algorithm.equals("EC") ? "ECDSA" : algorithm);
    }

    @Test
    void theOlderFormsGiveTheSameKey() {
        assertThat(load("rsa-certificate.pem", "rsa-pkcs1.pem").key().getEncoded())
                .isEqualTo(load("rsa-certificate.pem", "rsa-pkcs8.pem").key().getEncoded());
    }

    @Test
    void aChainIsReadInItsOrder() {
        TlsIdentity identity = load("chain.pem", "ec-pkcs8.pem");

        assertThat(identity.chain())
                .extracting(one -> one.getSubjectX500Principal().getName())
                .containsExactly("CN=ec", "CN=rsa");
        assertThat(identity.certificate()).isSameAs(identity.chain().get(0));
    }

    @Test
    void theFingerprintIsTheOneThatOpensslPrints() throws Exception {
        String printed = openssl("x509", "-in", "ec-certificate.pem", "-noout", "-fingerprint", "-sha256");

        assertThat(printed.strip())
                .endsWith("=" + load("ec-certificate.pem", "ec-pkcs8.pem").fingerprint());
    }

    @ParameterizedTest
    @CsvSource({
        "ec, other-pkcs8.pem",
        "ec, p384-pkcs8.pem",
        "ec, rsa-pkcs8.pem",
        "rsa, ec-pkcs8.pem",
        "rsa, ec-sec1.pem",
        "p384, ec-pkcs8.pem"
    })
    void theKeyOfAnotherCertificateIsRefused(String certificate, String key) {
        assertThatThrownBy(() -> load(certificate + "-certificate.pem", key))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(
                        "tls.private-key: %s (expected: the key of the certificate %s)",
                        directory.resolve(key), directory.resolve(certificate + "-certificate.pem"));
    }

    @Test
    void theKeyMustBelongToTheFirstCertificateOfTheChain() {
        assertThatThrownBy(() -> load("chain.pem", "rsa-pkcs8.pem"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("the key of the certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"encrypted-pkcs8.pem", "encrypted-sec1.pem", "ec-certificate.pem"})
    void aFileWithoutAnUnencryptedKeyIsRefused(String key) {
        assertThatThrownBy(() -> load("ec-certificate.pem", key))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(
                        "tls.private-key: %s (expected: a PEM file with an unencrypted private key; there is none in "
                                + "it)",
                        directory.resolve(key));
    }

    @Test
    void aKeyOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> load("ec-certificate.pem", "ed25519-pkcs8.pem"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("it says: neither an EC nor an RSA key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "\u0000\u00ff\u0001",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA=A\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n",
                "-----BEGIN EC PRIVATE KEY-----\n!!!!\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n",
                "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n"
            })
    void garbageIsNoKey(String text) throws IOException {
        Path key = scratch.resolve("key.pem");
        Files.writeString(key, text, StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> TlsIdentity.load(directory.resolve("ec-certificate.pem"), key))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("tls.private-key: " + key + " (expected: a PEM file with an unencrypted ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "\u0000\u00ff\u0001",
                "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nMAA=\n"
            })
    void garbageIsNoCertificate(String text) throws IOException {
        Path certificate = scratch.resolve("certificate.pem");
        Files.writeString(certificate, text, StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> TlsIdentity.load(certificate, directory.resolve("ec-pkcs8.pem")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith(
                        "tls.certificate: " + certificate + " (expected: a PEM file with certificates;");
    }

    @Test
    void aKeyIsNoCertificate() {
        assertThatThrownBy(() -> load("ec-pkcs8.pem", "ec-pkcs8.pem"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("tls.certificate: ");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> load("none.pem", "ec-pkcs8.pem"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(
                        "tls.certificate: %s (expected: a PEM file; there is no such file)",
                        directory.resolve("none.pem"));
        assertThatThrownBy(() -> load("ec-certificate.pem", "none.pem"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(
                        "tls.private-key: %s (expected: a PEM file; there is no such file)",
                        directory.resolve("none.pem"));
    }

    @Test
    void aDirectoryIsNoFile() {
        assertThatThrownBy(() -> TlsIdentity.load(scratch, directory.resolve("ec-pkcs8.pem")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("tls.certificate: " + scratch + " (expected: a PEM file that can be read; ");
    }

    @Test
    void theChainCannotBeChanged() {
        TlsIdentity loaded = load("chain.pem", "ec-pkcs8.pem");
        List<X509Certificate> chain = new ArrayList<>(loaded.chain());
        TlsIdentity identity = new TlsIdentity(loaded.key(), chain);
        chain.clear();

        assertThat(identity).isEqualTo(loaded);
    }

    private static TlsIdentity load(String certificate, String key) {
        return TlsIdentity.load(directory.resolve(certificate), directory.resolve(key));
    }

    private static String text(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }

    private static String openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
        return output;
    }
}
