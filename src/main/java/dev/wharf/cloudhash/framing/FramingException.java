package dev.wharf.cloudhash.framing;

import dev.wharf.cloudhash.protocol.Answer;
import dev.wharf.cloudhash.protocol.ErrorCode;
import io.netty.handler.codec.DecoderException;

/** Bytes that cannot be a request. Nobody can tell where the next one begins: one error answer, then the end. */
public final class FramingException extends DecoderException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    FramingException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /** What to answer. */
    public Answer answer() {
        return Answer.error(code, String.valueOf(getMessage()));
    }
}
