package dev.wharf.ftp.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortRangeTest {
    @ParameterizedTest
    @CsvSource({
        "50000-50099,50000,50099,100",
        "50000,50000,50000,1",
        "50000-50000,50000,50000,1",
        "' 50000 - 50001 ',50000,50001,2",
        "1024-65535,1024,65535,64512",
        "0,0,0,1",
        "0-0,0,0,1"
    })
    void readsPorts(String text, int first, int last, int size) {
        PortRange range = PortRange.parse(text);

        assertThat(range).isEqualTo(new PortRange(first, last));
        assertThat(range.size()).isEqualTo(size);
        assertThat(PortRange.parse(range.toString())).isEqualTo(range);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                "50000-",
                "-50000",
                "50000-50001-50002",
                "50000--50001",
                "50000,50001",
                "50000..50001",
                "50001-50000",
                "0-50000",
                "1023",
                "80-90",
                "1023-2000",
                "1",
                "65536",
                "50000-65536",
                "99999999999",
                "any",
                "0x8000",
                "+50000",
                "\u0665\u0660\u0660\u0660\u0660"
            })
    void refusesEverythingElseAndSaysWhatItExpects(String text) {
        assertThatThrownBy(() -> PortRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("50000-50099");
    }

    @Test
    void isWrittenAsItIsRead() {
        assertThat(new PortRange(50_000, 50_099)).hasToString("50000-50099");
        assertThat(new PortRange(50_000, 50_000)).hasToString("50000");
        assertThat(new PortRange(0, 0)).hasToString("0");
    }
}
