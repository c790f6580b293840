package dev.wharf.cloudhash.protocol;

/**
 * One request as text, without its framing: {@code SET prez obama}.
 *
 * <p>A plain class, since records compare arrays by identity. Never changed after it is made.
 */
public final class Request {
    private final byte[] text;

    /** @param text owned by the request from now on */
    public Request(byte[] text) {
        this.text = text;
    }

    /** The bytes; not to be changed. */
    public byte[] text() {
        return text;
    }
}
