package dev.wharf.ftp.data;

import java.io.IOException;

/** A data connection that did not come about or did not last; the kind decides the reply. */
public final class DataConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** @param message for the client: no internals, no control characters */
    public DataConnectionException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What went wrong. */
    public enum Kind {
        /** It never stood: nothing announced, no free port, refused, timed out, TLS failed. */
        CANNOT_OPEN,
        /** It is under TLS, but not in the session of its control connection. */
        NOT_RESUMED,
        /** It stood and ended before everything was sent. */
        BROKEN,
        /** Nothing moved for the stall time-out. */
        STALLED,
        /** The client asked for it, by ABOR or by leaving. */
        ABORTED
    }
}
