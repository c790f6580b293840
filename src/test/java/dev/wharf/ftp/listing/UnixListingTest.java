package dev.wharf.ftp.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.ftp.filetree.FileInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnixListingTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Duration SIX_MONTHS = Duration.ofSeconds(31_556_952 / 2);

    private final UnixListing listing = new UnixListing(NOW);

    @Test
    void writesAFileAsLsDoes() {
        assertThat(line(
                        "name",
                        new FileInfo(
                                "name", FileInfo.Type.FILE, 1024, Instant.parse("2026-11-25T09:35:59Z"), 0644, "id")))
                .isEqualTo("-rw-r--r--    1 ftp      ftp              1024 Nov 25 09:35 name\r\n");
    }

    @Test
    void writesADirectoryAsLsDoes() {
        assertThat(line(
                        "name",
                        new FileInfo(
                                "name",
                                FileInfo.Type.DIRECTORY,
                                4096,
                                Instant.parse("2024-03-01T23:59:00Z"),
                                0755,
                                "id")))
                .isEqualTo("drwxr-xr-x    1 ftp      ftp              4096 Mar 01  2024 name\r\n");
    }

    @ParameterizedTest
    @CsvSource({"FILE,-", "DIRECTORY,d", "DEAD_LINK,l", "OTHER,-"})
    void showsTheType(FileInfo.Type type, String letter) {
        assertThat(line("x", new FileInfo("x", type, 0, NOW, 0, "id"))).startsWith(letter + "--------- ");
    }

    @ParameterizedTest
    @CsvSource({
        "0777,rwxrwxrwx",
        "0400,r--------",
        "0200,-w-------",
        "0100,--x------",
        "0040,---r-----",
        "0020,----w----",
        "0010,-----x---",
        "0004,------r--",
        "0002,-------w-",
        "0001,--------x"
    })
    void showsThePermissions(String mode, String letters) {
        assertThat(line("x", new FileInfo("x", FileInfo.Type.FILE, 0, NOW, Integer.parseInt(mode, 8), "id")))
                .startsWith("-" + letters + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "0,'           0'",
        "7,'           7'",
        "4294967296,'  4294967296'",
        "999999999999,'999999999999'",
        "9223372036854775807,'9223372036854775807'"
    })
    void showsSizesOfEveryMagnitude(long size, String shown) {
        assertThat(line("x", new FileInfo("x", FileInfo.Type.FILE, size, NOW, 0644, "id")))
                .isEqualTo("-rw-r--r--    1 ftp      ftp      " + shown + " Nov 25 12:00 x\r\n");
    }

    @Test
    void showsTheTimeOfDayWithinTheLastSixMonths() {
        assertThat(date(NOW)).isEqualTo("Nov 25 12:00");
        assertThat(date(NOW.minus(SIX_MONTHS).plusSeconds(1))).isEqualTo("May 26 21:05");
    }

    @Test
    void showsTheYearFromSixMonthsOn() {
        assertThat(date(NOW.minus(SIX_MONTHS))).isEqualTo("May 26  2026");
        assertThat(date(NOW.minus(SIX_MONTHS).minusSeconds(1))).isEqualTo("May 26  2026");
        assertThat(date(Instant.EPOCH)).isEqualTo("Jan 01  1970");
        assertThat(date(Instant.parse("1969-12-31T23:59:59Z"))).isEqualTo("Dec 31  1969");
    }

    @Test
    void forgivesAClockThatIsAheadByLessThanADay() {
        assertThat(date(NOW.plus(Duration.ofDays(1)).minusSeconds(1))).isEqualTo("Nov 26 11:59");
        assertThat(date(NOW.plus(Duration.ofDays(1)))).isEqualTo("Nov 26  2026");
        assertThat(date(Instant.parse("2038-01-19T03:14:08Z"))).isEqualTo("Jan 19  2038");
    }

    @ParameterizedTest
    @CsvSource({
        "01,Jan", "02,Feb", "03,Mar", "04,Apr", "05,May", "06,Jun", "07,Jul", "08,Aug", "09,Sep", "10,Oct", "11,Nov",
        "12,Dec"
    })
    void isEnglishAndInUtcWhateverTheMachineIs(String month, String name) {
        Locale localeBefore = Locale.getDefault();
        TimeZone zoneBefore = TimeZone.getDefault();
        Locale.setDefault(Locale.forLanguageTag("th-TH-u-nu-thai-ca-buddhist"));
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
        try {
            assertThat(date(Instant.parse("2020-" + month + "-09T00:00:00Z"))).isEqualTo(name + " 09  2020");
        } finally {
            Locale.setDefault(localeBefore);
            TimeZone.setDefault(zoneBefore);
        }
    }

    @Test
    void writesNamesByteForByte() {
        StringBuilder name = new StringBuilder("a b ");
        for (char c = 0x80; c <= 0xff; c++) {
            name.append(c);
        }
        assertThat(line(name.toString(), new FileInfo("x", FileInfo.Type.FILE, 1, NOW, 0644, "id")))
                .isEqualTo("-rw-r--r--    1 ftp      ftp                 1 Nov 25 12:00 " + name + "\r\n");
    }

    @Test
    void needsMoreThanTheName() {
        ListingText out = new ListingText(8);

        assertThat(listing.needsInfo()).isTrue();
        assertThatThrownBy(() -> listing.append("x", null, out)).isInstanceOf(IllegalArgumentException.class);
        assertThat(out.size()).isZero();
    }

    private String line(String name, FileInfo info) {
        ListingText out = new ListingText(8);
        listing.append(name, info, out);
        return out.toString();
    }

    private String date(Instant modified) {
        String line = line("x", new FileInfo("x", FileInfo.Type.FILE, 0, modified, 0644, "id"));
        return line.substring(47, line.length() - 4);
    }
}
