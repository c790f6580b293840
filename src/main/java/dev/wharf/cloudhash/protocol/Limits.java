package dev.wharf.cloudhash.protocol;

/**
 * How large things may be.
 *
 * @param lineBytes a request line, without its line end
 * @param frameBytes a request in a length-prefixed frame, up to the end of the stream, or all words of a command together
 * @param keyBytes a key
 * @param valueBytes a value
 * @param words how many words a command may have
 * @param loginWords how many words it may have before a login
 * @param loginWordBytes how long each of them may be then
 */
public record Limits(
        int lineBytes, int frameBytes, int keyBytes, int valueBytes, int words, int loginWords, int loginWordBytes) {
    private static final int WORDS = 65_536;
    private static final int LOGIN_WORDS = 10;
    private static final int LOGIN_WORD_BYTES = 16 * 1024;

    /** With the usual numbers of words. */
    public Limits(int lineBytes, int frameBytes, int keyBytes, int valueBytes) {
        this(lineBytes, frameBytes, keyBytes, valueBytes, WORDS, LOGIN_WORDS, LOGIN_WORD_BYTES);
    }
}
