package dev.wharf.common;

/** A configured value that cannot be used: which key, which value, what was expected. */
public final class InvalidValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String value;
    private final String expected;

    /**
     * @param key the key as the operator typed it, relative to the record that checks it
     * @param value the value found
     * @param expected what would have been accepted
     */
    public InvalidValueException(String key, Object value, String expected) {
        super("%s: %s (expected: %s)".formatted(key, value, expected));
        this.key = key;
        this.value = String.valueOf(value);
        this.expected = expected;
    }

    public String key() {
        return key;
    }

    public String value() {
        return value;
    }

    public String expected() {
        return expected;
    }
}
