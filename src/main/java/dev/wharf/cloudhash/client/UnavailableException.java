package dev.wharf.cloudhash.client;

import org.jspecify.annotations.Nullable;

/** There is no connection, or it was lost before the answer: whether the request was done is not known then. */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
