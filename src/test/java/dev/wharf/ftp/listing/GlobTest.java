package dev.wharf.ftp.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "abc abc",
                "* abc",
                "* ''",
                "*** ''",
                "'' ''",
                "*.txt a.txt",
                "*.txt .txt",
                "*.txt a.txt.txt",
                "a* a",
                "a*c abbbc",
                "a*b*c aXbYbZc",
                "*a* banana",
                "**a**b ab",
                "? a",
                "??? abc",
                "?* a",
                "*? abc",
                "? \u00ff",
                "[abc] b",
                "[a-c]x bx",
                "[a-cx-z] y",
                "[!a-c] d",
                "[^a-c] d",
                "[!a] ]",
                "[]] ]",
                "[]a] a",
                "[!]] a",
                "[a-] -",
                "[-a] -",
                "[!-] a",
                "[a!] !",
                "[a^] ^",
                "[[] [",
                "[*] *",
                "[?] ?",
                "[.-0] /",
                "*[0-9] file7",
                "[a-c]*[x-z] b...y",
                "[a] a",
                "[ [",
                "a[ a[",
                "[a [a",
                "[] []",
                "[!] [!]",
                "[]x []x",
                "*[ a[",
                "\\* *",
                "\\? ?",
                "\\[a] [a]",
                "\\\\ \\",
                "\\a a",
                "a\\ a\\",
                "*\\* a*",
                "] ]",
                "a-b a-b",
                "[\u00c0-\u00ff] \u00e4"
            })
    void fits(String pattern, String name) {
        assertThat(new Glob(pattern).matches(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "abc ab",
                "ab abc",
                "abc Abc",
                "'' a",
                "*.txt a.txt2",
                "*.txt txt",
                "a*c abcd",
                "a*b*c acb",
                "? ''",
                "? ab",
                "?* ''",
                "[abc] d",
                "[a-c] ''",
                "[a-c] ab",
                "[c-a] b",
                "[!a-c] b",
                "[!a-c] ''",
                "[^a] a",
                "[!]] ]",
                "[a-] b",
                "[]a] []a]",
                "\\* a",
                "\\? a",
                "\\[a] a",
                "\\a \\a",
                "*\\* a",
                "[ a",
                "[a a"
            })
    void doesNotFit(String pattern, String name) {
        assertThat(new Glob(pattern).matches(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a*", "?", "x?y", "[", "[a]", "a[", "\\*"})
    void knowsAPattern(String text) {
        assertThat(Glob.isPattern(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a.txt", "]", "\\", "!", "{a,b}", "~"})
    void knowsWhatIsNoPattern(String text) {
        assertThat(Glob.isPattern(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*a", "a*", "*a*b", "?*", "*?", "[", "[a", "[!", "[]", "[!]", "[a]", "[a-z]", "*[", "*[a", "*[!a]",
                "*[a-b]*", "\\", "*\\a", "[[]", "*[]", "[^", "*a?", "*[[", "]", "]["
            })
    void endsQuicklyWhateverThePattern(String piece) {
        String[] names = {"a".repeat(255), "a".repeat(254) + "b", "[".repeat(255), "ab".repeat(127), "]".repeat(255)};
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (String tail : new String[] {"", "c", "]", "*", "*c", "[", "*]"}) {
                Glob glob = new Glob(piece.repeat(4096 / piece.length()) + tail);
                for (String name : names) {
                    boolean first = glob.matches(name);
                    assertThat(glob.matches(name)).isEqualTo(first);
                }
            }
        });
    }

    @Test
    void endsQuicklyWhereBacktrackingOverEveryStarWouldNot() {
        Glob glob = new Glob("*a".repeat(100) + "b");

        assertTimeoutPreemptively(PATIENCE, () -> {
            assertThat(glob.matches("a".repeat(255))).isFalse();
            assertThat(glob.matches("a".repeat(254) + "b")).isTrue();
        });
    }

    @Test
    void agreesWithARegularExpression() {
        Random random = new Random(959);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder pattern = new StringBuilder();
            StringBuilder regex = new StringBuilder();
            int length = random.nextInt(7);
            for (int p = 0; p < length; p++) {
                switch (random.nextInt(6)) {
                    case 0 -> append("*", ".*", pattern, regex);
                    case 1 -> append("?", ".", pattern, regex);
                    case 2 -> append("[ab]", "[ab]", pattern, regex);
                    case 3 -> append("[!a]", "[^a]", pattern, regex);
                    case 4 -> append("b", "b", pattern, regex);
                    default -> append("a", "a", pattern, regex);
                }
            }
            Pattern reference = Pattern.compile(regex.toString());
            Glob glob = new Glob(pattern.toString());
            for (int n = 0; n < 20; n++) {
                StringBuilder name = new StringBuilder();
                int letters = random.nextInt(8);
                for (int c = 0; c < letters; c++) {
                    name.append((char) ('a' + random.nextInt(3)));
                }
                assertThat(glob.matches(name.toString()))
                        .as("%s %s", pattern, name)
                        .isEqualTo(reference.matcher(name).matches());
            }
        }
    }

    private static void append(String glob, String regex, StringBuilder globs, StringBuilder regexes) {
        globs.append(glob);
        regexes.append(regex);
    }
}
