package dev.wharf.ftp.filetree;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wharf.testing.RandomInputs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A path never leaves the root, whatever is typed. */
class VirtualPathFuzzTest {
    private static final VirtualPath HERE = VirtualPath.of(List.of("home", "ann"));

    @FuzzTest
    void staysBelowTheRoot(byte[] input) {
        String typed = RandomInputs.text(input);
        boolean hasControls = typed.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
        VirtualPath path;
        try {
            path = HERE.resolve(typed);
        } catch (FileTreeException refused) {
            assertThat(refused.kind()).isEqualTo(FileTreeException.Kind.NAME_INVALID);
            assertThat(hasControls).isTrue();
            return;
        }
        assertThat(hasControls).isFalse();
        assertThat(path.names())
                .doesNotContain("", ".", "..")
                .allMatch(name -> name.indexOf('/') < 0)
                .containsExactlyElementsOf(walk(typed));
    }

    /** The input is parted in its middle. */
    @FuzzTest
    void walksInTwoStepsAsInOne(byte[] input) throws FileTreeException {
        String typed = RandomInputs.text(input).replaceAll("[\\x00-\\x1f\\x7f]", "x");
        String first = typed.substring(0, typed.length() / 2);
        String second = typed.substring(typed.length() / 2);
        String inOne = first.isEmpty() || second.startsWith("/") ? second : first + "/" + second;
        assertThat(HERE.resolve(first).resolve(second)).isEqualTo(HERE.resolve(inOne));
        VirtualPath path = HERE.resolve(typed);
        assertThat(VirtualPath.ROOT.resolve(path.toString())).isEqualTo(path);
        assertThat(path.isRoot() ? path : path.parent().child(path.name())).isEqualTo(path);
    }

    @Test
    void holdsForRandomInputs() {
        String[] pieces = {
            "/", "/", "..", ".", "../", "/..", "a", "b/", "~", "\\", " ", "\u00ff", "\u0000", "%2e", "..a"
        };
        RandomInputs.check(20_000, this::staysBelowTheRoot, pieces);
        RandomInputs.check(20_000, this::walksInTwoStepsAsInOne, pieces);
    }

    /** The same by a walk from name to name. */
    private static Deque<String> walk(String typed) {
        Deque<String> stack = new ArrayDeque<>();
        if (!typed.startsWith("/")) {
            stack.addAll(HERE.names());
        }
        for (String step : typed.split("/", -1)) {
            if (step.equals("..")) {
                stack.pollLast();
            } else if (!step.isEmpty() && !step.equals(".")) {
                stack.addLast(step);
            }
        }
        return stack;
    }
}
