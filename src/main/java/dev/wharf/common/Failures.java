package dev.wharf.common;

import java.util.concurrent.CompletionException;

/** What lies behind the failures of stages. */
public final class Failures {
    private Failures() {}

    /** The failure itself, without the {@link CompletionException} that a dependent stage has put around it. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
