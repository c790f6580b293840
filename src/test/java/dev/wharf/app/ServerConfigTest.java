package dev.wharf.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.config.ConfigSource;
import dev.wharf.config.ConfigurationException;
import dev.wharf.net.SocketConfig;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {
    private static final URL DEFAULTS =
            Objects.requireNonNull(ServerConfig.class.getResource("/dev/wharf/app/wharf.conf"));
    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*([a-z-]+) = .*");

    @Test
    void theKeysOfTheDefaultsAreTheComponentsOfTheRecords() {
        Set<String> components = new TreeSet<>();
        collect("", ServerConfig.class, components);

        assertThat(ConfigSource.keysOf(DEFAULTS)).isEqualTo(components);
    }

    @Test
    void noTwoKeysShareAVariable() {
        Set<String> variables = new HashSet<>();

        assertThat(ConfigSource.keysOf(DEFAULTS))
                .allSatisfy(key -> assertThat(variables.add(ConfigSource.variableOf(key)))
                        .as(key)
                        .isTrue());
    }

    @Test
    void noKeyHasTheVariableThatTheLauncherUses() {
        assertThat(ConfigSource.keysOf(DEFAULTS))
                .extracting(ConfigSource::variableOf)
                .doesNotContain("WHARF_CONFIG", "WHARF_JAVA_OPTS", "WHARF_HOME");
    }

    @Test
    void everyKeyIsExplainedOnTheLineBeforeIt() throws IOException {
        List<String> lines = defaultLines();
        List<String> unexplained = new ArrayList<>();
        Set<String> explainedNames = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher assignment = ASSIGNMENT.matcher(lines.get(i));
            if (!assignment.matches()) {
                continue;
            }
            String name = assignment.group(1);
            boolean explained = i > 0 && lines.get(i - 1).strip().startsWith("#");
            // A section of a listener explains its switch; the comment on an address is on its host and port.
            boolean listenersSwitch = name.equals("enabled") && lines.get(i - 1).endsWith("{");
            boolean portOfAddress =
                    name.equals("port") && lines.get(i - 1).strip().startsWith("host = ");
            if (explained) {
                explainedNames.add(name);
            } else if (!name.equals("socket") && !listenersSwitch && !portOfAddress) {
                unexplained.add((i + 1) + ": " + lines.get(i));
            }
        }
        assertThat(unexplained).isEmpty();
        assertThat(explainedNames).contains("data-directory", "enabled", "host", "max-line-bytes", "threads");
    }

    @Test
    void theSectionOfEveryListenerIsExplained() throws IOException {
        List<String> lines = defaultLines();
        for (String listener : List.of("explicit", "implicit", "plain", "admin")) {
            int line = lines.stream().map(String::strip).toList().indexOf(listener + " {");
            assertThat(lines.get(line - 1).strip()).as(listener).startsWith("# ");
        }
        assertThat(String.join("\n", lines)).contains("# The same over TLS.\n  tls {");
    }

    @Test
    void theDefaultsBind() {
        ServerConfig config = bind(Map.of());

        assertThat(config.dataDirectory()).isEqualTo(Path.of("./data"));
        assertThat(config.ftp().root()).isEqualTo(Path.of("./data/ftp"));
        assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.log().level()).isEqualTo(ServerConfig.LogConfig.Level.INFO);
        assertThat(config.ftp().explicit().port()).isEqualTo(2121);
        assertThat(config.cloudhash().plain().host()).isEqualTo("127.0.0.1");
        assertThat(config.cloudhash().plain().socket().writeHighWatermarkBytes())
                .isEqualTo(16 << 20);
        assertThat(config.tls().certificate()).isEmpty();
        assertThat(config.tls().protocols()).containsExactly("TLSv1.3", "TLSv1.2");
    }

    @Test
    void everyDefaultIsAValueThatAVariableCanRepeat() {
        // What is typed as a variable is text; a key whose default only binds as a number or a list would be caught.
        ConfigSource source = ConfigSource.read(
                DEFAULTS,
                Optional.empty(),
                Map.of(
                        "WHARF_FTP_EXPLICIT_PORT", "2121",
                        "WHARF_FTP_EXPLICIT_ENABLED", "true",
                        "WHARF_FTP_MAX_LINE_BYTES", "4 KiB",
                        "WHARF_FTP_IDLE_TIMEOUT", "5 minutes",
                        "WHARF_TLS_PROTOCOLS", "TLSv1.3, TLSv1.2",
                        "WHARF_TLS_HOST_NAMES", "",
                        "WHARF_FTP_PASSIVE_PORTS", "50000-50099",
                        "WHARF_NETWORK_TRANSPORT", "auto",
                        "WHARF_DISK_QUEUE", "1024"),
                Map.of());

        assertThat(source.bind(ServerConfig.class)).isEqualTo(bind(Map.of()));
    }

    @Test
    void theNetworksSocketOptionsReachEveryListener() {
        ServerConfig config = bind(Map.of("network.socket.backlog", "77"));

        assertThat(List.of(
                        config.ftp().explicit().socket(),
                        config.ftp().implicit().socket(),
                        config.cloudhash().plain().socket(),
                        config.cloudhash().tls().socket(),
                        config.cloudhash().resp().socket(),
                        config.cloudhash().framed().socket(),
                        config.admin().socket()))
                .allSatisfy(socket -> assertThat(socket.backlog()).isEqualTo(77));
    }

    @Test
    void aListenersOwnSocketOptionsStayItsOwn() {
        ServerConfig config = bind(Map.of("ftp.explicit.socket.keep-alive", "false"));
        SocketConfig others = config.network().socket();

        assertThat(config.ftp().explicit().socket().keepAlive()).isFalse();
        assertThat(config.ftp().explicit().socket().backlog()).isEqualTo(others.backlog());
        assertThat(others.keepAlive()).isTrue();
        assertThat(config.ftp().implicit().socket()).isEqualTo(others);
    }

    @Test
    void theServedFilesFollowTheDataDirectory() {
        assertThat(bind(Map.of("data-directory", "/srv/wharf")).ftp().root()).isEqualTo(Path.of("/srv/wharf/ftp"));
    }

    @Test
    void zeroDiskThreadsMeansAtLeastFour() {
        assertThat(bind(Map.of()).disk().threadCount())
                .isEqualTo(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));
        assertThat(bind(Map.of("disk.threads", "1")).disk().threadCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            drain-timeout                     | -1 s     | 0 s..86400 s
            drain-timeout                     | 172800 s   | 0 s..86400 s
            drain-timeout                     | soon     | a duration such as 500 ms, 30 s or 5 minutes
            log.level                         | TRACE    | one of error, warn, info, debug
            network.transport                 | kqueue   | one of auto, epoll, io_uring, nio
            network.event-loops               | -1       | 0..1024
            network.event-loops               | 1025     | 0..1024
            network.event-loops               | all      | a whole number
            network.max-connections           | 0        | 1..10000000
            network.max-connections           | 10000001 | 1..10000000
            network.max-connections-per-address | -1     | 0..10000000
            network.socket.backlog            | 0        | 1..65535
            network.socket.reuse-address      | perhaps  | true or false
            network.socket.tcp-no-delay       | 2        | true or false
            network.socket.keep-alive         | never    | true or false
            network.socket.receive-buffer-bytes | 2 GiB  | at most 2147483647
            network.socket.receive-buffer-bytes | 1073741825 | 0..1073741824
            network.socket.send-buffer-bytes  | big      | a size such as 4096, 64 KiB or 16 MiB
            network.socket.write-high-watermark-bytes | 1023 | 1024..1073741824
            network.socket.write-low-watermark-bytes  | 65537 | 0..65536
            disk.threads                      | 1025     | 0..1024
            disk.queue                        | 0        | 1..1000000
            disk.queue                        | 1000001  | 1..1000000
            tls.provider                      | openssl  | one of auto, boringssl, jdk
            tls.handshake-timeout             | 99 ms    | 100 ms..600 s
            tls.handshake-timeout             | 660 s     | 100 ms..600 s
            ftp.login-timeout                 | 90000 s     | 0 s..86400 s
            ftp.idle-timeout                  | 691200 s      | 0 s..604800 s
            ftp.command-timeout               | -5 ms    | 0 s..86400 s
            ftp.max-line-bytes                | 511      | 512..65536
            ftp.max-line-bytes                | 65537    | 512..65536
            ftp.tls                           | maybe    | one of off, offered, required
            ftp.explicit.enabled              | 1        | true or false
            ftp.explicit.host                 | ''       | a name or address of this machine, or *
            ftp.explicit.port                 | 65536    | 0..65535
            ftp.implicit.port                 | -1       | 0..65535
            ftp.implicit.socket.backlog       | 65536    | 1..65535
            ftp.passive.ports                 | 80       | ports such as 50000-50099, or one such as 50000, or 0 for \
            any, 1024..65535, the lower first
            ftp.passive.ports                 | a-b      | ports such as 50000-50099, or one such as 50000, or 0 for any
            ftp.data-tls                      | always   | one of require, prefer, off
            ftp.proxy-protocol.from           | 10.0.0.1/8 | a network such as 10.0.0.0/8 or fd00::/8, or one address; \
            behind the first 8 bits all must be zero
            ftp.proxy-protocol.timeout        | 10 ms    | 100 ms..300 s
            ftp.proxy-protocol.data           | true     | false, or the proxies in ftp.proxy-protocol.from
            ftp.passive.public-address        | ::1      | an IPv4 address or a DNS name
            ftp.passive.public-address        | 10.0.0   | an IPv4 address or a DNS name
            ftp.passive.public-address-for    | 10.0.0.0/8 | a network and what it is told: 10.0.0.0/8 = 10.1.2.3, or = \
            reached
            ftp.active.connect-timeout        | 0 s      | 100 ms..300 s
            ftp.transfer.accept-timeout       | 660 s     | 100 ms..600 s
            ftp.transfer.stall-timeout        | 7200 s      | 100 ms..3600 s
            cloudhash.idle-timeout            | 691200 s      | 0 s..604800 s
            cloudhash.request-timeout         | -1 s     | 0 s..86400 s
            cloudhash.write-timeout           | -1 s     | 0 s..86400 s
            cloudhash.max-line-bytes          | 63       | 64..1073741824
            cloudhash.max-frame-bytes         | 63       | 64..1073741824
            cloudhash.max-key-bytes           | 0        | 1..33554432
            cloudhash.max-value-bytes         | 33554433 | 1..33554432
            cloudhash.insecure                | very     | true or false
            cloudhash.tls.host                | 10.0.0.1 | a loopback address, or cloudhash.password, or \
            cloudhash.insecure = true
            admin.port                        | http     | a whole number
            """)
    void aBadValueIsNamedWithItsKeyAndWhatWasExpected(String key, String value, String expected) {
        assertThatThrownBy(() -> bind(Map.of(key, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("command line: %s: %s (expected: %s)", key, value, expected);
    }

    @ParameterizedTest
    @CsvSource({"SSLv3, [SSLv3]", "TLSv1.3 TLSv1.2, [TLSv1.3 TLSv1.2]", "'', []"})
    void unknownOrNoProtocolsAreRefused(String value, String shown) {
        assertThatThrownBy(() -> bind(Map.of("tls.protocols", value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("command line: tls.protocols: %s (expected: one or more of TLSv1.3, TLSv1.2)", shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\tb", "a\u0000b"})
    void aBannerOfSeveralLinesIsRefused(String banner) {
        assertThatThrownBy(() -> bind(Map.of("ftp.banner", banner)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("command line: ftp.banner: (text) (expected: one line of text)");
    }

    @Test
    void aCertificateWithoutAKeyIsRefusedAtTheKey() {
        assertThatThrownBy(() -> bind(Map.of("tls.certificate", "c.pem")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("built-in defaults:\\d+: tls.private-key: \"\" "
                        + "\\(expected: a PEM file, because tls.certificate names one\\)");
    }

    private static ServerConfig bind(Map<String, String> settings) {
        return ConfigSource.read(DEFAULTS, Optional.empty(), Map.of(), settings).bind(ServerConfig.class);
    }

    private static List<String> defaultLines() throws IOException {
        try (InputStream in = DEFAULTS.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static void collect(String prefix, Class<?> type, Set<String> keys) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key =
                    prefix + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            boolean parsesItself = Arrays.stream(component.getType().getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals("parse"));
            if (component.getType().isRecord() && !parsesItself) {
                collect(key + ".", component.getType(), keys);
            } else {
                keys.add(key);
            }
        }
    }
}
