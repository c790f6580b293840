package dev.wharf.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.common.InvalidValueException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfSignedCertificateTest {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    @TempDir
    private Path temporary;

    private Path directory;

    @BeforeEach
    void chooseDirectory() {
        directory = temporary.resolve("data/tls");
    }

    @Test
    void isMadeOnceAndKept() throws IOException {
        TlsIdentity made = create();
        byte[] certificate = Files.readAllBytes(directory.resolve(SelfSignedCertificate.CERTIFICATE_FILE));
        byte[] key = Files.readAllBytes(directory.resolve(SelfSignedCertificate.KEY_FILE));

        TlsIdentity loaded = SelfSignedCertificate.loadOrCreate(directory, List.of("another.example"));

        assertThat(loaded).isEqualTo(made);
        assertThat(directory.resolve(SelfSignedCertificate.CERTIFICATE_FILE)).hasBinaryContent(certificate);
        assertThat(directory.resolve(SelfSignedCertificate.KEY_FILE)).hasBinaryContent(key);
    }

    @Test
    void isAnotherInEveryDirectory() throws IOException {
        TlsIdentity first = create();
        TlsIdentity second = SelfSignedCertificate.loadOrCreate(temporary.resolve("other"), List.of());

        assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(second.certificate().getSerialNumber())
                .isNotEqualTo(first.certificate().getSerialNumber());
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        create();

        assertThat(permissions(directory)).isEqualTo("rwx------");
        assertThat(permissions(directory.resolve(SelfSignedCertificate.CERTIFICATE_FILE)))
                .isEqualTo("rw-------");
        assertThat(permissions(directory.resolve(SelfSignedCertificate.KEY_FILE)))
                .isEqualTo("rw-------");
    }

    @Test
    void aDirectoryThatIsThereIsClosedToOthers() throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        create();

        assertThat(permissions(directory)).isEqualTo("rwx------");
    }

    @Test
    void nothingButTheTwoFilesIsLeft() throws IOException {
        create();

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("certificate.pem", "private-key.pem");
        }
    }

    @Test
    void whatAnEarlierAttemptLeftIsReplaced() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("private-key.pem"), "half a k");
        Files.writeString(directory.resolve("private-key.pem.partial"), "half a k");
        Files.writeString(directory.resolve("certificate.pem.partial"), "half a c");

        assertThatCode(this::create).doesNotThrowAnyException();
        onlyTheOwnerMayReadIt();
        nothingButTheTwoFilesIsLeft();
    }

    @Test
    void theKeyIsOfTheCurveP256() throws IOException {
        TlsIdentity identity = create();

        assertThat(identity.key().getAlgorithm()).isEqualTo("EC");
        assertThat(identity.certificate().getPublicKey()).isInstanceOfSatisfying(ECPublicKey.class, key -> {
            assertThat(key.getParams().getCurve().getField().getFieldSize()).isEqualTo(256);
            assertThat(key.getParams().toString()).contains("secp256r1");
        });
    }

    @Test
    void itIsSignedByItself() throws Exception {
        X509Certificate certificate = create().certificate();

        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(certificate.getIssuerX500Principal()).isEqualTo(certificate.getSubjectX500Principal());
        assertThat(certificate.getVersion()).isEqualTo(3);
    }

    @Test
    void itIsAServersCertificateAndNoAuthoritys() throws Exception {
        X509Certificate certificate = create().certificate();

        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getKeyUsage()[0]).as("digitalSignature").isTrue();
    }

    @Test
    void itIsValidFromYesterdayForTenYears() throws Exception {
        X509Certificate certificate = create().certificate();
        Instant now = Instant.now();

        certificate.checkValidity();
        assertThat(certificate.getNotBefore().toInstant())
                .isBetween(now.minus(Duration.ofDays(1)).minusSeconds(600), now.minus(Duration.ofHours(23)));
        assertThat(certificate.getNotAfter().toInstant())
                .isBetween(now.plus(Duration.ofDays(3649)), now.plus(Duration.ofDays(3651)));
    }

    @Test
    void itIsGoodForThisMachine() throws Exception {
        X509Certificate certificate = create().certificate();

        assertThat(names(certificate, DNS_NAME))
                .contains("localhost", InetAddress.getLocalHost().getHostName());
        assertThat(names(certificate, IP_ADDRESS)).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
    }

    @Test
    void itIsGoodForTheNamesAndAddressesGiven() throws Exception {
        X509Certificate certificate = SelfSignedCertificate.loadOrCreate(
                        directory, List.of("files.example", "192.0.2.7", "2001:db8::7", "localhost"))
                .certificate();

        assertThat(names(certificate, DNS_NAME)).contains("files.example").containsOnlyOnce("localhost");
        assertThat(names(certificate, IP_ADDRESS))
                .containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1", "192.0.2.7", "2001:db8:0:0:0:0:0:7");
    }

    @Test
    void theFingerprintIsTheDigestOfTheCertificate() throws GeneralSecurityException, IOException {
        TlsIdentity identity = create();

        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(identity.certificate().getEncoded());
        assertThat(identity.fingerprint())
                .isEqualTo(HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest))
                .matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    }

    @Test
    void aCertificateWhoseKeyIsGoneIsRefused() throws IOException {
        create();
        Path key = directory.resolve(SelfSignedCertificate.KEY_FILE);
        Files.delete(key);

        assertThatThrownBy(this::create)
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("tls.private-key: " + key + " (expected: a PEM file; there is no such file)");
    }

    @Test
    void aCertificateThatIsGoneIsMadeAnewWithItsKey() throws IOException {
        TlsIdentity first = create();
        Files.delete(directory.resolve(SelfSignedCertificate.CERTIFICATE_FILE));

        TlsIdentity second = create();

        assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(create()).isEqualTo(second);
    }

    @Test
    void aDamagedCertificateIsRefusedAndKept() throws IOException {
        create();
        Path certificate = directory.resolve(SelfSignedCertificate.CERTIFICATE_FILE);
        Files.writeString(certificate, "damaged");

        assertThatThrownBy(this::create)
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("tls.certificate: " + certificate + " (expected: a PEM file");
        assertThat(certificate).hasContent("damaged");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsAnError() throws IOException {
        Files.writeString(temporary.resolve("data"), "a file");

        assertThatThrownBy(this::create).isInstanceOf(IOException.class);
    }

    private TlsIdentity create() throws IOException {
        return SelfSignedCertificate.loadOrCreate(directory, List.of());
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> names(X509Certificate certificate, int type) throws CertificateParsingException {
        return certificate.getSubjectAlternativeNames().stream()
                .filter(name -> name.get(0).equals(type))
                .map(name -> (String) name.get(1))
                .toList();
    }
}
