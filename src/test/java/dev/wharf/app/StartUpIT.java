package dev.wharf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.auth.PasswordHash;
import dev.wharf.testing.ForeignProgram;
import dev.wharf.testing.ForeignProgram.Result;
import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line, the ready line, and everything that keeps Wharf from starting. */
class StartUpIT {
    @TempDir
    private Path directory;

    private Result wharf(String... arguments) {
        List<String> command = new ArrayList<>(List.of(RunningWharf.launcher().toString()));
        command.addAll(List.of(arguments));
        return ForeignProgram.run(directory, "", command);
    }

    private Result serveWith(String... settings) {
        List<String> arguments = new ArrayList<>(List.of("serve"));
        for (String setting : List.of(
                "data-directory=" + directory.resolve("data"),
                "ftp.explicit.port=0",
                "ftp.implicit.port=0",
                "ftp.passive.ports=0",
                "cloudhash.plain.port=0",
                "cloudhash.tls.port=0",
                "admin.port=0")) {
            if (List.of(settings).stream()
                    .noneMatch(own -> own.startsWith(setting.substring(0, setting.indexOf('='))))) {
                arguments.addAll(List.of("--set", setting));
            }
        }
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        return wharf(arguments.toArray(String[]::new));
    }

    private static void assertRefused(Result result, String line) {
        assertThat(result.output()).isEqualTo("wharf: " + line + "\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void namesEveryPortAndTheFingerprintInOneReadyLine() {
        try (RunningWharf running = RunningWharf.start()) {
            assertThat(running.readyLine())
                    .matches("wharf ready: ftp\\.explicit=\\*:\\d+ ftp\\.implicit=\\*:\\d+"
                            + " cloudhash\\.plain=127\\.0\\.0\\.1:\\d+ cloudhash\\.tls=127\\.0\\.0\\.1:\\d+"
                            + " admin=127\\.0\\.0\\.1:\\d+ ftp\\.passive=0 cloudhash\\.durability=strict cloudhash\\.keys=0 transport=\\w+ tls=BoringSSL"
                            + " certificate-sha256=([0-9A-F]{2}:){31}[0-9A-F]{2}");
        }
    }

    @Test
    void makesASampleFileAndKeepsItsCertificate() throws IOException {
        String first;
        try (RunningWharf running = RunningWharf.start("ftp.root=" + directory.resolve("served"))) {
            first = fingerprint(running);
            try (RawConnection ftp = RawConnection.to(running.ftpPort()).login()) {
                assertThat(ftp.command("SIZE hello.txt")).startsWith("213 ");
            }
            Path kept = running.directory().resolve("tls");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                    .isEqualTo("rwx------");
            Files.createDirectories(directory.resolve("data"));
            Files.move(kept, directory.resolve("data/tls"));
        }
        try (RunningWharf running = RunningWharf.start(
                "tls.certificate=" + directory.resolve("data/tls/certificate.pem"),
                "tls.private-key=" + directory.resolve("data/tls/private-key.pem"))) {
            assertThat(fingerprint(running)).isEqualTo(first);
        }
    }

    private static String fingerprint(RunningWharf running) {
        return running.readyLine().replaceFirst(".*certificate-sha256=(\\S+).*", "$1");
    }

    @Test
    void helps() {
        Result help = wharf("--help");
        assertThat(help.exit()).isZero();
        assertThat(help.output()).contains("Usage: wharf", "serve", "check-config", "--config", "--set");
        assertThat(wharf("serve", "--help").output()).contains("SIGTERM");
        assertThat(wharf("--version").output()).matches("wharf \\d+\\.\\d+\\.\\d+.*\n");
        assertThat(wharf("frobnicate").exit()).isNotZero();
    }

    @Test
    void checksTheConfigurationWithoutStarting() throws IOException {
        Path file = Files.writeString(directory.resolve("good.conf"), "ftp { explicit { port = 21 } }\n");
        Result good = wharf("check-config", "--config", file.toString());
        assertThat(good.output()).isEqualTo("wharf: the configuration is good\n");
        assertThat(good.exit()).isZero();
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void checksTheAccountsToo() throws IOException {
        Path users = Files.writeString(directory.resolve("users.conf"), "users {\n  ann { password = hunter2 }\n}\n");
        assertRefused(
                wharf("check-config", "--set", "ftp.users-file=" + users),
                users + ":2: users.ann.password: (not shown) (expected: a hash that wharf hash-password made: "
                        + "bcrypt ($2a$, $2b$, $2y$) or argon2id of cost 4 to 16)");
    }

    @Test
    void hashesAPasswordFromStandardInput() {
        String password = "pass w\u00c3\u00b6rd"; // the bytes of UTF-8
        Result argon2id = hashPassword(password + "\n");
        assertThat(argon2id.output()).startsWith("$argon2id$").hasLineCount(1);
        assertThat(argon2id.exit()).isZero();
        assertThat(PasswordHash.parse(argon2id.output().strip()).matches(password))
                .isTrue();

        Result bcrypt = hashPassword(password, "--bcrypt", "--cost", "5");
        assertThat(bcrypt.output()).startsWith("$2y$05$").hasLineCount(1);
        assertThat(PasswordHash.parse(bcrypt.output().strip()).matches(password))
                .isTrue();

        assertRefused(hashPassword("\n"), "password: empty (expected: at least one character)");
        assertRefused(hashPassword("x".repeat(73), "--bcrypt"), "password: 73 bytes (expected: at most 72 for bcrypt)");
        assertRefused(hashPassword("x", "--bcrypt", "--cost", "17"), "--cost: 17 (expected: 4..16)");
    }

    private Result hashPassword(String input, String... options) {
        List<String> command = new ArrayList<>(List.of(RunningWharf.launcher().toString(), "hash-password"));
        command.addAll(List.of(options));
        return ForeignProgram.run(directory, input, command);
    }

    @Test
    void checksTheDocumentedFile() {
        Path documented =
                RunningWharf.launcher().resolve("../../config/wharf.conf").normalize();
        assertThat(wharf("check-config", "-c", documented.toString()).exit()).isZero();
    }

    @Test
    void namesFileLineKeyValueAndExpectationOfAWrongValue() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.conf"), "# one\nftp {\n  max-line-bytes = 100\n}\n");
        assertRefused(
                wharf("check-config", "--config", file.toString()),
                file + ":3: ftp.max-line-bytes: 100 (expected: 512..65536)");
        assertRefused(wharf("--config", file.toString()), file + ":3: ftp.max-line-bytes: 100 (expected: 512..65536)");
    }

    @Test
    void namesFileLineAndNearestKeyOfAWrongKey() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.conf"), "ftp.idle-timeut = 3 s\n");
        assertRefused(
                wharf("check-config", "--config", file.toString()),
                file + ":1: ftp.idle-timeut: unknown key (expected: a known one, as ftp.idle-timeout)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp.explicit.port=70000 | command line: ftp.explicit.port: 70000 (expected: 0..65535)",
                "ftp.explicit.port=x | command line: ftp.explicit.port: x (expected: a whole number)",
                "ftp.idle-timeout=soon | command line: ftp.idle-timeout: soon (expected: a duration such as 500 ms, 30 s or 5 minutes)",
                "ftp.tls=maybe | command line: ftp.tls: maybe (expected: one of off, offered, required)",
                "ftp.passive.ports=9-8 | command line: ftp.passive.ports: 9-8 (expected: ports such as 50000-50099, or one such as 50000, or 0 for any, 1024..65535, the lower first)",
                "ftp.passive.public-address=::1 | command line: ftp.passive.public-address: ::1 (expected: an IPv4 address or a DNS name)",
                "network.transport=kqueue | command line: network.transport: kqueue (expected: one of auto, epoll, io_uring, nio)",
                "cloudhash.plain.host=0.0.0.0 | command line: cloudhash.plain.host: 0.0.0.0 (expected: a loopback address, or cloudhash.password, or cloudhash.insecure = true)",
                "admin.host=no.such.host.invalid | command line: admin.host: no.such.host.invalid (expected: a name or address of this machine, or *)",
                "admin.host=192.0.2.1 | command line: admin.host: 192.0.2.1 (expected: an address of this machine, or *)",
            })
    void refusesWrongSettings(String setting, String line) {
        assertRefused(serveWith(setting), line);
    }

    @Test
    void refusesACertificateWithoutItsKey() {
        Result result = serveWith("tls.certificate=/nowhere.pem");
        assertThat(result.output())
                .matches("wharf: built-in defaults:\\d+: tls\\.private-key: \"\" "
                        + "\\(expected: a PEM file, because tls\\.certificate names one\\)\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void namesTheNearestKeyOfAWrongOne() {
        assertRefused(
                serveWith("ftp.pasive.ports=1"),
                "command line: ftp.pasive.ports: unknown key (expected: a known one, as ftp.passive.ports)");
    }

    @Test
    void refusesAPortInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();
            assertRefused(
                    serveWith("ftp.explicit.port=" + port),
                    "command line: ftp.explicit.port: " + port
                            + " (expected: a port free to bind; the system said: bind(..) failed with error(-98): Address already in use)");
        }
    }

    @Test
    void refusesCertificatesThatCannotBeUsed() throws IOException {
        Path garbage = Files.writeString(directory.resolve("garbage.pem"), "garbage");
        assertRefused(
                serveWith("tls.certificate=/nowhere.pem", "tls.private-key=/nowhere.pem"),
                "command line: tls.certificate: /nowhere.pem (expected: a PEM file; there is no such file)");
        Result result = serveWith("tls.certificate=" + garbage, "tls.private-key=" + garbage);
        assertThat(result.output())
                .startsWith("wharf: command line: tls.certificate: " + garbage
                        + " (expected: a PEM file with certificates;")
                .hasLineCount(1);
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void refusesAConfigurationFileThatIsNotThere() {
        assertRefused(
                wharf("--config", "/nowhere.conf"), "/nowhere.conf: cannot be read (expected: a configuration file)");
    }

    @Test
    void refusesADataDirectoryThatIsAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        Result result = serveWith("data-directory=" + file);
        assertThat(result.output())
                .startsWith("wharf: command line: data-directory: " + file + " (expected: a directory in which tls/")
                .hasLineCount(1);
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void takesKeysFromTheEnvironment() {
        Result result = ForeignProgram.run(
                "sh", "-c", "WHARF_FTP_MAX_LINE_BYTES=1 exec " + RunningWharf.launcher() + " check-config");
        assertRefused(
                result, "environment variable WHARF_FTP_MAX_LINE_BYTES: ftp.max-line-bytes: 1 (expected: 512..65536)");
        Result unknown = ForeignProgram.run(
                "sh", "-c", "WHARF_FTP_MAX_LINE=1 exec " + RunningWharf.launcher() + " check-config");
        assertRefused(
                unknown,
                "environment: WHARF_FTP_MAX_LINE: unknown (expected: the variable of a key, as WHARF_FTP_MAX_LINE_BYTES)");
    }
}
