package dev.wharf.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.common.InvalidValueException;
import dev.wharf.net.tls.TlsConfig.ProviderChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsConfigTest {
    private static final Optional<Path> NONE = Optional.empty();
    private static final Optional<Path> FILE = Optional.of(Path.of("a.pem"));
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    @Test
    void aCertificateAndItsKeyBelongTogether() {
        assertThatCode(() -> files(NONE, NONE)).doesNotThrowAnyException();
        assertThatCode(() -> files(FILE, FILE)).doesNotThrowAnyException();
    }

    @Test
    void aCertificateWithoutKeyIsRefused() {
        assertThatThrownBy(() -> files(FILE, NONE))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("private-key: \"\" (expected: a PEM file, because tls.certificate names one)");
    }

    @Test
    void aKeyWithoutCertificateIsRefused() {
        assertThatThrownBy(() -> files(NONE, FILE))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("certificate: \"\" (expected: a PEM file, because tls.private-key names one)");
    }

    @Test
    void knownProtocolsAreTaken() {
        assertThat(protocols("TLSv1.3").protocols()).containsExactly("TLSv1.3");
        assertThat(protocols("TLSv1.2").protocols()).containsExactly("TLSv1.2");
        assertThat(protocols("TLSv1.2", "TLSv1.3").protocols()).containsExactly("TLSv1.2", "TLSv1.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.1", "TLSv1", "SSLv3", "tlsv1.3", "TLSv1.3 ", ""})
    void otherProtocolsAreRefused(String protocol) {
        assertThatThrownBy(() -> protocols("TLSv1.3", protocol))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("protocols: [TLSv1.3, %s] (expected: one or more of TLSv1.3, TLSv1.2)", protocol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"files.example.org", "*.example.org", "localhost", "a-1", "192.0.2.1", "2001:db8::1"})
    void namesAndAddressesAreTaken(String name) {
        assertThat(named(name).hostNames()).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "b\u00fccher.example", "fe80::1%eth0", "[::1]", "-a", "a..b", "a.*"})
    void whatIsNoNameIsRefused(String name) {
        assertThatThrownBy(() -> named(name))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("host-names: " + name + " (expected: names such as files.example.org");
    }

    private static TlsConfig named(String name) {
        return new TlsConfig(NONE, NONE, List.of(name), ProviderChoice.AUTO, List.of("TLSv1.3"), TEN_SECONDS);
    }

    @Test
    void noProtocolIsRefused() {
        assertThatThrownBy(() -> protocols())
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("protocols: [] (expected: one or more of TLSv1.3, TLSv1.2)");
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 10_000, 600_000})
    void aHandshakeMayTakeFromATenthOfASecondToTenMinutes(long millis) {
        assertThatCode(() -> timeout(Duration.ofMillis(millis))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 99, 600_001, -1000})
    void otherHandshakeTimeoutsAreRefused(long millis) {
        assertThatThrownBy(() -> timeout(Duration.ofMillis(millis)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("handshake-timeout: ")
                .hasMessageEndingWith(" (expected: 100 ms..600 s)");
    }

    @Test
    void theListsAreCopied() {
        List<String> names = new ArrayList<>(List.of("a"));
        List<String> protocols = new ArrayList<>(List.of("TLSv1.3"));
        TlsConfig config = new TlsConfig(NONE, NONE, names, ProviderChoice.AUTO, protocols, TEN_SECONDS);
        names.add("b");
        protocols.add("SSLv3");

        assertThat(config.hostNames()).containsExactly("a");
        assertThat(config.protocols()).containsExactly("TLSv1.3");
    }

    private static TlsConfig files(Optional<Path> certificate, Optional<Path> key) {
        return new TlsConfig(certificate, key, List.of(), ProviderChoice.AUTO, List.of("TLSv1.3"), TEN_SECONDS);
    }

    private static TlsConfig protocols(String... protocols) {
        return new TlsConfig(NONE, NONE, List.of(), ProviderChoice.AUTO, List.of(protocols), TEN_SECONDS);
    }

    private static TlsConfig timeout(Duration timeout) {
        return new TlsConfig(NONE, NONE, List.of(), ProviderChoice.AUTO, List.of("TLSv1.3"), timeout);
    }
}
