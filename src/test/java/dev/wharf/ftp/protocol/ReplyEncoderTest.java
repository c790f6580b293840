package dev.wharf.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplyEncoderTest {
    @Test
    void writesAReplyOfOneLine() {
        assertThat(encoded(Reply.of(ReplyCode.TRANSFER_COMPLETE, "Sent."))).isEqualTo("226 Sent.\r\n");
        assertThat(encoded(Reply.of(ReplyCode.OK, ""))).isEqualTo("200 \r\n");
    }

    @ParameterizedTest
    @EnumSource(ReplyCode.class)
    void writesEveryCodeWithThreeDigits(ReplyCode code) {
        assertThat(encoded(Reply.of(code, "x")))
                .isEqualTo(code.number() + " x\r\n")
                .matches("[1-5]\\d\\d x\r\n");
    }

    @Test
    void writesAReplyOfSeveralLines() {
        Reply reply = Reply.of(ReplyCode.STATUS, "Features:", List.of(" UTF8", "MDTM", ""), "End");

        assertThat(encoded(reply)).isEqualTo("211-Features:\r\n UTF8\r\nMDTM\r\n\r\n211 End\r\n");
    }

    @Test
    void writesAReplyOfTwoLines() {
        assertThat(encoded(Reply.of(ReplyCode.HELP, "first", List.of(), "last")))
                .isEqualTo("214-first\r\n214 last\r\n");
    }

    @Test
    void setsInnerLinesOffThatBeginWithADigit() {
        Reply reply = Reply.of(ReplyCode.STATUS, "1st", List.of("211 no end", "211-no", "9", "a1"), "2nd");

        assertThat(encoded(reply)).isEqualTo("211-1st\r\n 211 no end\r\n 211-no\r\n 9\r\na1\r\n211 2nd\r\n");
    }

    @Test
    void replacesControlCharactersSoThatNoLineEndsEarly() {
        StringBuilder controls = new StringBuilder("\u007f");
        for (char c = 0; c < 0x20; c++) {
            controls.append(c);
        }
        assertThat(encoded(Reply.of(ReplyCode.FILE_UNAVAILABLE, "a" + controls + "b")))
                .isEqualTo("550 a" + "?".repeat(33) + "b\r\n");
        assertThat(encoded(Reply.of(ReplyCode.STATUS, "a\r\n211 b", List.of("\r\n211 c"), "\n")))
                .isEqualTo("211-a??211 b\r\n??211 c\r\n211 ?\r\n");
    }

    @Test
    void writesEachCharAsOneByte() {
        StringBuilder high = new StringBuilder();
        for (char c = 0x80; c <= 0xff; c++) {
            high.append(c);
        }
        assertThat(encoded(Reply.of(ReplyCode.PATH, high.toString()))).isEqualTo("257 " + high + "\r\n");
    }

    @Test
    void needsNoMoreRoomThanItAsksFor() {
        Reply reply = Reply.of(ReplyCode.STATUS, "first", List.of("", "", "7"), "last");
        EmbeddedChannel channel = new EmbeddedChannel(new ReplyEncoder());

        channel.writeOutbound(reply);

        ByteBuf bytes = channel.readOutbound();
        assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).isEqualTo(encoded(reply));
        assertThat(bytes.release()).isTrue();
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void servesSeveralChannels() {
        ReplyEncoder encoder = new ReplyEncoder();
        for (int i = 0; i < 2; i++) {
            EmbeddedChannel channel = new EmbeddedChannel(encoder);
            channel.writeOutbound(Reply.of(ReplyCode.OK, "x"), Reply.of(ReplyCode.GOODBYE, "y"));
            for (String expected : List.of("200 x\r\n", "221 y\r\n")) {
                ByteBuf bytes = channel.readOutbound();
                assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).isEqualTo(expected);
                bytes.release();
            }
            channel.finish();
        }
    }

    private static String encoded(Reply reply) {
        ByteBuf bytes = Unpooled.buffer();
        ReplyEncoder.write(reply, bytes);
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
