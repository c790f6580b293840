package dev.wharf.cloudhash.framing;

import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.Output;

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
    public boolean decode(Input in, Arguments request) {
        if (in.length() > maxRequestBytes) {
            throw new FramingException("LIMIT request: longer than " + maxRequestBytes + " bytes");
        }
        if (!in.ended || in.length() == 0) {
            return false;
        }
        request.clear();
        request.in(in.bytes, in.start);
        request.add(0, in.length());
        in.start = in.end;
        return true;
    }

    @Override
    public int begin(Output out) {
        return out.length();
    }

    @Override
    public void end(Output out, int start) {}
}
