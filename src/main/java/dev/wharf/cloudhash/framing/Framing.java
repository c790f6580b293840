package dev.wharf.cloudhash.framing;

import dev.wharf.cloudhash.protocol.Answer;
import dev.wharf.cloudhash.protocol.Request;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One way to tell requests apart, for the life of a connection. */
public interface Framing {
    /** Its name, for metrics: a closed set. */
    String name();

    /**
     * Takes the next request from {@code in}.
     *
     * @param endOfInput whether no further byte will come
     * @return the request, or null if more bytes are needed
     * @throws FramingException if there cannot be one
     */
    @Nullable
    Request decode(ByteBuf in, boolean endOfInput);

    /** Appends an answer, framed. */
    void encode(Answer answer, ByteBuf out);
}
