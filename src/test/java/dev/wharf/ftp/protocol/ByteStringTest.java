package dev.wharf.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ByteStringTest {
    @Test
    void makesOneCharOfEachUtf8Byte() {
        assertThat(ByteString.ofUtf8("a\u00e4\u20ac")).isEqualTo("a\u00c3\u00a4\u00e2\u0082\u00ac");
        assertThat(ByteString.ofUtf8("")).isEmpty();
    }

    @Test
    void knowsTheControlCharacters() {
        for (char c = 0; c < 0x100; c++) {
            boolean control = c < 0x20 || c == 0x7f;
            assertThat(ByteString.hasControls("a" + c + "b"))
                    .as("%02x", (int) c)
                    .isEqualTo(control);
            assertThat(ByteString.hasControls(String.valueOf(c))).isEqualTo(control);
        }
        assertThat(ByteString.hasControls("")).isFalse();
    }

    @Test
    void replacesControlCharactersByQuestionMarks() {
        assertThat(ByteString.withoutControls("\ra\nb\0\u007f\u001b[m")).isEqualTo("?a?b???[m");
    }

    @Test
    void leavesATextWithoutControlCharactersAsItIs() {
        String text = "caf\u00c3\u00a9 \u0080\u00ff";

        assertThat(ByteString.withoutControls(text)).isSameAs(text);
    }

    @Test
    void showsUtf8AsPeopleReadIt() {
        assertThat(ByteString.forHumans(ByteString.ofUtf8("gr\u00fc\u00df \u20ac")))
                .isEqualTo("gr\u00fc\u00df \u20ac");
    }

    @Test
    void showsBytesThatAreNoUtf8AsReplacements() {
        assertThat(ByteString.forHumans("a\u00ffb")).isEqualTo("a\ufffdb");
    }

    @Test
    void escapesWhatWouldBreakALineOfTheLog() {
        assertThat(ByteString.forHumans("a\r\n\0\u007f")).isEqualTo("a\\u000d\\u000a\\u0000\\u007f");
        assertThat(ByteString.forHumans(ByteString.ofUtf8("\u0085\u2028\u2029")))
                .isEqualTo("\\u0085\\u2028\\u2029");
    }

    @Test
    void cutsLongTextsAfter128Characters() {
        assertThat(ByteString.forHumans("x".repeat(128))).isEqualTo("x".repeat(128));
        assertThat(ByteString.forHumans("x".repeat(129))).isEqualTo("x".repeat(128) + "...");
        assertThat(ByteString.forHumans(
                        new String("\u00e4".repeat(128).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)))
                .isEqualTo("\u00e4".repeat(128));
    }
}
