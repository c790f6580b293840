package dev.wharf.ftp.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.FileRegion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSourceTest {
    private static final int SMALL = 64 * 1024;
    private static final int CHUNK = 256 * 1024;
    private static final int SLICE = 1024 * 1024; // the first one;

    /** Counts what is not released; the leak detector, which writes every access down, would make this slow. */
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

    @TempDir
    Path directory;

    @AfterEach
    void releasesEverything() {
        assertThat(allocator.metric().usedDirectMemory()).isZero();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, SMALL - 1, SMALL, SMALL + 1, CHUNK, CHUNK + 1, SLICE, SLICE + 1, 3 * SLICE, 9 * SLICE + 5})
    void sendsTheFileFromEveryOffset(int size) throws IOException {
        byte[] content = content(size);
        for (int offset : new int[] {0, 1, SMALL, size - SMALL - 1, size - SMALL, size - 1, size}) {
            if (offset >= 0 && offset <= size) {
                for (boolean kernelMaySend : new boolean[] {false, true}) {
                    FileChannel file = file(content);
                    assertThat(sent(new FileSource(file, offset, size, kernelMaySend)))
                            .as("from %d, by the kernel: %s", offset, kernelMaySend)
                            .isEqualTo(Arrays.copyOfRange(content, offset, size));
                    assertThat(file.isOpen()).isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SMALL})
    void sendsASmallFileInOneBuffer(int size) throws IOException {
        for (boolean kernelMaySend : new boolean[] {false, true}) {
            FileChannel file = file(content(size));
            DataSource.Block block = new FileSource(file, 0, size, kernelMaySend).next(allocator);

            assertThat(block.data()).isInstanceOf(ByteBuf.class);
            assertThat(block.last()).isTrue();
            assertThat(block.sizeBytes()).isEqualTo(size);
            assertThat(file.isOpen()).isFalse();
            block.data().release();
        }
    }

    @Test
    void sendsALargeFileByTheKernelIfItMay() throws IOException {
        FileChannel file = file(content(SMALL + 1));
        DataSource.Block block = new FileSource(file, 0, SMALL + 1, true).next(allocator);
        assertThat(block.data()).isInstanceOf(FileRegion.class);
        assertThat(block.last()).isTrue();
        assertThat(block.sizeBytes()).isEqualTo(SMALL + 1);
        assertThat(file.isOpen()).isTrue();
        block.data().release();
        assertThat(file.isOpen()).isFalse();

        FileChannel other = file(content(SMALL + 1));
        DataSource.Block read = new FileSource(other, 0, SMALL + 1, false).next(allocator);
        assertThat(read.data()).isInstanceOf(ByteBuf.class);
        read.data().release();
        assertThat(other.isOpen()).isFalse();
    }

    @Test
    void readsWhatIsSmallBehindTheOffset() throws IOException {
        DataSource.Block block = new FileSource(file(content(SMALL + 1)), 1, SMALL + 1, true).next(allocator);

        assertThat(block.data()).isInstanceOf(ByteBuf.class);
        block.data().release();
    }

    @Test
    void keepsTheFileOpenUntilTheLastSliceHasBeenSent() throws IOException {
        FileChannel file = file(content(3 * SLICE + 5));
        FileSource source = new FileSource(file, 0, 3 * SLICE + 5, true);
        List<DataSource.Block> blocks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            blocks.add(source.next(allocator));
        }
        assertThat(blocks).extracting(DataSource.Block::sizeBytes).containsExactly((long) SLICE, 2L * SLICE, 5L);
        assertThat(blocks).extracting(DataSource.Block::last).containsExactly(false, false, true);

        blocks.get(0).data().release();
        blocks.get(1).data().release();
        assertThat(file.isOpen()).isTrue();
        blocks.get(2).data().release();
        assertThat(file.isOpen()).isFalse();
    }

    @Test
    void doublesItsSlicesUpToTheLargest() throws IOException {
        FileChannel file = file(new byte[64 * SLICE]);
        FileSource source = new FileSource(file, 0, 64 * SLICE, true);
        List<Long> sizes = new ArrayList<>();
        DataSource.Block block;
        do {
            block = source.next(allocator);
            sizes.add(block.sizeBytes() / SLICE);
            block.data().release();
        } while (!block.last());

        assertThat(sizes).containsExactly(1L, 2L, 4L, 8L, 16L, 16L, 16L, 1L);
        assertThat(file.isOpen()).isFalse();
    }

    @Test
    void keepsTheFileOpenUntilTheLastChunkHasBeenRead() throws IOException {
        FileChannel file = file(content(CHUNK + 1));
        FileSource source = new FileSource(file, 0, CHUNK + 1, false);

        DataSource.Block first = source.next(allocator);
        assertThat(first.last()).isFalse();
        assertThat(first.sizeBytes()).isEqualTo(CHUNK);
        assertThat(file.isOpen()).isTrue();
        DataSource.Block second = source.next(allocator);
        assertThat(second.last()).isTrue();
        assertThat(file.isOpen()).isFalse();
        first.data().release();
        second.data().release();
    }

    @Test
    void closesTheFileWhenItIsClosedEarly() throws IOException {
        for (boolean kernelMaySend : new boolean[] {false, true}) {
            FileChannel file = file(content(SLICE + 1));
            FileSource source = new FileSource(file, 0, SLICE + 1, kernelMaySend);
            source.next(allocator).data().release();
            assertThat(file.isOpen()).isTrue();

            source.close();

            assertThat(file.isOpen()).isFalse();
        }
    }

    @Test
    void endsWhereTheFileEndedWhenItWasOpened() throws IOException {
        byte[] content = content(2 * SMALL);
        for (boolean kernelMaySend : new boolean[] {false, true}) {
            assertThat(sent(new FileSource(file(content), 0, SMALL + 1, kernelMaySend)))
                    .isEqualTo(Arrays.copyOf(content, SMALL + 1));
        }
    }

    @Test
    void failsWhenTheFileHasBecomeShorter() throws IOException {
        for (int size : new int[] {1, SMALL, CHUNK + 1}) {
            FileChannel file = file(content(size - 1));
            FileSource source = new FileSource(file, 0, size, false);

            assertThatThrownBy(() -> sent(source))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("shorter");
            source.close();
            assertThat(file.isOpen()).isFalse();
        }
    }

    @Test
    void failsWhenTheFileHasBecomeShorterThanTheKernelShallSend() throws IOException {
        FileChannel file = file(content(SMALL));
        FileSource source = new FileSource(file, 0, SMALL + 1, true);

        assertThatThrownBy(() -> sent(source)).isInstanceOf(IOException.class);
        assertThat(file.isOpen()).isFalse();
    }

    @Test
    void closesTheSourceWhoseFirstBlockCannotBeHad() throws IOException {
        FileChannel file = file(content(3));

        assertThatThrownBy(() -> DataSource.Opened.of(new FileSource(file, 0, 4, false), allocator))
                .isInstanceOf(IOException.class);
        assertThat(file.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SMALL + 1, SLICE + 1})
    void freesEverythingWhenItIsDiscarded(int size) throws IOException {
        for (boolean kernelMaySend : new boolean[] {false, true}) {
            FileChannel file = file(content(size));

            DataSource.Opened.of(new FileSource(file, 0, size, kernelMaySend), allocator)
                    .discard();

            assertThat(file.isOpen()).isFalse();
        }
    }

    private byte[] sent(FileSource source) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        WritableByteChannel out = Channels.newChannel(sent);
        while (true) {
            DataSource.Block block = source.next(allocator);
            int before = sent.size();
            try {
                if (block.data() instanceof FileRegion region) {
                    assertThat(region.count()).isEqualTo(block.sizeBytes());
                    while (region.transferred() < region.count()) {
                        region.transferTo(out, region.transferred());
                    }
                } else {
                    sent.writeBytes(ByteBufUtil.getBytes((ByteBuf) block.data()));
                }
            } finally {
                block.data().release();
            }
            assertThat(sent.size() - before).isEqualTo((int) block.sizeBytes());
            if (block.last()) {
                return sent.toByteArray();
            }
        }
    }

    private FileChannel file(byte[] content) throws IOException {
        Path path = directory.resolve("file");
        Files.write(path, content);
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }
}
