package dev.wharf.ftp.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTextTest {
    @ParameterizedTest
    @CsvSource({
        "0,1,0",
        "7,2,07",
        "12,2,12",
        "123,2,123",
        "0,4,0000",
        "9223372036854775807,4,9223372036854775807",
    })
    void writesNumbersOfAtLeastAWidth(long value, int width, String text) {
        assertThat(new ListingText(1).number(value, width, '0')).hasToString(text);
    }

    @Test
    void growsAndKeepsEveryByteOfANumberAndAName() {
        ListingText text = new ListingText(1);
        String name = "\u0001\u0080\u00ff".repeat(100);
        text.text(name).character(0xfe).number(5, 3, ' ').endLine();

        assertThat(text).hasToString(name + "\u00fe  5\r\n");
        assertThat(text.size()).isEqualTo(306);
    }

    @Test
    void isEmptyAndOfUseAfterItWasMoved() {
        ListingText text = new ListingText(4);
        ByteBuf out = Unpooled.buffer();
        text.text("one").moveTo(out);
        text.text("two").moveTo(out);

        assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("onetwo");
        assertThat(text.size()).isZero();
    }
}
