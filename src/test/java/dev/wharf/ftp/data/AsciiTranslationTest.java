package dev.wharf.ftp.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiTranslationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "\n",
                "\r",
                "\r\n",
                "\n\r",
                "\n\n",
                "\r\r",
                "\r\r\n",
                "\r\n\n",
                "\n\r\n",
                "\r\n\r\n",
                "a\nb\n",
                "a\r\nb\r\n",
                "a\nb\r\nc\rd\n\ne\r\r\nf",
                "\0\u0080\u00ff\u0085\n"
            })
    void writesEveryLineEndAsCrLfWhereverTheBytesAreCut(String text) {
        String expected = text.replaceAll("(?<!\r)\n", "\r\n");
        for (int first = 0; first <= text.length(); first++) {
            for (int second = first; second <= text.length(); second++) {
                assertThat(translated(text.substring(0, first), text.substring(first, second), text.substring(second)))
                        .as("cut at %d and %d", first, second)
                        .isEqualTo(expected);
            }
        }
        assertThat(translated(text.split(""))).isEqualTo(expected);
    }

    @Test
    void leavesATranslatedTextAsItIs() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(12);
            while (text.length() < length) {
                text.append("\r\na".charAt(random.nextInt(3)));
            }
            String once = translated(text.toString());
            assertThat(once).isEqualTo(text.toString().replaceAll("(?<!\r)\n", "\r\n"));
            assertThat(translated(once)).isEqualTo(once);
        }
    }

    @Test
    void readsBuffersThatDoNotBeginAtZero() {
        ByteBuf in =
                Unpooled.copiedBuffer("xx\r\na\n", StandardCharsets.ISO_8859_1).skipBytes(2);
        ByteBuf out = Unpooled.buffer().writeByte('\r');

        new AsciiTranslation().translate(in, out);

        assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("\r\r\na\r\n");
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void needsNoMoreThanTwiceTheRoom() {
        ByteBuf out = Unpooled.buffer(20, 20);

        new AsciiTranslation().translate(Unpooled.copiedBuffer("\n".repeat(10), StandardCharsets.ISO_8859_1), out);

        assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("\r\n".repeat(10));
    }

    private static String translated(String... pieces) {
        AsciiTranslation translation = new AsciiTranslation();
        ByteBuf out = Unpooled.buffer();
        for (String piece : pieces) {
            translation.translate(Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1), out);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
