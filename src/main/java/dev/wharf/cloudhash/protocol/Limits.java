package dev.wharf.cloudhash.protocol;

/**
 * How large things may be.
 *
 * @param lineBytes a request line, without its line end
 * @param frameBytes a request in a length-prefixed frame, or up to the end of the stream
 * @param keyBytes a key
 * @param valueBytes a value
 */
public record Limits(int lineBytes, int frameBytes, int keyBytes, int valueBytes) {}
