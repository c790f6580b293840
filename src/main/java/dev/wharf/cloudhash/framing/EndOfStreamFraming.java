package dev.wharf.cloudhash.framing;

import dev.wharf.cloudhash.protocol.Answer;
import dev.wharf.cloudhash.protocol.ErrorCode;
import dev.wharf.cloudhash.protocol.Request;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Everything up to the end of the stream is one request; the answer is the bare bytes, up to the end of the stream. */
final class EndOfStreamFraming implements Framing {
    private final int maxRequestBytes;

    EndOfStreamFraming(int maxRequestBytes) {
        this.maxRequestBytes = maxRequestBytes;
    }

    @Override
    public String name() {
        return "end_of_stream";
    }

    @Override
    public @Nullable Request decode(ByteBuf in, boolean endOfInput) {
        if (in.readableBytes() > maxRequestBytes) {
            throw new FramingException(ErrorCode.LIMIT, "request: longer than " + maxRequestBytes + " bytes");
        }
        if (!endOfInput || !in.isReadable()) {
            return null;
        }
        byte[] text = new byte[in.readableBytes()];
        in.readBytes(text);
        return new Request(text);
    }

    @Override
    public void encode(Answer answer, ByteBuf out) {
        out.writeBytes(answer.bytes());
    }
}
