package dev.wharf.ftp.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AsciiSourceTest {
    private static final int CHUNK = 128 * 1024;

    /** Counts what is not released; the leak detector, which writes every access down, would make this slow. */
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

    @TempDir
    Path directory;

    @AfterEach
    void releasesEverything() {
        assertThat(allocator.metric().usedDirectMemory()).isZero();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    static Stream<String> texts() {
        return Stream.of(
                "",
                "a",
                "\n",
                "a\nb\r\nc\n",
                "\n".repeat(CHUNK),
                "x".repeat(CHUNK),
                "x".repeat(CHUNK) + "\n",
                "x".repeat(CHUNK - 1) + "\r\n" + "y",
                "x".repeat(CHUNK - 1) + "\n\n",
                "line\n".repeat(100_000),
                ("x".repeat(CHUNK - 1) + "\n").repeat(3));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void sendsTheTextWithItsLineEndsTranslated(String text) throws IOException {
        String translated = translated(text);

        FileChannel file = file(text);
        assertThat(content(new AsciiSource(file, 0, text.length()))).isEqualTo(translated);
        assertThat(file.isOpen()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void leavesOutWhatTheClientHas(String text) throws IOException {
        String translated = translated(text);
        for (int offset :
                new int[] {0, 1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1, translated.length()}) {
            if (offset <= translated.length()) {
                FileChannel file = file(text);
                assertThat(content(new AsciiSource(file, offset, text.length())))
                        .as("from %d", offset)
                        .isEqualTo(translated.substring(offset));
                assertThat(file.isOpen()).isFalse();
            }
        }
    }

    @Test
    void takesEveryOffsetAlsoBetweenCrAndLf() throws IOException {
        String text = "a\nb\r\n\n\rc\n";
        String translated = translated(text);
        for (int offset = 0; offset <= translated.length(); offset++) {
            assertThat(content(new AsciiSource(file(text), offset, text.length())))
                    .isEqualTo(translated.substring(offset));
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void refusesAnOffsetBeyondTheEnd(String text) throws IOException {
        for (long beyond :
                new long[] {1, 1000, Long.MAX_VALUE - translated(text).length()}) {
            try (FileChannel file = file(text)) {
                AsciiSource source = new AsciiSource(file, translated(text).length() + beyond, text.length());

                assertThatThrownBy(() -> source.next(allocator)).isInstanceOf(RestartBeyondEndException.class);
                source.close();
                assertThat(file.isOpen()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void countsWhatItWouldSend(String text) throws IOException {
        try (FileChannel file = file(text)) {
            assertThat(AsciiSource.translatedSize(file, text.length(), allocator))
                    .isEqualTo(translated(text).length());
            assertThat(file.isOpen()).isTrue();
        }
    }

    @Test
    void endsWhereTheFileEndedWhenItWasOpened() throws IOException {
        assertThat(content(new AsciiSource(file("a\nb\nc\n"), 0, 3))).isEqualTo("a\r\nb");
    }

    @Test
    void failsWhenTheFileHasBecomeShorter() throws IOException {
        FileChannel file = file("a\n");
        AsciiSource source = new AsciiSource(file, 0, 3);

        assertThatThrownBy(() -> source.next(allocator)).isInstanceOf(IOException.class);
        source.close();
        assertThat(file.isOpen()).isFalse();
        try (FileChannel other = file("a\n")) {
            assertThatThrownBy(() -> AsciiSource.translatedSize(other, 3, allocator))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void closesTheFileWhenItIsClosedEarly() throws IOException {
        FileChannel file = file("x".repeat(2 * CHUNK));
        AsciiSource source = new AsciiSource(file, 0, 2 * CHUNK);
        DataSource.Block first = source.next(allocator);
        assertThat(first.last()).isFalse();
        assertThat(file.isOpen()).isTrue();
        first.data().release();

        source.close();

        assertThat(file.isOpen()).isFalse();
    }

    private String content(AsciiSource source) throws IOException {
        StringBuilder sent = new StringBuilder();
        while (true) {
            DataSource.Block block = source.next(allocator);
            ByteBuf bytes = (ByteBuf) block.data();
            assertThat(block.sizeBytes()).isEqualTo(bytes.readableBytes());
            assertThat(block.last() || bytes.isReadable()).isTrue();
            sent.append(bytes.toString(StandardCharsets.ISO_8859_1));
            assertThat(bytes.release()).isTrue();
            if (block.last()) {
                return sent.toString();
            }
        }
    }

    private FileChannel file(String text) throws IOException {
        Path path = directory.resolve("text");
        Files.writeString(path, text, StandardCharsets.ISO_8859_1);
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    private static String translated(String text) {
        return text.replaceAll("(?<!\r)\n", "\r\n");
    }
}
