package dev.wharf.ftp.protocol;

/** An argument that cannot be read; the message is the text of the 501 (or 522, see {@link #reply}). */
public final class FtpSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ReplyCode reply;

    /** @param message what was found and what was expected; a byte string without control characters */
    public FtpSyntaxException(String message) {
        this(ReplyCode.SYNTAX_ERROR_IN_ARGUMENT, message);
    }

    FtpSyntaxException(ReplyCode reply, String message) {
        super(message);
        this.reply = reply;
    }

    /** 501 mostly; 522 for a network protocol that is not served (RFC 2428, 2). */
    public ReplyCode reply() {
        return reply;
    }
}
