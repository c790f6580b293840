package dev.wharf.config;

/** A configuration that Wharf does not start with; the message is one line for the operator. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }
}
