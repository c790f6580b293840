package dev.wharf.ftp.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.auth.Permission;
import dev.wharf.ftp.filetree.FileInfo;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineListingTest {
    private static final Instant TIME = Instant.parse("2024-02-29T23:05:09.987Z");
    private static final Set<Permission> EVERYTHING = EnumSet.allOf(Permission.class);

    @Test
    void writesEveryFactOfAFile() {
        assertThat(line(Fact.all(), Set.of(Permission.READ), file("a b", FileInfo.Type.FILE)))
                .isEqualTo(
                        "type=file;size=1024;modify=20240229230509;perm=r;unique=dev1fino27;UNIX.mode=0640; a b\r\n");
    }

    @Test
    void tellsNoSizeOfADirectory() {
        assertThat(line(Fact.all(), Set.of(Permission.LIST), file("d", FileInfo.Type.DIRECTORY)))
                .isEqualTo("type=dir;modify=20240229230509;perm=el;unique=dev1fino27;UNIX.mode=0640; d\r\n");
    }

    @Test
    void writesOnlyWhatIsSelectedAndTheNameInAnyCase() {
        assertThat(line(EnumSet.of(Fact.SIZE), EVERYTHING, file("x", FileInfo.Type.FILE)))
                .isEqualTo("size=1024; x\r\n");
        assertThat(line(EnumSet.noneOf(Fact.class), EVERYTHING, file(" x", FileInfo.Type.FILE)))
                .isEqualTo("  x\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "FILE,x,adfrw",
        "DIRECTORY,x,dfcelmp",
        "DIRECTORY,'',celmp",
        "DEAD_LINK,x,''",
        "OTHER,x,''",
    })
    void tellsWhatTheUserMayDo(FileInfo.Type type, String name, String perm) {
        assertThat(line(EnumSet.of(Fact.PERM), EVERYTHING, file(name, type))).startsWith("perm=" + perm + "; ");
    }

    @ParameterizedTest
    @CsvSource({
        "APPEND,a,''",
        "DELETE,d,dp",
        "RENAME,f,f",
        "READ,r,''",
        "WRITE,w,c",
        "LIST,'',el",
        "MAKE_DIRECTORY,'',m",
        "CHMOD,'',''",
    })
    void derivesEachLetterFromOnePermission(Permission permission, String ofFile, String ofDirectory) {
        Set<Permission> only = Set.of(permission);
        assertThat(line(EnumSet.of(Fact.PERM), only, file("x", FileInfo.Type.FILE)))
                .startsWith("perm=" + ofFile + "; ");
        assertThat(line(EnumSet.of(Fact.PERM), only, file("x", FileInfo.Type.DIRECTORY)))
                .startsWith("perm=" + ofDirectory + "; ");
    }

    @ParameterizedTest
    @CsvSource({"DEAD_LINK,OS.unix=slink", "OTHER,OS.unix=special"})
    void namesTypesThatOnlyUnixHas(FileInfo.Type type, String text) {
        assertThat(line(EnumSet.of(Fact.TYPE), EVERYTHING, file("x", type))).isEqualTo("type=" + text + "; x\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z,19700101000000",
        "1969-12-31T23:59:59Z,19691231235959",
        "0001-01-01T00:00:00Z,00010101000000",
        "9999-12-31T23:59:59Z,99991231235959",
        "2026-11-25T14:59:07Z,20261125145907",
    })
    void writesTimesInUtc(Instant time, String text) {
        MachineListing listing = new MachineListing(EnumSet.of(Fact.MODIFY), EVERYTHING);
        ListingText out = new ListingText(64);
        listing.append("x", new FileInfo("x", FileInfo.Type.FILE, 0, time, 0, "id"), out);

        assertThat(out).hasToString("modify=" + text + "; x\r\n");
    }

    @Test
    void letsNoIdentityEndAFact() {
        MachineListing listing = new MachineListing(EnumSet.of(Fact.UNIQUE), EVERYTHING);
        ListingText out = new ListingText(64);
        listing.append("x", new FileInfo("x", FileInfo.Type.FILE, 0, TIME, 0, "a;b c\r\n=9"), out);

        assertThat(out).hasToString("unique=abc9; x\r\n");
    }

    @Test
    void needsMoreThanTheName() {
        MachineListing listing = new MachineListing(Fact.all(), EVERYTHING);

        assertThat(listing.needsInfo()).isTrue();
        assertThatThrownBy(() -> listing.append("x", null, new ListingText(8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static FileInfo file(String name, FileInfo.Type type) {
        return new FileInfo(name, type, 1024, TIME, 0640, "(dev=1f,ino=27)");
    }

    private static String line(Set<Fact> facts, Set<Permission> permissions, FileInfo info) {
        ListingText out = new ListingText(8);
        new MachineListing(facts, permissions).append(info.name(), info, out);
        return out.toString();
    }
}
