package dev.wharf.ftp.listing;

/**
 * A shell pattern over one name: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a-z]}, and a backslash before a
 * character that stands for itself.
 *
 * <p>No pattern is expensive: only the last star is ever tried again, so the time is at most the product of both
 * lengths. A bracket that is never closed stands for itself. Immutable.
 */
public final class Glob {
    private final String pattern;
    private final int lastClosingBracket;

    public Glob(String pattern) {
        this.pattern = pattern;
        lastClosingBracket = pattern.lastIndexOf(']');
    }

    /** Whether {@code text} holds a character that makes it a pattern. */
    public static boolean isPattern(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*' || c == '?' || c == '[') {
                return true;
            }
        }
        return false;
    }

    /** Whether the whole name fits. */
    public boolean matches(String name) {
        int p = 0;
        int n = 0;
        int afterStar = -1;
        int starCovers = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                afterStar = ++p;
                starCovers = n;
                continue;
            }
            int next = p < pattern.length() ? matchOne(p, name.charAt(n)) : -1;
            if (next >= 0) {
                p = next;
                n++;
            } else if (afterStar >= 0) {
                p = afterStar;
                n = ++starCovers;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Where the pattern goes on if its element at {@code p} fits {@code c}, else -1. */
    private int matchOne(int p, char c) {
        char element = pattern.charAt(p);
        if (element == '?') {
            return p + 1;
        }
        if (element == '[') {
            int close = closingBracket(p);
            if (close > 0) {
                return isInClass(p + 1, close, c) ? close + 1 : -1;
            }
        }
        if (element == '\\' && p + 1 < pattern.length()) {
            return pattern.charAt(p + 1) == c ? p + 2 : -1;
        }
        return element == c ? p + 1 : -1;
    }

    private int closingBracket(int open) {
        int first = open + 1;
        if (first > lastClosingBracket) {
            return -1; // known without a search, or many open brackets would cost one each
        }
        if (first < pattern.length() && isNegation(pattern.charAt(first))) {
            first++;
        }
        return pattern.indexOf(']', first + 1); // a bracket that comes first is a member
    }

    private boolean isInClass(int from, int close, char c) {
        boolean negated = isNegation(pattern.charAt(from));
        boolean found = false;
        int i = negated ? from + 1 : from;
        while (i < close) {
            char low = pattern.charAt(i);
            if (i + 2 < close && pattern.charAt(i + 1) == '-') {
                found |= low <= c && c <= pattern.charAt(i + 2);
                i += 3;
            } else {
                found |= low == c;
                i++;
            }
        }
        return found != negated;
    }

    private static boolean isNegation(char c) {
        return c == '!' || c == '^';
    }
}
