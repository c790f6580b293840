package dev.wharf.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestartMarkerTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1",
        "007,7",
        "4294967296,4294967296",
        "9223372036854775807,9223372036854775807",
        "00000000000000000000000000000000001,1"
    })
    void readsDigits(String argument, long offset) throws ReplyException {
        assertThat(RestartMarker.parse(argument)).isEqualTo(offset);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                " 1",
                "1 ",
                "1 2",
                "1.5",
                "0x10",
                "1e3",
                "\u0661",
                "\u00b2",
                "rest",
                "9223372036854775808",
                "99999999999999999999999999999999"
            })
    void refusesEverythingElse(String argument) {
        ReplyException refused = catchThrowableOfType(ReplyException.class, () -> RestartMarker.parse(argument));

        assertThat(refused.reply().code()).isEqualTo(ReplyCode.SYNTAX_ERROR_IN_ARGUMENT);
        assertThat(refused).hasMessageStartingWith("REST needs a byte offset");
    }
}
