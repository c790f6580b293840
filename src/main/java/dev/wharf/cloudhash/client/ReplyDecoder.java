package dev.wharf.cloudhash.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RESP2 answers.
 *
 * <pre>
 *   +OK\r\n   -ERR text\r\n   :7\r\n   $5\r\nhello\r\n   $-1\r\n   *2\r\n(two answers)   *-1\r\n
 * </pre>
 *
 * <p>An answer is made when all of it is there; nothing is set aside for what is merely announced.
 * Behind an answer that is broken everything is dropped.
 */
final class ReplyDecoder extends ByteToMessageDecoder {
    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final int MAX_VALUE_BYTES = 512 << 20;
    private static final int MAX_REPLIES = 1 << 20;
    private static final int MAX_DEPTH = 8;

    private boolean broken; // where the next answer begins is not known any more

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int start = in.readerIndex();
        broken = true; // unless it is read to its end
        Reply reply = reply(in, 0);
        broken = false;
        if (reply == null) {
            in.readerIndex(start);
        } else {
            out.add(reply);
        }
    }

    /** The next answer; null if it is not all there yet. */
    private static @Nullable Reply reply(ByteBuf in, int depth) {
        if (depth > MAX_DEPTH) {
            throw new CorruptedFrameException("answers within answers: " + depth + " (expected: <= " + MAX_DEPTH + ")");
        }
        String line = line(in);
        if (line == null) {
            return null;
        }
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> new Reply.Text(rest);
            case '-' -> new Reply.Failure(rest);
            case ':' -> new Reply.Whole(number(rest, Long.MIN_VALUE, Long.MAX_VALUE));
            case '$' -> value(in, (int) number(rest, -1, MAX_VALUE_BYTES));
            case '*' -> several(in, (int) number(rest, -1, MAX_REPLIES), depth);
            default -> throw new CorruptedFrameException("answer of kind " + (int) line.charAt(0));
        };
    }

    private static @Nullable String line(ByteBuf in) {
        int length = in.bytesBefore((byte) '\n');
        if (length < 0) {
            if (in.readableBytes() > MAX_LINE_BYTES) {
                throw new CorruptedFrameException("line: longer than " + MAX_LINE_BYTES + " bytes");
            }
            return null;
        }
        if (length < 2 || in.getByte(in.readerIndex() + length - 1) != '\r') {
            throw new CorruptedFrameException("line: " + length + " bytes without their end");
        }
        String line = in.toString(in.readerIndex(), length - 1, StandardCharsets.UTF_8);
        in.skipBytes(length + 1);
        return line;
    }

    private static long number(String text, long low, long high) {
        try {
            long number = Long.parseLong(text);
            if (number >= low && number <= high) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new CorruptedFrameException("number: " + text, e);
        }
        throw new CorruptedFrameException("number: " + text + " (expected: " + low + ".." + high + ")");
    }

    private static @Nullable Reply value(ByteBuf in, int length) {
        if (length < 0) {
            return new Reply.Value(null);
        }
        if (in.readableBytes() < length + 2) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw new CorruptedFrameException("value: no end after " + length + " bytes");
        }
        return new Reply.Value(bytes);
    }

    private static @Nullable Reply several(ByteBuf in, int count, int depth) {
        List<Reply> replies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Reply reply = reply(in, depth + 1);
            if (reply == null) {
                return null;
            }
            replies.add(reply);
        }
        return new Reply.Several(replies);
    }
}
