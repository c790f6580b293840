package dev.wharf.cloudhash.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyDecoderTest {
    private static final String WIRE = "+OK\r\n" // a word
            + "-ERR no\r\n" // an error
            + ":-7\r\n" // a number
            + "$5\r\na\r\nb\n\r\n" // a value with line ends in it
            + "$-1\r\n" // no value
            + "$0\r\n\r\n" // an empty value
            + "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n" // answers within answers
            + "*-1\r\n*0\r\n"; // none

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(Object reply) {
        if (reply instanceof Reply.Text text) {
            return text.text();
        }
        if (reply instanceof Reply.Failure failure) {
            return "!" + failure.line();
        }
        if (reply instanceof Reply.Whole number) {
            return "#" + number.value();
        }
        if (reply instanceof Reply.Value value) {
            byte[] found = value.bytes();
            return found == null ? "nil" : "<" + new String(found, StandardCharsets.ISO_8859_1) + ">";
        }
        return ((Reply.Several) reply)
                .replies().stream().map(ReplyDecoderTest::text).collect(Collectors.joining(" ", "[", "]"));
    }

    private static List<String> replies(EmbeddedChannel channel) {
        List<String> replies = new ArrayList<>();
        channel.inboundMessages().forEach(reply -> replies.add(text(reply)));
        return replies;
    }

    @Test
    void readsEveryKindOfAnswerAtEveryCut() {
        byte[] wire = bytes(WIRE);
        for (int cut = 0; cut <= wire.length; cut++) {
            EmbeddedChannel channel = new EmbeddedChannel(new ReplyDecoder());
            channel.writeInbound(Unpooled.copiedBuffer(wire, 0, cut));
            channel.writeInbound(Unpooled.copiedBuffer(wire, cut, wire.length - cut));
            assertThat(replies(channel))
                    .as("cut at byte %d", cut)
                    .containsExactly("OK", "!ERR no", "#-7", "<a\r\nb\n>", "nil", "<>", "[<0> [<k>]]", "[]", "[]");
            channel.finishAndReleaseAll();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?\r\n",
                "\r\n",
                "+\n",
                ":x\r\n",
                "$-2\r\n",
                "$999999999999\r\n",
                "*1048577\r\n",
                "$1\r\nabc\r\n",
                "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n"
            })
    void refusesWhatIsNoAnswer(String wire) {
        EmbeddedChannel channel = new EmbeddedChannel(new ReplyDecoder());
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.copiedBuffer(bytes(wire))))
                .isInstanceOf(CorruptedFrameException.class);
        channel.finishAndReleaseAll();
    }

    @Test
    void refusesALineThatDoesNotEnd() {
        EmbeddedChannel channel = new EmbeddedChannel(new ReplyDecoder());
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.copiedBuffer(bytes("+" + "x".repeat(70_000)))))
                .isInstanceOf(CorruptedFrameException.class)
                .hasMessage("line: longer than 65536 bytes");
        channel.finishAndReleaseAll();
    }
}
