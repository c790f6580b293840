package dev.wharf.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.common.Check;
import dev.wharf.common.InvalidValueException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSourceTest {
    private static final String DEFAULTS = """
            name = plain
            base = ./data
            root = ${base}/files
            names = []
            server {
              port = 80
              idle-timeout = 5 s
            }
            """;

    @TempDir
    private Path directory;

    private URL defaults;
    private Path file;

    record Everything(String name, String base, String root, List<String> names, Server server) {}

    record Server(int port, Duration idleTimeout) {
        Server {
            Check.inRange("port", port, 1, 65_535);
        }
    }

    @BeforeEach
    void writeDefaults() throws IOException {
        Path path = directory.resolve("defaults.conf");
        Files.writeString(path, DEFAULTS);
        defaults = path.toUri().toURL();
        file = directory.resolve("wharf.conf");
    }

    @Test
    void withoutAnythingElseTheDefaultsHold() {
        Everything bound = read(Map.of(), Map.of()).bind(Everything.class);

        assertThat(bound)
                .isEqualTo(new Everything(
                        "plain", "./data", "./data/files", List.of(), new Server(80, Duration.ofSeconds(5))));
    }

    @Test
    void theFileOverridesTheDefaults() {
        assertThat(portOf(readFile("server.port = 1001"))).isEqualTo(1001);
    }

    @Test
    void theEnvironmentOverridesTheFile() {
        ConfigSource source = readFile("server.port = 1001", Map.of("WHARF_SERVER_PORT", "1002"), Map.of());

        assertThat(portOf(source)).isEqualTo(1002);
    }

    @Test
    void theCommandLineOverridesTheEnvironment() {
        ConfigSource source =
                readFile("server.port = 1001", Map.of("WHARF_SERVER_PORT", "1002"), Map.of("server.port", "1003"));

        assertThat(portOf(source)).isEqualTo(1003);
    }

    @Test
    void theCommandLineOverridesTheDefaults() {
        assertThat(portOf(read(Map.of(), Map.of("server.port", "1003")))).isEqualTo(1003);
    }

    @Test
    void aLayerLeavesTheOtherKeysOfItsSectionAlone() {
        Server server = readFile("server { idle-timeout = 7 s }", Map.of("WHARF_SERVER_PORT", "1002"), Map.of())
                .bind(Everything.class)
                .server();

        assertThat(server).isEqualTo(new Server(1002, Duration.ofSeconds(7)));
    }

    @Test
    void aReferenceInTheDefaultsFollowsEveryLayer() {
        assertThat(readFile("base = /file").bind(Everything.class).root()).isEqualTo("/file/files");
        assertThat(read(Map.of("WHARF_BASE", "/variable"), Map.of())
                        .bind(Everything.class)
                        .root())
                .isEqualTo("/variable/files");
        assertThat(read(Map.of(), Map.of("base", "/set")).bind(Everything.class).root())
                .isEqualTo("/set/files");
    }

    @Test
    void aListIsWrittenWithCommasWhereThereAreNoBrackets() {
        assertThat(read(Map.of("WHARF_NAMES", " a, b ,,c"), Map.of())
                        .bind(Everything.class)
                        .names())
                .containsExactly("a", "b", "c");
        assertThat(read(Map.of("WHARF_NAMES", "a"), Map.of("names", ""))
                        .bind(Everything.class)
                        .names())
                .isEmpty();
    }

    @Test
    void anUnknownKeyInTheFileIsNamedWithItsLineAndTheNearestKey() {
        assertRefused(
                "\n\nserver {\n  prot = 1\n}\n",
                file + ":4: server.prot: unknown key (expected: a known one, as " + "server.port)");
    }

    @Test
    void aValueInTheFileWhereASectionBelongsIsAnUnknownKey() {
        assertRefused("server = 5", file + ":1: server: unknown key (expected: a known one, as server.port)");
    }

    @Test
    void anUnknownVariableIsNamedWithTheNearestOne() {
        assertThatThrownBy(() -> read(Map.of("WHARF_SERVER_PROT", "1"), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("environment: WHARF_SERVER_PROT: unknown (expected: the variable of a key, as "
                        + "WHARF_SERVER_PORT)");
    }

    @Test
    void anUnknownKeyOnTheCommandLineIsNamedWithTheNearestOne() {
        assertThatThrownBy(() -> read(Map.of(), Map.of("server.idle-time", "1")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("command line: server.idle-time: unknown key (expected: a known one, as "
                        + "server.idle-timeout)");
    }

    @Test
    void aSectionOnTheCommandLineIsAnUnknownKey() {
        assertThatThrownBy(() -> read(Map.of(), Map.of("server", "1")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("command line: server: unknown key");
    }

    @Test
    void aNameThatSharesNothingWithAnyKeyIsStillAnsweredWithOne() {
        assertThatThrownBy(() -> read(Map.of(), Map.of("x", "1")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("command line: x: unknown key \\(expected: a known one, as [a-z.-]+\\)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WHARF_CONFIG", "WHARF_JAVA_OPTS", "WHARF_HOME", "PATH", "wharf_server_port", "WHARFAGE"})
    void variablesThatAreNotTheConfigurationsAreIgnored(String variable) {
        assertThat(portOf(read(Map.of(variable, "1"), Map.of()))).isEqualTo(80);
    }

    @Test
    void aBadValueInTheFileIsNamedWithItsLine() {
        assertRefused("server {\n  port = many\n}\n", file + ":2: server.port: many (expected: a whole number)");
    }

    @Test
    void aValueThatARecordRefusesIsNamedWithItsLine() {
        assertRefused("# one\n# two\nserver.port = 0\n", file + ":3: server.port: 0 (expected: 1..65535)");
    }

    @Test
    void aBadValueOfAVariableIsNamedWithTheVariable() {
        ConfigSource source = read(Map.of("WHARF_SERVER_PORT", "0"), Map.of());

        assertThatThrownBy(() -> source.bind(Everything.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("environment variable WHARF_SERVER_PORT: server.port: 0 (expected: 1..65535)");
    }

    @Test
    void aBadValueOnTheCommandLineIsNamedAsSuch() {
        ConfigSource source = read(Map.of(), Map.of("server.idle-timeout", "soon"));

        assertThatThrownBy(() -> source.bind(Everything.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("command line: server.idle-timeout: soon "
                        + "(expected: a duration such as 500 ms, 30 s or 5 minutes)");
    }

    @Test
    void aSectionInTheFileWhereAValueBelongsIsNamedWithItsLine() {
        assertRefused("\nserver.port = {}", file + ":2: server.port: { ... } (expected: a single value)");
    }

    @Test
    void aValueThatTurnsOutBadLaterIsExplainedByItsLine() {
        ConfigSource source = readFile("\nserver.port = 81");

        assertThat(source.explain(new InvalidValueException("server.port", 81, "a free one")))
                .hasMessage(file + ":2: server.port: 81 (expected: a free one)");
    }

    @Test
    void aValueThatTurnsOutBadLaterAndIsNoKeyIsExplainedWithoutPlace() {
        assertThat(read(Map.of(), Map.of()).explain(new InvalidValueException("moon", "half", "full")))
                .hasMessage("moon: half (expected: full)");
    }

    @Test
    void aSyntaxErrorIsNamedWithItsLine() {
        assertThatThrownBy(() -> readFile("server {\n  port = 1\n  ] \n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file + ":3: ")
                .message()
                .doesNotContain("\n")
                .hasSizeGreaterThan((file + ":3: ").length());
    }

    @Test
    void aReferenceToNothingIsNamedWithItsLine() {
        assertThatThrownBy(() -> readFile("\nname = ${no.such.key}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file + ":2: ")
                .hasMessageContaining("no.such.key");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> ConfigSource.read(defaults, Optional.of(file), Map.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ": cannot be read (expected: a configuration file)");
    }

    @Test
    void aDirectoryIsNoConfigurationFile() {
        assertThatThrownBy(() -> ConfigSource.read(defaults, Optional.of(directory), Map.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(directory + ": cannot be read (expected: a configuration file)");
    }

    @Test
    void anEmptyFileChangesNothing() {
        assertThat(portOf(readFile(""))).isEqualTo(80);
    }

    @Test
    void theKeysOfTheDefaultsAreTheirLeaves() {
        assertThat(ConfigSource.keysOf(defaults))
                .containsExactly("base", "name", "names", "root", "server.idle-timeout", "server.port");
    }

    @Test
    void theVariableOfAKeyIsInCapitalsWithUnderscores() {
        assertThat(ConfigSource.variableOf("server.idle-timeout")).isEqualTo("WHARF_SERVER_IDLE_TIMEOUT");
    }

    private void assertRefused(String text, String message) {
        assertThatThrownBy(() -> readFile(text).bind(Everything.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    private static int portOf(ConfigSource source) {
        return source.bind(Everything.class).server().port();
    }

    private ConfigSource read(Map<String, String> environment, Map<String, String> settings) {
        return ConfigSource.read(defaults, Optional.empty(), environment, settings);
    }

    private ConfigSource readFile(String text) {
        return readFile(text, Map.of(), Map.of());
    }

    private ConfigSource readFile(String text, Map<String, String> environment, Map<String, String> settings) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ConfigSource.read(defaults, Optional.of(file), environment, settings);
    }
}
