package dev.wharf.ftp.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ports from {@code first} to {@code last}, both included.
 *
 * @param first 0 or 1024..65535; 0 (then {@code last} is 0 too) lets the system choose
 * @param last at least {@code first}
 */
public record PortRange(int first, int last) {
    private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,5})\\s*(?:-\\s*(\\d{1,5})\\s*)?");
    private static final String EXPECTED = "ports such as 50000-50099, or one such as 50000, or 0 for any";

    public PortRange {
        boolean any = first == 0 && last == 0;
        if (!any && (first < 1024 || last > 65_535 || first > last)) {
            throw new IllegalArgumentException(EXPECTED + ", 1024..65535, the lower first");
        }
    }

    /** Reads {@code 50000-50099} or {@code 50000}; the exception's message says what was expected. */
    public static PortRange parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        return new PortRange(first, last);
    }

    /** How many ports there are. */
    int size() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
