package dev.wharf.ftp.listing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wharf.testing.RandomInputs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The matcher that never tries long, against one that is slow and plainly right. */
class GlobFuzzTest {
    private static final int LONGEST = 12;

    /** The first byte says how much of the rest is the pattern; what is left is the name. */
    @FuzzTest
    void fitsWhatTheSlowMatcherFits(byte[] input) {
        if (input.length < 1) {
            return;
        }
        String text = RandomInputs.text(input).substring(1);
        int patternLength = Math.min(Math.min(input[0] & 0x0f, LONGEST), text.length());
        String pattern = text.substring(0, patternLength);
        String name = text.substring(patternLength, Math.min(text.length(), patternLength + LONGEST));

        assertThat(new Glob(pattern).matches(name))
                .as("pattern %s, name %s", pattern, name)
                .isEqualTo(fits(parse(pattern), 0, name, 0));
    }

    @FuzzTest
    void fitsWhatItIsMadeOf(byte[] input) {
        String name = RandomInputs.text(input);
        String quoted = name.replaceAll("[\\\\*?\\[]", "\\\\$0");
        assertThat(new Glob(quoted).matches(name)).isTrue();
        assertThat(new Glob(quoted + "*").matches(name)).isTrue();
        assertThat(new Glob("*" + quoted).matches(name)).isTrue();
        assertThat(new Glob("?".repeat(name.length())).matches(name)).isTrue();
        assertThat(new Glob("?".repeat(name.length() + 1)).matches(name)).isFalse();
    }

    @Test
    void holdsForRandomInputs() {
        String[] pieces = {"*", "?", "[", "]", "!", "^", "-", "\\", "a", "b", "ab", "[a-b]", "[!a]", "\u00ff"};
        RandomInputs.check(50_000, this::fitsWhatTheSlowMatcherFits, pieces);
        RandomInputs.check(20_000, this::fitsWhatItIsMadeOf, pieces);
    }

    /** The elements of a pattern: which characters fit, null for a star. */
    private static List<BitSet> parse(String pattern) {
        List<BitSet> elements = new ArrayList<>();
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            BitSet fitting = new BitSet(256);
            int next = i + 1;
            if (c == '*') {
                fitting = null;
            } else if (c == '?') {
                fitting.set(0, 256);
            } else if (c == '\\' && next < pattern.length()) {
                fitting.set(pattern.charAt(next++));
            } else if (c == '[' && closing(pattern, i) > 0) {
                int close = closing(pattern, i);
                fitting = members(pattern.substring(next, close));
                next = close + 1;
            } else {
                fitting.set(c);
            }
            elements.add(fitting);
            i = next;
        }
        return elements;
    }

    /** A closing bracket that comes first, or first behind the negation, is a member. */
    private static int closing(String pattern, int open) {
        boolean negated = open + 1 < pattern.length() && "!^".indexOf(pattern.charAt(open + 1)) >= 0;
        return pattern.indexOf(']', open + (negated ? 3 : 2));
    }

    private static BitSet members(String inside) {
        boolean negated = "!^".indexOf(inside.charAt(0)) >= 0;
        String list = negated ? inside.substring(1) : inside;
        BitSet members = new BitSet(256);
        for (int i = 0; i < list.length(); i++) {
            boolean range = i + 2 < list.length() && list.charAt(i + 1) == '-';
            char last = range ? list.charAt(i + 2) : list.charAt(i);
            for (int c = list.charAt(i); c <= last; c++) {
                members.set(c);
            }
            i += range ? 2 : 0;
        }
        if (negated) {
            members.flip(0, 256);
        }
        return members;
    }

    private static boolean fits(List<BitSet> pattern, int p, String name, int n) {
        if (p == pattern.size()) {
            return n == name.length();
        }
        if (pattern.get(p) == null) {
            return fits(pattern, p + 1, name, n) || (n < name.length() && fits(pattern, p, name, n + 1));
        }
        return n < name.length() && pattern.get(p).get(name.charAt(n)) && fits(pattern, p + 1, name, n + 1);
    }
}
