package dev.wharf.ftp.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineEndReversalTest {
    /** In the cases {@code r} stands for CR and {@code n} for LF. */
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "a, a",
        "rn, n",
        "n, n",
        "r, r",
        "rr, rr",
        "rrn, rn",
        "rnrn, nn",
        "nr, nr",
        "arnbncrd, anbncrd",
        "rarrnrr, rarnrr"
    })
    void translatesTheSameWhereverItIsCut(String in, String out) {
        byte[] wire = bytes(in);
        for (int cut = 0; cut <= wire.length; cut++) {
            for (int secondCut = cut; secondCut <= wire.length; secondCut++) {
                LineEndReversal reversal = new LineEndReversal();
                ByteBuf translated = Unpooled.buffer();
                reversal.translate(Unpooled.wrappedBuffer(wire, 0, cut), translated);
                reversal.translate(Unpooled.wrappedBuffer(wire, cut, secondCut - cut), translated);
                reversal.translate(Unpooled.wrappedBuffer(wire, secondCut, wire.length - secondCut), translated);
                if (reversal.holdsCarriageReturn()) {
                    translated.writeByte('\r');
                }
                assertThat(translated.toString(US_ASCII))
                        .as("cut at bytes %d and %d", cut, secondCut)
                        .isEqualTo(new String(bytes(out), US_ASCII));
                translated.release();
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.replace('r', '\r').replace('n', '\n').getBytes(US_ASCII);
    }
}
