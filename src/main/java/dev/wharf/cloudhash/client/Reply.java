package dev.wharf.cloudhash.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer of the server in RESP2. */
sealed interface Reply {
    /** A word such as {@code OK}. */
    record Text(String text) implements Reply {}

    /** The server's line about what went wrong. */
    record Failure(String line) implements Reply {}

    /** A whole number. */
    record Whole(long value) implements Reply {}

    /** A value; null if there is none. Not to be changed. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Value(byte @Nullable [] bytes) implements Reply {}

    /** Several answers in one. */
    record Several(List<Reply> replies) implements Reply {}
}
