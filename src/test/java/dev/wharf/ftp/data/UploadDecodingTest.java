package dev.wharf.ftp.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadDecodingTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int largestWrite;

    @AfterEach
    void releasesEverything() {
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void decodesAtEveryCut(boolean compressed, boolean ascii) throws IOException {
        byte[] file = (ascii ? "one\ntwo\rthree\n\r" : "one\r\ntwo\rthree\n\r").getBytes(StandardCharsets.US_ASCII);
        byte[] plain = "one\r\ntwo\rthree\n\r".getBytes(StandardCharsets.US_ASCII);
        byte[] wire = compressed ? deflated(plain) : plain;
        for (int cut = 0; cut <= wire.length; cut++) {
            written.reset();
            UploadDecoding decoding = new UploadDecoding(compressed, ascii);
            decode(decoding, Arrays.copyOf(wire, cut));
            decode(decoding, Arrays.copyOfRange(wire, cut, wire.length));
            decoding.finish(this::keep);
            decoding.close();
            assertThat(written.toByteArray()).as("cut at byte %d", cut).isEqualTo(file);
        }
    }

    @Test
    void decodesMuchInSmallPieces() throws IOException {
        byte[] noise = new byte[3_000_000];
        new Random(5).nextBytes(noise);
        UploadDecoding decoding = new UploadDecoding(true, false);
        decode(decoding, deflated(noise));
        decoding.finish(this::keep);
        decoding.close();
        assertThat(written.toByteArray()).isEqualTo(noise);
        assertThat(largestWrite).isEqualTo(64 * 1024);
    }

    @Test
    void refusesAStreamThatBrokeOff() throws IOException {
        byte[] wire = deflated("some text".getBytes(StandardCharsets.US_ASCII));
        for (int length = 0; length < wire.length; length++) {
            UploadDecoding decoding = new UploadDecoding(true, false);
            decode(decoding, Arrays.copyOf(wire, length));
            assertThatThrownBy(() -> decoding.finish(this::keep)).hasMessage("The compressed data broke off.");
            decoding.close();
        }
    }

    @Test
    void refusesWhatIsNoZlibStreamOrMoreThanOne() throws IOException {
        assertRefused("plain text".getBytes(StandardCharsets.US_ASCII), "What came is no zlib stream.");
        byte[] wire = deflated(new byte[] {1});
        assertRefused(Arrays.copyOf(wire, wire.length + 1), "Something follows the end of the compressed data.");
    }

    @Test
    void refusesAStreamThatNeedsADictionary() {
        Deflater deflater = new Deflater();
        deflater.setDictionary(new byte[] {1, 2, 3});
        deflater.setInput(new byte[] {1, 2, 3});
        deflater.finish();
        byte[] wire = new byte[100];
        int length = deflater.deflate(wire);
        deflater.end();
        assertRefused(Arrays.copyOf(wire, length), "The compressed data needs a dictionary.");
    }

    @Test
    void refusesATrapLongBeforeItIsFull() throws IOException {
        byte[] trap = deflated(new byte[96 * 1024 * 1024]);
        UploadDecoding decoding = new UploadDecoding(true, false);
        long[] total = {0};
        ByteBuf bytes = allocator.directBuffer().writeBytes(trap);
        try {
            assertThatThrownBy(() -> decoding.decode(bytes, chunk -> total[0] += chunk.readableBytes()))
                    .isInstanceOf(DataConnectionException.class)
                    .hasMessage("The compressed data expands too far; send it in MODE S.");
        } finally {
            bytes.release();
            decoding.close();
        }
        assertThat(total[0]).isEqualTo(64 * 1024 * 1024);
    }

    private void assertRefused(byte[] wire, String message) {
        UploadDecoding decoding = new UploadDecoding(true, false);
        assertThatThrownBy(() -> decode(decoding, wire))
                .isInstanceOf(DataConnectionException.class)
                .hasMessage(message);
        decoding.close();
    }

    private void decode(UploadDecoding decoding, byte[] wire) throws IOException {
        ByteBuf bytes = allocator.directBuffer(wire.length + 1).writeBytes(wire);
        try {
            decoding.decode(bytes, this::keep);
        } finally {
            bytes.release();
        }
    }

    private void keep(ByteBuf bytes) {
        largestWrite = Math.max(largestWrite, bytes.readableBytes());
        written.writeBytes(ByteBufUtil.getBytes(bytes));
    }

    private static byte[] deflated(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        }
        return out.toByteArray();
    }
}
