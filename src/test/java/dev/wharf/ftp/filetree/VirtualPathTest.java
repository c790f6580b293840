package dev.wharf.ftp.filetree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.wharf.ftp.filetree.FileTreeException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirtualPathTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "'',/a/b",
                ".,/a/b",
                "./.,/a/b",
                "c,/a/b/c",
                "c/,/a/b/c",
                "c//d,/a/b/c/d",
                "c/./d,/a/b/c/d",
                "c/../d,/a/b/d",
                "..,/a",
                "../,/a",
                "../..,/",
                "../../..,/",
                "../../../../etc/passwd,/etc/passwd",
                "/,/",
                "//,/",
                "/c,/c",
                "/c/d/,/c/d",
                "//c///d//,/c/d",
                "/..,/",
                "/../../c,/c",
                "/c/../../d,/d",
                "...,/a/b/...",
                "..c,/a/b/..c",
                "c..,/a/b/c..",
                ".c,/a/b/.c",
                "~,/a/b/~",
                "' ','/a/b/ '",
                "' c ','/a/b/ c '",
                "c\\d,/a/b/c\\d",
                "\u00e4\u00ff,/a/b/\u00e4\u00ff"
            })
    void resolvesWhatIsTyped(String typed, String expected) throws FileTreeException {
        VirtualPath here = VirtualPath.of(List.of("a", "b"));

        VirtualPath resolved = here.resolve(typed);

        assertThat(resolved).hasToString(expected);
        assertThat(VirtualPath.ROOT.resolve(expected)).isEqualTo(resolved);
        assertThat(resolved.names()).doesNotContain("", ".", "..");
    }

    @Test
    void refusesControlBytesWhereverTheyStand() {
        for (char c = 0; c < 0x100; c++) {
            boolean control = c < 0x20 || c == 0x7f;
            for (String text : List.of(c + "x", "x" + c, "/a/" + c + "/b", "x" + c + "/..")) {
                FileTreeException refused =
                        catchThrowableOfType(FileTreeException.class, () -> VirtualPath.ROOT.resolve(text));
                assertThat(refused != null).as("%02x", (int) c).isEqualTo(control);
                if (refused != null) {
                    assertThat(refused.kind()).isEqualTo(Kind.NAME_INVALID);
                    assertThat(refused.path()).isEqualTo(text);
                }
            }
        }
    }

    @Test
    void knowsItsParentAndItsChildren() {
        VirtualPath path = VirtualPath.of(List.of("a", "b"));

        assertThat(path.parent()).hasToString("/a");
        assertThat(path.parent().parent()).isEqualTo(VirtualPath.ROOT);
        assertThat(VirtualPath.ROOT.parent()).isEqualTo(VirtualPath.ROOT);
        assertThat(path.child("c")).hasToString("/a/b/c");
        assertThat(path.child("c").parent()).isEqualTo(path);
        assertThat(VirtualPath.ROOT.child("c")).hasToString("/c");
    }

    @Test
    void knowsItsNames() {
        assertThat(VirtualPath.of(List.of("a", "b")).name()).isEqualTo("b");
        assertThat(VirtualPath.of(List.of("a", "b")).names()).containsExactly("a", "b");
        assertThat(VirtualPath.ROOT.name()).isEmpty();
        assertThat(VirtualPath.ROOT.names()).isEmpty();
        assertThat(VirtualPath.ROOT.isRoot()).isTrue();
        assertThat(VirtualPath.ROOT.child("a").isRoot()).isFalse();
        assertThat(VirtualPath.ROOT).hasToString("/");
    }

    @Test
    void doesNotChangeWithTheListItWasMadeOf() {
        List<String> names = new ArrayList<>(List.of("a"));
        VirtualPath path = VirtualPath.of(names);

        names.add("b");

        assertThat(path).hasToString("/a");
    }

    @Test
    void isEqualToPathsOfTheSameNames() {
        VirtualPath path = VirtualPath.of(List.of("a", "b"));

        assertThat(path)
                .isEqualTo(VirtualPath.ROOT.child("a").child("b"))
                .hasSameHashCodeAs(VirtualPath.of(List.of("a", "b")));
        assertThat(path).isNotEqualTo(VirtualPath.of(List.of("b", "a")));
        assertThat(path).isNotEqualTo(VirtualPath.of(List.of("A", "b")));
    }
}
