package dev.wharf.cloudhash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.cloudhash.framing.FramingChoice;
import dev.wharf.cloudhash.protocol.Limits;
import dev.wharf.cloudhash.store.durable.Durability;
import dev.wharf.cloudhash.store.durable.DurableConfig;
import dev.wharf.cloudhash.store.memory.EvictionPolicy;
import dev.wharf.common.InvalidValueException;
import dev.wharf.net.SocketConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudHashConfigTest {
    private static final String EXPECTED = "a loopback address, or cloudhash.password, or cloudhash.insecure = true";

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.0.9", "localhost", "::1"})
    void loopbackNeedsNoPermission(String host) {
        assertThatCode(() -> config(false, listener(true, host), listener(true, host)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "0.0.0.0",
                "::",
                "10.1.2.3",
                "192.168.0.1",
                "example.org",
                "127.0.0.1.example.org",
                "1127.0.0.1",
                "127.0.0",
                "localhost.example.org"
            })
    void otherMachinesAreRefused(String host) {
        assertThatThrownBy(() -> config(false, listener(true, host), listener(true, "::1")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("plain.host: %s (expected: %s)", host, EXPECTED);
        assertThatThrownBy(() -> config(false, listener(true, "::1"), listener(true, host)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("tls.host: %s (expected: %s)", host, EXPECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "0.0.0.0", "10.1.2.3", "example.org"})
    void otherMachinesAreLetInWhenThatIsSaid(String host) {
        assertThatCode(() -> config(true, listener(true, host), listener(true, host)))
                .doesNotThrowAnyException();
    }

    @Test
    void otherMachinesAreLetInWithAPassword() {
        CloudHashListenerConfig everywhere = listener(true, "*");
        assertThatCode(() -> config(100, 200, 50, 150, Optional.of("secret"), false, everywhere, everywhere))
                .doesNotThrowAnyException();
    }

    @Test
    void aListenerThatIsOffMayHaveAnyAddress() {
        assertThatCode(() -> config(false, listener(false, "*"), listener(false, "*")))
                .doesNotThrowAnyException();
    }

    @Test
    void theLimitsAreThoseConfigured() {
        assertThat(config(false, listener(true, "::1"), listener(true, "::1")).limits())
                .isEqualTo(new Limits(100, 200, 50, 150));
    }

    @Test
    void aKeyOrValueLongerThanAFrameIsNotPromised() {
        assertThatThrownBy(() -> sized(64, 65, 1)).hasMessage("max-key-bytes: 65 (expected: 1..64)");
        assertThatThrownBy(() -> sized(64, 1, 65)).hasMessage("max-value-bytes: 65 (expected: 1..64)");
        assertThatCode(() -> sized(64, 64, 64)).doesNotThrowAnyException();
    }

    private static CloudHashConfig sized(int frameBytes, int keyBytes, int valueBytes) {
        CloudHashListenerConfig listener = listener(true, "localhost");
        return config(64, frameBytes, keyBytes, valueBytes, Optional.empty(), false, listener, listener);
    }

    private static CloudHashConfig config(
            boolean insecure, CloudHashListenerConfig plain, CloudHashListenerConfig tls) {
        return config(100, 200, 50, 150, Optional.empty(), insecure, plain, tls);
    }

    private static CloudHashConfig config(
            int lineBytes,
            int frameBytes,
            int keyBytes,
            int valueBytes,
            Optional<String> password,
            boolean insecure,
            CloudHashListenerConfig plain,
            CloudHashListenerConfig tls) {
        Duration second = Duration.ofSeconds(1);
        CloudHashListenerConfig off = listener(false, "localhost");
        return new CloudHashConfig(
                second,
                second,
                second,
                second,
                lineBytes,
                frameBytes,
                keyBytes,
                valueBytes,
                1 << 20,
                0,
                EvictionPolicy.NOEVICTION,
                CloudHashConfig.StoreChoice.MEMORY,
                new DurableConfig(Path.of("unused"), Durability.STRICT, 1 << 20),
                password,
                insecure,
                plain,
                tls,
                off,
                off);
    }

    private static CloudHashListenerConfig listener(boolean enabled, String host) {
        return new CloudHashListenerConfig(
                enabled,
                host,
                0,
                CloudHashListenerConfig.Tls.OFF,
                FramingChoice.AUTO,
                CloudHashListenerConfig.Endian.LITTLE,
                new SocketConfig(16, true, true, true, 0, 0, 1024, 512));
    }
}
