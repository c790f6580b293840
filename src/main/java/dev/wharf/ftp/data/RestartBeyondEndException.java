package dev.wharf.ftp.data;

import java.io.IOException;

/** The offset of REST lies beyond the end of what is to be sent. */
public final class RestartBeyondEndException extends IOException {
    private static final long serialVersionUID = 1L;

    public RestartBeyondEndException() {
        super("The restart offset lies beyond the end of the file.");
    }
}
