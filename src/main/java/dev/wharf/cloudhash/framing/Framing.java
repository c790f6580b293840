package dev.wharf.cloudhash.framing;

import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.Output;

/** One way to tell requests apart, for the life of a connection and for that one alone. */
public interface Framing {
    /** How long a line or frame may be before a login. */
    int LOGIN_BYTES = 16 * 1024;

    /** Its name, for metrics: a closed set. */
    String name();

    /** Whether requests are commands of RESP and not lines of text. */
    default boolean isResp() {
        return false;
    }

    /** Says whether less is allowed than usually, as before a login. */
    default void restrict(boolean on) {}

    /**
     * Takes the next request.
     *
     * @param request gets the words of the command, or the text as a single word
     * @return whether there was a whole one
     * @throws FramingException if there cannot be one
     */
    boolean decode(Input in, Arguments request);

    /**
     * Begins an answer.
     *
     * @return what {@link #end} wants to know
     */
    int begin(Output out);

    /** Ends the answer that was begun at {@code start}. */
    void end(Output out, int start);
}
