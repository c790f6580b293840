package dev.wharf.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wharf.testing.OnDemandChannel;
import dev.wharf.testing.RandomInputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The command line whatever the bytes are, and wherever they are cut. */
class FtpRequestDecoderFuzzTest {
    private static final int LIMIT = 64;

    /** The first two bytes say where the rest is cut. */
    @FuzzTest
    void readsTheSameWhereverItIsCut(byte[] input) {
        if (input.length < 2) {
            return;
        }
        byte[] wire = Arrays.copyOfRange(input, 2, input.length);
        int first = Math.min(input[0] & 0xff, wire.length);
        int second = Math.min(first + (input[1] & 0xff), wire.length);

        List<String> whole = decode(wire, wire.length, wire.length);

        assertThat(decode(wire, first, second)).isEqualTo(whole);
    }

    @FuzzTest
    void splitsLinesThatHoldNoTelnetCommand(byte[] input) {
        String wire = RandomInputs.text(input).replace('\u00ff', 'y');
        List<String> expected = new ArrayList<>();
        for (String line : wire.substring(0, wire.lastIndexOf('\n') + 1).split("\n", -1)) {
            String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            if (line.length() >= LIMIT) {
                return;
            }
            if (!text.isEmpty()) {
                expected.add(FtpRequest.parse(text).toString());
            }
        }
        if (wire.length() - wire.lastIndexOf('\n') > LIMIT) {
            return;
        }
        byte[] bytes = wire.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

        assertThat(decode(bytes, bytes.length, bytes.length)).isEqualTo(expected);
    }

    @Test
    void holdsForRandomInputs() {
        String[] pieces = {
            "NOOP\r\n",
            "RETR a\n",
            "ABOR\r\n",
            "stat",
            "\r",
            "\n",
            "\r\n",
            " ",
            "\u00ff",
            "\u00ff\u00ff",
            "\u00ff\u00f4",
            "\u00ff\u00f2",
            "\u00ff\u00fb",
            "\u00ff\u00fd\u0001",
            "\u00ff\u00fa",
            "\u00ff\u00f0",
            "\u0000",
            "\u0009",
            "x".repeat(40)
        };
        RandomInputs.check(1_500, this::readsTheSameWhereverItIsCut, pieces);
        RandomInputs.check(1_500, this::splitsLinesThatHoldNoTelnetCommand, pieces);
    }

    /** What comes out, the last entry telling of a failure. */
    private static List<String> decode(byte[] wire, int first, int second) {
        try (OnDemandChannel channel = new OnDemandChannel(new FtpRequestDecoder(LIMIT), true, Object::toString)) {
            channel.read();
            channel.receive(Arrays.copyOfRange(wire, 0, first));
            channel.receive(Arrays.copyOfRange(wire, first, second));
            channel.receive(Arrays.copyOfRange(wire, second, wire.length));
            List<String> decoded = new ArrayList<>(channel.messages());
            channel.failures().forEach(failure -> decoded.add(failure.toString()));
            return decoded;
        }
    }
}
