package dev.wharf.ftp.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type;size;           | type;size;",
                "SIZE;Type;           | type;size;",
                "unix.MODE;modify;    | modify;UNIX.mode;",
                "create;size;lang     | size;",
                "size                 | size;",
                "';;;'                | ''",
                "''                   | ''",
            })
    void selectsWhatIsKnown(String asked, String selected) {
        assertThat(Fact.list(Fact.parse(asked))).isEqualTo(selected);
    }

    @ParameterizedTest
    @CsvSource({"'',type;size;modify;perm;unique;UNIX.mode;", "size;perm;,type;size*;modify;perm*;unique;UNIX.mode;"})
    void marksThoseInUse(String inUse, String feature) {
        Set<Fact> facts = Fact.parse(inUse);

        assertThat(Fact.feature(facts)).isEqualTo(feature);
    }
}
