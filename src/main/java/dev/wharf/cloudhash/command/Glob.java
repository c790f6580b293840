package dev.wharf.cloudhash.command;

/**
 * Patterns with {@code *}, {@code ?}, {@code [a-z]}, {@code [^a]} and {@code \} before a character that stands for itself.
 *
 * <p>Only the last star is ever gone back to, so the time is at most the product of both lengths.
 */
final class Glob {
    private Glob() {}

    static boolean matches(byte[] pattern, byte[] text) {
        return matches(pattern, 0, pattern.length, text, 0, text.length);
    }

    static boolean matches(byte[] pattern, int patternStart, int patternEnd, byte[] text, int textStart, int textEnd) {
        int p = patternStart;
        int t = textStart;
        int star = -1;
        int retry = 0;
        while (t < textEnd) {
            if (p < patternEnd && pattern[p] == '*') {
                star = ++p;
                retry = t;
                continue;
            }
            int next = p < patternEnd ? afterMatch(pattern, p, patternEnd, text[t]) : -1;
            if (next >= 0) {
                p = next;
                t++;
            } else if (star >= 0) {
                p = star;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (p < patternEnd && pattern[p] == '*') {
            p++;
        }
        return p == patternEnd;
    }

    /** Where the pattern goes on if its element at {@code p} stands for the byte; -1 if it does not. */
    private static int afterMatch(byte[] pattern, int p, int end, byte b) {
        return switch (pattern[p]) {
            case '?' -> p + 1;
            case '[' -> afterSet(pattern, p + 1, end, b);
            case '\\' -> {
                int literal = p + 1 < end ? p + 1 : p;
                yield pattern[literal] == b ? literal + 1 : -1;
            }
            default -> pattern[p] == b ? p + 1 : -1;
        };
    }

    private static int afterSet(byte[] pattern, int start, int end, byte b) {
        int p = start;
        boolean negated = p < end && pattern[p] == '^';
        if (negated) {
            p++;
        }
        boolean found = false;
        while (p < end && pattern[p] != ']') {
            if (pattern[p] == '\\' && p + 1 < end) {
                p++;
                found |= pattern[p] == b;
                p++;
            } else if (p + 2 < end && pattern[p + 1] == '-') {
                int low = Math.min(pattern[p] & 0xff, pattern[p + 2] & 0xff);
                int high = Math.max(pattern[p] & 0xff, pattern[p + 2] & 0xff);
                found |= (b & 0xff) >= low && (b & 0xff) <= high;
                p += 3;
            } else {
                found |= pattern[p] == b;
                p++;
            }
        }
        int next = p < end ? p + 1 : end;
        return found != negated ? next : -1;
    }
}
