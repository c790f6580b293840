package dev.wharf.ftp;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.auth.Permission;
import dev.wharf.ftp.command.FtpCommand;
import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Accounts over real sockets: who gets in, to what, and what they may do there. */
@SuppressWarnings("AddressSelection") // literals
class AccountsIT {
    /** Of "secret", at the least cost. */
    private static final String HASH = "$2y$04$B.ttzOqbnyVs/VVFtV69t.Kun0dsKJEMiECKWgCSlfJ6PqlPVrKdu";

    private static final String READ_ONLY = "permissions = [list, read]";

    @TempDir
    private static Path directory;

    private static RunningWharf wharf;

    @BeforeAll
    static void start() throws IOException {
        write(
                user("ann", ""),
                user("reader", READ_ONLY),
                user("jailed", "symlinks = none"),
                user("secure", "tls-required = true"),
                user("elsewhere", "networks = [192.0.2.0/24]"),
                user("two", "max-sessions = 2"),
                user("slow", "bandwidth { download-bytes = 64 KiB, upload-bytes = 256 KiB }"),
                user("closed", "enabled = false"),
                user("removed", ""),
                user("nowhere", "home = /proc/nowhere"),
                Arrays.stream(Permission.values())
                        .map(missing -> user("not_" + missing, "permissions = [" + allBut(missing) + "]"))
                        .collect(joining("\n")));
        wharf = RunningWharf.start(
                "ftp.users-file=" + directory.resolve("users.conf"),
                "ftp.account-defaults.home=" + directory + "/%u",
                "auth.longest-delay=1 s",
                "drain-timeout=1 s"); // guessers may still be waiting for their turn
        wharf.file("public.txt", "for everybody");
    }

    @AfterAll
    static void stop() {
        wharf.expectErrors(); // of the tests that provoke them
        wharf.close();
    }

    private static void write(String... users) throws IOException {
        Files.writeString(
                directory.resolve("users.conf"), Arrays.stream(users).collect(joining("\n", "users {\n", "\n}\n")));
    }

    private static String user(String name, String keys) {
        return "  " + name + " { password = \"" + HASH + "\", " + keys + " }";
    }

    private static String allBut(Permission missing) {
        return Arrays.stream(Permission.values())
                .filter(permission -> permission != missing)
                .map(permission -> permission.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(joining(", "));
    }

    private static RawConnection greeted() throws IOException {
        RawConnection ftp = RawConnection.to(wharf.ftpPort());
        assertThat(ftp.reply()).startsWith("220 ");
        return ftp;
    }

    private static RawConnection fromElsewhere() throws IOException {
        return RawConnection.of(new Socket("127.0.0.1", wharf.ftpPort(), InetAddress.getByName("127.0.0.9"), 0));
    }

    private static String login(RawConnection ftp, String name, String password) throws IOException {
        assertThat(ftp.command("USER " + name)).isEqualTo("331 Password required for " + name + ".");
        return ftp.command("PASS " + password);
    }

    private static RawConnection loggedIn(String name) throws IOException {
        RawConnection ftp = greeted();
        assertThat(login(ftp, name, "secret")).startsWith("230 ");
        return ftp;
    }

    private static String retrieve(RawConnection ftp, String name) throws IOException {
        try (RawConnection data = ftp.openData()) {
            ftp.send("RETR " + name + "\r\n");
            assertThat(ftp.reply()).matches("1[25][05] .*");
            String content = data.restAsText();
            assertThat(ftp.reply()).startsWith("226 ");
            return content;
        }
    }

    @Test
    void aUserSeesTheirHomeAndNothingElse() throws IOException {
        try (RawConnection ftp = loggedIn("ann")) {
            Files.writeString(directory.resolve("ann/own.txt"), "ann's own");

            assertThat(retrieve(ftp, "own.txt")).isEqualTo("ann's own");
            assertThat(ftp.command("SIZE public.txt")).startsWith("550 ");
            assertThat(ftp.command("SIZE /../reader")).startsWith("550 ");
        }
    }

    @Test
    void theHomeIsMadeAtTheFirstLogin() throws IOException {
        try (RawConnection ftp = greeted()) {
            assertThat(login(ftp, "reader", "secret")).isEqualTo("230 Logged in, read only.");
            assertThat(directory.resolve("reader")).isDirectory();
        }
    }

    @Test
    void aHomeThatCannotBeOpenedEndsTheLogin() throws IOException {
        try (RawConnection ftp = greeted()) {
            assertThat(login(ftp, "nowhere", "secret"))
                    .isEqualTo("421 Your files cannot be reached now; the server's log says more.");
            assertThat(ftp.line()).isNull();
            await().untilAsserted(() -> assertThat(wharf.errors()).contains("the home of nowhere cannot be opened"));
        }
    }

    @Test
    void wrongPasswordUnknownUserClosedAccountAndForeignNetworkGetTheSameAnswer() throws IOException {
        double wrong = wharf.metric("wharf_ftp_logins_total{outcome=\"wrong_password\"}");
        double foreign = wharf.metric("wharf_ftp_logins_total{outcome=\"foreign_network\"}");
        for (List<String> attempt : List.of(
                List.of("ann", "Secret"),
                List.of("nobody", "secret"),
                List.of("closed", "secret"),
                List.of("elsewhere", "secret"),
                List.of("elsewhere", "wrong"))) {
            try (RawConnection ftp = greeted()) {
                assertThat(login(ftp, attempt.get(0), attempt.get(1)))
                        .as("%s", attempt)
                        .isEqualTo("530 Login incorrect.");
                assertThat(ftp.command("PWD")).startsWith("530 ");
                assertThat(ftp.command("PASS secret")).startsWith("503 ");
            }
        }
        assertThat(wharf.metric("wharf_ftp_logins_total{outcome=\"wrong_password\"}") - wrong)
                .isGreaterThanOrEqualTo(4); // those of another test may still come in
        assertThat(wharf.metric("wharf_ftp_logins_total{outcome=\"foreign_network\"}") - foreign)
                .isEqualTo(1);
    }

    @Test
    void afterFiveFailuresTheClientHasToConnectAgain() throws IOException {
        try (RawConnection ftp = greeted()) {
            for (int i = 0; i < 4; i++) {
                assertThat(login(ftp, "many_failures", "wrong")).startsWith("530 ");
            }
            assertThat(login(ftp, "many_failures", "wrong")).isEqualTo("421 Login incorrect, and too often; closing.");
            assertThat(ftp.line()).isNull();
        }
    }

    @Test
    void guessingIsSlowedDownThenRefusedAndNobodyElseWaits() throws IOException {
        // From an address of its own, for the other tests come from 127.0.0.1.
        List<RawConnection> guessers = new ArrayList<>();
        try {
            for (int failures = 0; failures < 9; failures++) { // five are free, then the delay grows to a second
                try (RawConnection guesser = fromElsewhere()) {
                    assertThat(guesser.reply()).startsWith("220 ");
                    assertThat(login(guesser, "guessed", "wrong")).startsWith("530 ");
                }
            }
            for (int i = 0; i < 90; i++) {
                RawConnection guesser = fromElsewhere();
                guessers.add(guesser);
                guesser.send("USER guessed\r\nPASS guess" + i + "\r\n");
            }
            // One a second, and a minute at most: those behind are told so at once.
            RawConnection last = guessers.get(guessers.size() - 1);
            assertThat(last.reply()).startsWith("220 ");
            assertThat(last.reply()).startsWith("331 ");
            assertThat(last.reply()).isEqualTo("421 Too many wrong passwords from your address, try again later.");
            assertThat(last.line()).isNull();
            assertThat(wharf.metric("wharf_ftp_logins_total{outcome=\"throttled\"}"))
                    .isPositive();

            long start = System.nanoTime();
            loggedIn("reader").close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        } finally {
            for (RawConnection guesser : guessers) {
                guesser.close();
            }
        }
    }

    @Test
    void anonymousNeedsNoAccountAndSeesThePublicFiles() throws IOException {
        try (RawConnection ftp = greeted()) {
            assertThat(login(ftp, "anonymous", "ann@example.org")).isEqualTo("230 Logged in, read only.");
            assertThat(retrieve(ftp, "public.txt")).isEqualTo("for everybody");
        }
        try (RawConnection ftp = greeted()) {
            assertThat(login(ftp, "ftp", "")).startsWith("230 ");
        }
    }

    @Test
    void aUserOfTlsOnlyIsRefusedBeforeThePasswordIsSent() throws IOException {
        try (RawConnection ftp = greeted()) {
            assertThat(ftp.command("USER secure")).isEqualTo("530 No login in clear here: send AUTH TLS first.");
            assertThat(ftp.command("PASS secret")).startsWith("503 ");
            assertThat(ftp.command("AUTH TLS")).startsWith("234 ");
            ftp.startTls();
            assertThat(login(ftp, "secure", "secret")).startsWith("230 ");
            ftp.command("EPSV");
            assertThat(ftp.command("LIST")).startsWith("521 ");
            assertThat(ftp.command("PBSZ 0")).startsWith("200 ");
            assertThat(ftp.command("PROT C")).startsWith("534 ");
            assertThat(ftp.command("PROT P")).startsWith("200 ");
        }
    }

    @Test
    void aUserHasNoMoreSessionsThanAllowed() throws IOException {
        try (RawConnection first = loggedIn("two");
                RawConnection second = loggedIn("two")) {
            assertThat(first.command("NOOP")).startsWith("200 ");
            try (RawConnection third = greeted()) {
                assertThat(login(third, "two", "secret"))
                        .isEqualTo("421 two may have 2 sessions at a time and has them.");
                assertThat(third.line()).isNull();
            }
            assertThat(second.command("REIN")).startsWith("220 ");
            try (RawConnection third = loggedIn("two")) {
                assertThat(third.command("PWD")).startsWith("257 ");
            }
        }
        // Once they have left there is room again.
        await().untilAsserted(() -> {
            try (RawConnection first = loggedIn("two");
                    RawConnection second = loggedIn("two")) {
                assertThat(first.command("NOOP")).startsWith("200 ");
                assertThat(second.command("NOOP")).startsWith("200 ");
            }
        });
    }

    @Test
    void reinForgetsEverythingButTheConnection() throws IOException {
        try (RawConnection ftp = loggedIn("ann")) {
            ftp.command("EPSV ALL");
            assertThat(ftp.command("REIN")).isEqualTo("220 Ready for another user.");
            assertThat(ftp.command("PWD")).startsWith("530 ");
            assertThat(login(ftp, "reader", "secret")).startsWith("230 ");
            assertThat(ftp.command("PASV")).startsWith("227 ");
            assertThat(ftp.command("ACCT any")).isEqualTo("202 No account is needed here.");
        }
    }

    @Test
    void reinDoesNotTakeAConnectionOutOfTls() throws IOException {
        try (RawConnection ftp = greeted()) {
            ftp.command("AUTH TLS");
            ftp.startTls();
            assertThat(login(ftp, "ann", "secret")).startsWith("230 ");
            assertThat(ftp.command("REIN")).startsWith("534 ");
            assertThat(ftp.command("PWD")).startsWith("257 ");
        }
    }

    @Test
    void aUserWithoutLinksFollowsNone() throws IOException {
        try (RawConnection ftp = loggedIn("jailed")) {
            Files.writeString(directory.resolve("jailed/file"), "12345");
            Files.createSymbolicLink(directory.resolve("jailed/link"), Path.of("file"));

            assertThat(ftp.command("TYPE I")).startsWith("200 ");
            assertThat(ftp.command("SIZE file")).isEqualTo("213 5");
            assertThat(ftp.command("SIZE link")).isEqualTo("550 /link: permission denied.");
        }
    }

    @Test
    void downloadsAreNoFasterThanTheUserMay() throws IOException {
        try (RawConnection ftp = loggedIn("slow")) {
            byte[] content = "0123456789abcdef".repeat(10 * 1024).getBytes(StandardCharsets.US_ASCII); // 160 KiB
            Files.write(directory.resolve("slow/file"), content);
            ftp.command("TYPE I");
            long start = System.nanoTime();

            assertThat(retrieve(ftp, "file")).hasSize(content.length);

            // 160 KiB at 64 KiB/s, less a quarter of a second and the last tenth, which nobody waits for.
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));
        }
    }

    @Test
    void uploadsAreNoFasterThanTheUserMay() throws IOException {
        try (RawConnection ftp = loggedIn("slow")) {
            byte[] content = new byte[1024 * 1024];
            ftp.command("TYPE I");
            long start = System.nanoTime();

            try (RawConnection data = ftp.openData()) {
                ftp.send("STOR stored\r\n");
                assertThat(ftp.reply()).matches("1[25][05] .*");
                data.send(content);
            }
            assertThat(ftp.reply()).startsWith("226 ");

            // 1 MiB at 256 KiB/s, less a quarter of a second and the last read of a tenth.
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(2500), Duration.ofSeconds(30));
            assertThat(directory.resolve("slow/stored")).hasSize(content.length);
        }
    }

    @Test
    void aLimitedTransferCanBeAborted() throws IOException {
        try (RawConnection ftp = loggedIn("slow")) {
            Files.write(directory.resolve("slow/endless"), new byte[64 * 1024 * 1024]);
            ftp.command("TYPE I");
            try (RawConnection data = ftp.openData()) {
                ftp.send("RETR endless\r\n");
                assertThat(ftp.reply()).matches("1[25][05] .*");
                assertThat(data.bytes(4096)).hasSize(4096);
                assertThat(ftp.command("ABOR")).startsWith("426 ");
                assertThat(ftp.reply()).startsWith("226 ");
            }
            assertThat(ftp.command("NOOP")).startsWith("200 ");
        }
    }

    @Test
    void readsTheAccountsAnewOnHangUp() throws IOException, InterruptedException {
        String before = Files.readString(directory.resolve("users.conf"));
        try (RawConnection ftp = loggedIn("removed")) {
            Files.writeString(
                    directory.resolve("users.conf"),
                    before.replace(" removed {", " added {").replace("enabled = false", "enabled = maybe"));
            hangUp();
            await().untilAsserted(
                            () -> assertThat(wharf.errors())
                                    .contains(
                                            "users.conf:9: users.closed.enabled: maybe (expected: true or false); the accounts stay as they were"));
            try (RawConnection again = loggedIn("removed")) {
                assertThat(again.command("PWD")).startsWith("257 ");
            }
            Files.writeString(directory.resolve("users.conf"), before.replace(" removed {", " added {"));
            hangUp();
            await().untilAsserted(() -> assertThat(wharf.errors()).contains("users.conf read again: "));

            assertThat(ftp.command("PWD")).startsWith("257 ");
            loggedIn("added").close();
            try (RawConnection again = greeted()) {
                assertThat(login(again, "removed", "secret")).startsWith("530 ");
            }
        } finally {
            Files.writeString(directory.resolve("users.conf"), before);
            hangUp();
        }
    }

    private static void hangUp() throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("kill", "-HUP", Long.toString(wharf.process().pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Permission.class)
    void withoutAPermissionEveryVerbThatNeedsItIsRefused(Permission missing) throws IOException {
        try (RawConnection without = loggedIn("not_" + missing);
                RawConnection with = loggedIn("ann")) {
            for (FtpCommand command : FtpCommand.values()) {
                if (command.permission().isEmpty()) {
                    continue;
                }
                String refusal = "550 You may not " + command.verb() + " here.";
                boolean needed = command.permission().get() == missing;
                assertThat(without.command(line(command)).equals(refusal))
                        .as("%s without %s is refused", command, missing)
                        .isEqualTo(needed);
                assertThat(with.command(line(command)))
                        .as("%s with %s", command, missing)
                        .isNotEqualTo(refusal);
            }
        }
    }

    @Test
    void beforeTheLoginEveryVerbThatNeedsItIsRefused() throws IOException {
        for (FtpCommand command : FtpCommand.values()) {
            if (command.phase() == FtpCommand.Phase.LOGGED_IN) {
                try (RawConnection ftp = greeted()) {
                    assertThat(ftp.command(line(command))).isEqualTo("530 Log in with USER and PASS first.");
                }
            }
        }
    }

    private static String line(FtpCommand command) {
        return command.verb() + (command.argument() == FtpCommand.Argument.REQUIRED ? " no-such-file" : "");
    }
}
