package dev.wharf.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @ParameterizedTest
    @ValueSource(
            strings = {
                // libxcrypt's, and PHP's two
                "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
                "$2y$05$R06FHxBlNyvaoA4P.tTwN.4jnIsAi.6VEb9JCbirYY5C48IF0v0VW",
                "$argon2id$v=19$m=65536,t=4,p=1$aWdScnduZmttU2NYTXNJcw$8KgwJnmT+6K4vClJL3VpJjGtrwG3fJolW5QG5/Ls9es",
            })
    void readsWhatOthersHaveHashed(String hash) {
        assertThat(PasswordHash.parse(hash).matches("secret")).isTrue();
        assertThat(PasswordHash.parse(hash).matches("secretx")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "secret", "p\u00e4ss w\u00f6rd", "\u00ff\u00fe", "$2y$", "x"})
    void matchesThePasswordItWasMadeOfAndNoOther(String password) {
        for (PasswordHash made :
                new PasswordHash[] {PasswordHash.bcrypt(password, 4, RANDOM), PasswordHash.argon2id(password, RANDOM)
                }) {
            PasswordHash read = PasswordHash.parse(made.toString());

            assertThat(read).hasToString(made.toString());
            assertThat(read.matches(password)).isTrue();
            assertThat(read.matches(password + " ")).isFalse();
            assertThat(read.matches("")).isFalse();
        }
    }

    @Test
    void saltsEachHash() {
        assertThat(PasswordHash.bcrypt("secret", 4, RANDOM).toString())
                .isNotEqualTo(PasswordHash.bcrypt("secret", 4, RANDOM).toString())
                .startsWith("$2y$04$");
        assertThat(PasswordHash.argon2id("secret", RANDOM).toString())
                .isNotEqualTo(PasswordHash.argon2id("secret", RANDOM).toString())
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    void takesEveryPrefixOfBcrypt() {
        String hash = PasswordHash.bcrypt("secret", 4, RANDOM).toString();

        for (String prefix : new String[] {"$2a$", "$2b$", "$2y$"}) {
            assertThat(PasswordHash.parse(prefix + hash.substring(4)).matches("secret"))
                    .as(prefix)
                    .isTrue();
        }
    }

    @Test
    void refusesForBcryptWhatItWouldCutOff() {
        assertThat(PasswordHash.bcrypt("x".repeat(72), 4, RANDOM).matches("x".repeat(72)))
                .isTrue();
        assertThatThrownBy(() -> PasswordHash.bcrypt("x".repeat(73), 4, RANDOM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bcrypt looks at 72 bytes of a password only, and this one is longer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "$2x$05$6qsEFM1Cy4mCVgwSGfMUneFj8c5B6o3l8uOTyXPHWJd/RpFsKXyhC",
                "$2y$05$6qsEFM1Cy4mCVgwSGfMUneFj8c5B6o3l8uOTyXPHWJd/RpFsKXyh",
                "$2y$03$6qsEFM1Cy4mCVgwSGfMUneFj8c5B6o3l8uOTyXPHWJd/RpFsKXyhC",
                "$2y$17$6qsEFM1Cy4mCVgwSGfMUneFj8c5B6o3l8uOTyXPHWJd/RpFsKXyhC",
                "$1$abc$def",
                "$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$Y2hlY2tjaGVja2NoZWNrY2hlY2tjaGVja2NoZWNr",
                "$argon2id$v=16$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$Y2hlY2tjaGVja2NoZWNrY2hlY2tjaGVja2NoZWNr",
                "$argon2id$v=19$m=1,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$Y2hlY2tjaGVja2NoZWNrY2hlY2tjaGVja2NoZWNr",
                "$argon2id$v=19$m=300000,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$Y2hlY2tjaGVja2NoZWNrY2hlY2tjaGVja2NoZWNr",
                "$argon2id$v=19$m=19456,t=0,p=1$c2FsdHNhbHRzYWx0c2FsdA$Y2hlY2tjaGVja2NoZWNrY2hlY2tjaGVja2NoZWNr",
                "$argon2id$v=19$m=19456,t=99,p=1$c2FsdHNhbHRzYWx0c2FsdA$Y2hlY2tjaGVja2NoZWNrY2hlY2tjaGVja2NoZWNr",
                "$argon2id$v=19$m=19456,t=2,p=0$c2FsdHNhbHRzYWx0c2FsdA$Y2hlY2tjaGVja2NoZWNrY2hlY2tjaGVja2NoZWNr",
                "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA",
                "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c$Y2hlY2tjaGVja2NoZWNrY2hlY2tjaGVja2NoZWNr",
            })
    void refusesWhatIsNoHashOrTooMuchWork(String text) {
        assertThatThrownBy(() -> PasswordHash.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a hash that wharf hash-password made: bcrypt ($2a$, $2b$, $2y$) or argon2id");
    }
}
