package dev.wharf.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.auth.Account.DataTls;
import dev.wharf.auth.Account.SymlinkPolicy;
import dev.wharf.config.ConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("AddressSelection") // literals
class UserDirectoryTest {
    /** Of "secret", at the least cost. */
    private static final String HASH = "$2y$04$B.ttzOqbnyVs/VVFtV69t.Kun0dsKJEMiECKWgCSlfJ6PqlPVrKdu";

    private final Account anonymous =
            Accounts.user("anonymous", "home = /srv/ftp, permissions = [list]").account();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("users.conf");
    }

    private UserDirectory load(String... lines) throws IOException {
        write(lines);
        return load(anonymous);
    }

    private UserDirectory load(Account forAnonymous) {
        return UserDirectory.load(Accounts.defaults(), Accounts.DEFAULTS_KEY, Optional.empty(), file, forAnonymous);
    }

    private void write(String... lines) throws IOException {
        Files.writeString(file, String.join("\n", lines));
    }

    @Test
    void letsEverybodyInWithoutAPasswordWhileThereIsNoFile() {
        UserDirectory users = load(anonymous);

        assertThat(users.anonymous("whoever")).hasValueSatisfying(user -> {
            assertThat(user.name()).isEqualTo("anonymous");
            assertThat(user.home()).isEqualTo(Path.of("/srv/ftp"));
            assertThat(user.may(Permission.LIST)).isTrue();
            assertThat(user.may(Permission.WRITE)).isFalse();
        });
        assertThat(users.authenticate("whoever", "secret")).isEmpty();
        assertThat(users.isEmpty()).isFalse();
    }

    @Test
    void takesAFileWithoutUsersForNoAccounts() throws IOException {
        assertThat(load("users {}").anonymous("whoever")).isPresent();
    }

    @Test
    void letsInAnonymousAndFtpAloneWithoutAPasswordOnceThereAreAccounts() throws IOException {
        UserDirectory users = load("users { ann { password = \"" + HASH + "\" } }");

        assertThat(users.anonymous("anonymous")).isPresent();
        assertThat(users.anonymous("FTP")).isPresent();
        assertThat(users.anonymous("ann")).isEmpty();
        assertThat(users.anonymous("bob")).isEmpty();
        assertThat(users.authenticate("anonymous", "secret")).isEmpty();
    }

    @Test
    void letsNobodyInWithoutAPasswordWhenThatIsSwitchedOff() throws IOException {
        Account off = Accounts.user("anonymous", "enabled = false").account();

        assertThat(load(off).anonymous("anonymous")).isEmpty();
        assertThat(load(off).isEmpty()).isTrue();
        write("users { ann { password = \"" + HASH + "\" } }");
        assertThat(load(off).isEmpty()).isFalse();
    }

    @Test
    void anAccountNamedFtpNeedsItsPassword() throws IOException {
        UserDirectory users = load("users { ftp { password = \"" + HASH + "\" } }");

        assertThat(users.anonymous("ftp")).isEmpty();
        assertThat(users.authenticate("ftp", "secret")).isPresent();
        assertThat(users.anonymous("anonymous")).isPresent();
    }

    @Test
    void knowsUsersByPassword() throws IOException {
        UserDirectory users = load("users { ann { password = \"" + HASH + "\" } }");

        assertThat(users.authenticate("ann", "secret")).hasValueSatisfying(user -> {
            assertThat(user.name()).isEqualTo("ann");
            assertThat(user.home()).isEqualTo(Path.of("./data/home/ann"));
            assertThat(user.account().permissions()).containsExactlyInAnyOrder(Permission.values());
        });
        assertThat(users.authenticate("ann", "Secret")).isEmpty();
        assertThat(users.authenticate("Ann", "secret")).isEmpty();
        assertThat(users.authenticate("ann", "")).isEmpty();
    }

    @Test
    void takesTheTimeOfAHashForANameThatThereIsNotAndNeverLetsItIn() throws IOException {
        // Cost 10 takes tens of milliseconds; finding out that there is no such name takes none.
        String dear = PasswordHash.bcrypt("secret", 10, new java.security.SecureRandom())
                .toString();
        UserDirectory users = load("users { ann { password = \"" + dear + "\" } }");
        users.authenticate("ann", "wrong"); // the first one loads classes

        long start = System.nanoTime();
        assertThat(users.authenticate("nobody", "secret")).isEmpty();

        assertThat(System.nanoTime() - start).isGreaterThan(10_000_000);
    }

    @Test
    void anAccountThatIsNotEnabledIsAsGoodAsNone() throws IOException {
        UserDirectory users = load("users { ann { password = \"" + HASH + "\", enabled = false } }");

        assertThat(users.authenticate("ann", "secret")).isEmpty();
    }

    @Test
    void readsEveryKey() throws IOException {
        UserDirectory users = load(
                "users {",
                "  \"ann.smith\" {",
                "    password = \"" + HASH + "\"",
                "    home = /srv/%u/100%%",
                "    permissions = [list, write, make-directory]",
                "    tls-required = true",
                "    data-tls = require",
                "    bandwidth { upload-bytes = 1 MiB, download-bytes = 2 MiB }",
                "    max-sessions = 3",
                "    quota { max-bytes = 5 GiB, max-files = 10 }",
                "    networks = [10.0.0.0/8, \"2001:db8::/32\"]",
                "    symlinks = none",
                "    fsync = true",
                "    keep-partial = false",
                "  }",
                "}");

        User ann = users.authenticate("ann.smith", "secret").orElseThrow();
        Account account = ann.account();

        assertThat(ann.home()).isEqualTo(Path.of("/srv/ann.smith/100%"));
        assertThat(account.permissions())
                .containsExactlyInAnyOrder(Permission.LIST, Permission.WRITE, Permission.MAKE_DIRECTORY);
        assertThat(users.requiresTls("ann.smith")).isTrue();
        assertThat(users.requiresTls("bob")).isFalse();
        assertThat(account.dataTls()).contains(DataTls.REQUIRE);
        assertThat(account.bandwidth()).isEqualTo(new Account.Bandwidth(1 << 20, 2 << 20));
        assertThat(account.maxSessions()).isEqualTo(3);
        assertThat(account.quota()).isEqualTo(new Account.Quota(5L << 30, 10));
        assertThat(account.allows(InetAddress.getByName("10.1.2.3"))).isTrue();
        assertThat(account.allows(InetAddress.getByName("2001:db8::1"))).isTrue();
        assertThat(account.allows(InetAddress.getByName("11.1.2.3"))).isFalse();
        assertThat(account.symlinks()).isEqualTo(SymlinkPolicy.NONE);
        assertThat(account.fsync()).isTrue();
        assertThat(account.keepPartial()).isFalse();
    }

    @Test
    void sharesWhatSeveralUsersHaveBySubstitution() throws IOException {
        UserDirectory users = load(
                "readers { permissions = [list, read], home = ${data-directory}/readers }",
                "users { ann = ${readers} { password = \"" + HASH + "\" } }");

        User ann = users.authenticate("ann", "secret").orElseThrow();
        assertThat(ann.home()).isEqualTo(Path.of("./data/readers"));
        assertThat(ann.may(Permission.WRITE)).isFalse();
    }

    @Test
    void knowsANameByItsUtf8Bytes() throws IOException {
        UserDirectory users = load("users { \"j\u00f6rg\" { password = \"" + HASH + "\", home = /srv/x } }");

        assertThat(users.authenticate("j\u00c3\u00b6rg", "secret")).isPresent();
        assertThat(users.authenticate("j\u00f6rg", "secret")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ann { password = "%s", colour = red }         | 2: users.ann.colour: unknown key \
            (expected: a known one, as %s)
            ann { home = /srv }                           | 2: users.ann.password: missing (expected: a value)
            ann { password = "%s", permissions = [all] }  | 2: users.ann.permissions: all (expected: one of list, read, \
            write, append, delete, rename, make_directory, set_time, chmod)
            ann { password = "%s", home = "" }            | 2: users.ann.home:  (expected: a directory)
            ann { password = "%s", home = "/srv/%%n" }    | 2: users.ann.home: /srv/%%n (expected: a directory; %%u for \
            the user's name, %%%% for a percent sign)
            ann { password = "%s", networks = [10] }      | 2: users.ann.networks: 10 (expected: a network such as \
            10.0.0.0/8 or fd00::/8, or one address)
            ann { password = "%s", max-sessions = -1 }    | 2: users.ann.max-sessions: -1 (expected: 0..1000000)
            ann { password = "%s", bandwidth { upload-bytes = 5 } } | 2: users.ann.bandwidth.upload-bytes: 5 \
            (expected: 0 for no limit, or at least 1024)
            ann { password = "%s", quota { max-files = -1 } } | 2: users.ann.quota.max-files: -1 \
            (expected: 0 for no limit, or a number)
            ann { password = "%s", data-tls = maybe }     | 2: users.ann.data-tls: maybe (expected: one of require, \
            prefer, off)
            ann = 5                                       | 2: users.ann: no section (expected: ann { ... })
            ".." { password = "%s" }                      | 2: users....home: ./data/home/%%u (expected: a home without \
            %%u, for no directory can bear the name of this user)
            "../eve" { password = "%s" }                  | 2: users.../eve.home: ./data/home/%%u (expected: a home \
            without %%u, for no directory can bear the name of this user)
            "a/b" { password = "%s" }                     | 2: users.a/b.home: ./data/home/%%u (expected: a home \
            without %%u, for no directory can bear the name of this user)
            """)
    void saysWhereAMistakeIsAndWhatWasExpected(String user, String message) throws IOException {
        write("users {", user.replace("%s", HASH).replace("%%", "%"), "}");

        assertThatThrownBy(() -> load(anonymous))
                .isInstanceOf(ConfigurationException.class)
                .message()
                .satisfies(found -> assertThat(found.replaceAll("as [a-z.-]+\\)", "as %s)"))
                        .isEqualTo(file + ":" + message.replace("%%", "%")));
    }

    @Test
    void doesNotRepeatWhatMayBeAPassword() throws IOException {
        write("users {", "  ann {", "    password = hunter2", "  }", "}");

        assertThatThrownBy(() -> load(anonymous))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        file + ":3: users.ann.password: (not shown) (expected: a hash that wharf hash-password made: "
                                + "bcrypt ($2a$, $2b$, $2y$) or argon2id of cost 4 to 16)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user { }", "", "users", "users { ann {", "users { ann = ${nothing} }"})
    void refusesAFileThatNamesNoUsersOrCannotBeRead(String text) throws IOException {
        write(text);

        assertThatThrownBy(() -> load(anonymous))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file.toString());
    }

    @Test
    void aFileThatIsNamedMustBeThere() {
        assertThatThrownBy(() -> UserDirectory.load(
                        Accounts.defaults(), Accounts.DEFAULTS_KEY, Optional.of(file), directory, anonymous))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ": cannot be read (expected: a configuration file)");
    }

    @Test
    void readsTheFileAnew() throws IOException {
        UserDirectory users = load("users { ann { password = \"" + HASH + "\" } }");

        write("users { bob { password = \"" + HASH + "\" } }");
        assertThat(users.authenticate("ann", "secret")).isPresent();
        assertThat(users.reload()).isEqualTo(1);

        assertThat(users.authenticate("ann", "secret")).isEmpty();
        assertThat(users.authenticate("bob", "secret")).isPresent();
    }

    @Test
    void stayAsTheyWereWhenTheNewFileIsOfNoUse() throws IOException {
        UserDirectory users = load("users { ann { password = \"" + HASH + "\" } }");

        write("users { ann { password = oops } }");
        assertThatThrownBy(users::reload).isInstanceOf(ConfigurationException.class);
        assertThat(users.authenticate("ann", "secret")).isPresent();

        Files.delete(file);
        assertThatThrownBy(users::reload).isInstanceOf(ConfigurationException.class);
        assertThat(users.authenticate("ann", "secret")).isPresent();
        assertThat(users.anonymous("bob")).isEmpty();
    }

    @Test
    void findsTheFileThatWasNotThereAtFirst() throws IOException {
        UserDirectory users = load(anonymous);

        write("users { ann { password = \"" + HASH + "\" } }");
        assertThat(users.reload()).isEqualTo(1);
        assertThat(users.anonymous("bob")).isEmpty();
    }

    @Test
    void theExampleIsAGoodFile() {
        assertThat(UserDirectory.load(
                                Accounts.defaults(),
                                Accounts.DEFAULTS_KEY,
                                Optional.of(Path.of("config/users.conf")),
                                file,
                                anonymous)
                        .anonymous("whoever"))
                .isPresent();
    }
}
