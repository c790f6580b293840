package dev.wharf.ftp.data;

/**
 * Ports from {@code first} to {@code last}, both included.
 *
 * @param first 0 or 1024..65535; 0 (then {@code last} is 0 too) lets the system choose
 * @param last at least {@code first}
 */
public record PortRange(int first, int last) {
    private static final String EXPECTED = "ports such as 50000-50099, or one such as 50000, or 0 for any";

    public PortRange {
        boolean any = first == 0 && last == 0;
        if (!any && (first < 1024 || last > 65_535 || first > last)) {
            throw new IllegalArgumentException(EXPECTED + ", 1024..65535, the lower first");
        }
    }

    /** Reads {@code 50000-50099} or {@code 50000}; the exception's message says what was expected. */
    public static PortRange parse(String text) {
        int dash = text.indexOf('-');
        try {
            int first = Integer.parseInt((dash < 0 ? text : text.substring(0, dash)).strip());
            int last =
                    dash < 0 ? first : Integer.parseInt(text.substring(dash + 1).strip());
            return new PortRange(first, last);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(EXPECTED, e);
        }
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
