package dev.wharf.cloudhash.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*, anything",
        "*, ''",
        "'', ''",
        "h?llo, hello",
        "h*llo, hllo",
        "h*llo, heeello",
        "h[ae]llo, hallo",
        "h[^e]llo, hallo",
        "h[a-c]llo, hbllo",
        "h[c-a]llo, hbllo",
        "h\\*llo, h*llo",
        "[\\]]x, ]x",
        "a*b*c, a1b2b3c",
        "*a, aaa",
        "[abc, b"
    })
    void matches(String pattern, String text) {
        assertThat(Glob.matches(bytes(pattern), bytes(text))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', a",
        "a, ''",
        "h?llo, hllo",
        "h[^e]llo, hello",
        "h[a-c]llo, hdllo",
        "h\\*llo, hello",
        "a*b, abc",
        "*a, ab"
    })
    void matchesNot(String pattern, String text) {
        assertThat(Glob.matches(bytes(pattern), bytes(text))).isFalse();
    }

    @Test
    @Timeout(10)
    void manyStarsTakeNoLongerThanOne() {
        assertThat(Glob.matches(bytes("a*".repeat(1000) + "b"), bytes("a".repeat(100_000))))
                .isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
