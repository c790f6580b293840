package dev.wharf.ftp.protocol;

/** A command that cannot be done, and the reply that says so. */
public final class ReplyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ReplyCode code;

    /** @param text what was found and what was expected; a byte string */
    public ReplyException(ReplyCode code, String text) {
        super(text);
        this.code = code;
    }

    /** An argument that cannot be read: 501. */
    public static ReplyException syntax(String text) {
        return new ReplyException(ReplyCode.SYNTAX_ERROR_IN_ARGUMENT, text);
    }

    public Reply reply() {
        return Reply.of(code, String.valueOf(getMessage()));
    }
}
