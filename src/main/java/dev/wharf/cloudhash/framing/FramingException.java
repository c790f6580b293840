package dev.wharf.cloudhash.framing;

/** Bytes that cannot be a request. Nobody can tell where the next one begins: one error answer, then the end. */
public final class FramingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param codeAndText the error to answer */
    FramingException(String codeAndText) {
        super(codeAndText, null, false, false);
    }

    /** The error to answer: a code in capitals, a space, a text. */
    public String answer() {
        return String.valueOf(getMessage());
    }
}
