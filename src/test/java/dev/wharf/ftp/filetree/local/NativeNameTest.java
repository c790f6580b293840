package dev.wharf.ftp.filetree.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeNameTest {
    @Test
    void bringsEveryByteBack() {
        for (char c = 1; c <= 0xff; c++) {
            if (c != '/') {
                for (String name : new String[] {String.valueOf(c), "a" + c, c + "a", "\u00ff" + c, c + "\u00ff"}) {
                    assertThat(NativeName.of(NativeName.toPath(name))).isEqualTo(name);
                }
            }
        }
    }

    @Test
    void bringsNamesOfAnyBytesBack() {
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            StringBuilder name = new StringBuilder();
            int length = 1 + random.nextInt(255);
            while (name.length() < length) {
                char c = (char) (1 + random.nextInt(255));
                name.append(c == '/' ? '%' : c);
            }
            assertThat(NativeName.of(NativeName.toPath(name.toString()))).isEqualTo(name.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%41",
                "%",
                "%%",
                "\u00ff%41",
                "\u00ff%",
                "a b\u00e4",
                "#\u00e4",
                "?\u00e4",
                "a:\u00e4",
                "~\u00e4",
                "..\u00e4",
                ".\u00e4",
                "\\\u00e4",
                "[\u00e4]",
                "+\u00e4",
                "\u00c3\u00a4",
                "\u00c3",
                "\u00ed\u00a0\u0080",
                "\u00ef\u00bf\u00bd"
            })
    void takesNothingForAnEscape(String name) {
        Path path = NativeName.toPath(name);

        assertThat(NativeName.of(path)).isEqualTo(name);
        assertThat(path.isAbsolute()).isFalse();
        assertThat(path.getNameCount()).isEqualTo(1);
    }

    @Test
    void keepsDifferentBytesApart() {
        assertThat(NativeName.toPath("\u00ff")).isNotEqualTo(NativeName.toPath("\u00fe"));
    }

    @Test
    void readsTheLastNameOfAPath() {
        assertThat(NativeName.of(Path.of("/a/b.txt"))).isEqualTo("b.txt");
        assertThat(NativeName.of(Path.of("b.txt"))).isEqualTo("b.txt");
        assertThat(NativeName.of(Path.of(URI.create("file:///a/%C3%A4%FF")))).isEqualTo("\u00c3\u00a4\u00ff");
    }
}
