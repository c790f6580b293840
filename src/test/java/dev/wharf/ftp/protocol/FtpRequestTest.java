package dev.wharf.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FtpRequestTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "NOOP|NOOP|''",
                "noop|NOOP|''",
                "nOoP |NOOP|''",
                "RETR a|RETR|a",
                "retr  a|RETR| a",
                "RETR a b  c |RETR|a b  c ",
                "' '|''|''",
                "' RETR a'|''|RETR a",
                "''|''|''",
                "RETR\ta|RETR\tA|''",
                "SITE chmod 644 File|SITE|chmod 644 File"
            })
    void splitsAtTheFirstSpace(String line, String verb, String argument) {
        assertThat(FtpRequest.parse(line)).isEqualTo(new FtpRequest(verb, argument));
    }

    @Test
    void writesVerbsInCapitalsTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(FtpRequest.parse("list i").verb()).isEqualTo("LIST");
        } finally {
            Locale.setDefault(before);
        }
    }
}
