package dev.wharf.ftp.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflatingSourceTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

    @AfterEach
    void releasesEverything() {
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    /** Gives blocks, then fails if {@code thenFails}. */
    private static final class Blocks implements DataSource {
        private final Deque<byte[]> left = new ArrayDeque<>();
        private final boolean thenFails;
        private boolean closed;

        Blocks(boolean thenFails, byte[]... blocks) {
            left.addAll(Arrays.asList(blocks));
            this.thenFails = thenFails;
        }

        @Override
        public Block next(ByteBufAllocator from) throws IOException {
            byte[] bytes = left.poll();
            if (bytes == null) {
                throw new IOException("gone");
            }
            ByteBuf block = from.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
            return new Block(block, bytes.length, left.isEmpty() && !thenFails);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 9})
    void comesBackAsItWas(int level) throws IOException {
        byte[] noise = new byte[300_000];
        new Random(3).nextBytes(noise);
        byte[] zeros = new byte[1_000_000];
        List<byte[][]> cases = List.of(
                new byte[][] {{}},
                new byte[][] {{1}, {}, {2, 3}},
                new byte[][] {noise},
                new byte[][] {zeros},
                new byte[][] {zeros, noise, zeros, {}});
        for (byte[][] blocks : cases) {
            assertThat(inflated(sent(new DeflatingSource(new Blocks(false, blocks), level))))
                    .isEqualTo(joined(blocks));
        }
    }

    @Test
    void closesWhatItCompressesWhenThatFails() throws IOException {
        Blocks blocks = new Blocks(true, new byte[] {1, 2, 3});
        try (DeflatingSource source = new DeflatingSource(blocks, 6)) {
            source.next(allocator).data().release(); // the stream's header
            assertThatThrownBy(() -> source.next(allocator)).hasMessage("gone");
        }
        assertThat(blocks.closed).isTrue();
    }

    private byte[] sent(DeflatingSource source) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean last = false;
        while (!last) {
            DataSource.Block block = source.next(allocator);
            ByteBuf bytes = (ByteBuf) block.data();
            assertThat(block.sizeBytes()).isEqualTo(bytes.readableBytes()).isPositive();
            out.write(ByteBufUtil.getBytes(bytes));
            bytes.release();
            last = block.last();
        }
        return out.toByteArray();
    }

    private static byte[] inflated(byte[] bytes) throws IOException {
        return new InflaterInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    }

    private static byte[] joined(byte[][] blocks) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] block : blocks) {
            out.write(block);
        }
        return out.toByteArray();
    }
}
