package dev.wharf.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into messages, one for each {@code read()} that the handler behind it asks for.
 *
 * <p>The channel has {@code autoRead} off. A message that is already buffered is delivered at once; only when none is
 * whole does the request travel on to the socket. So a peer that pipelines cannot make the server decode, execute or
 * answer more than the handler wants, and what has been buffered is never more than one message and one read.
 *
 * <p>{@code channelReadComplete} is passed on once after each run of messages: flush there. When the peer has ended
 * its direction and no whole message is left, {@link InputEnded} is fired, once, in answer to a {@code read()}. When a
 * message is wanted and only its beginning has come, {@link InputBegun} is fired, once for each message;
 * {@link InputCleared} follows if what had come turns out to be no message, such as a blank line.
 * An exception of {@link #decode} is fired as {@code exceptionCaught}, once; from then on all input is dropped,
 * because nobody can tell where the next message would begin.
 *
 * <p>Thread: the channel's event loop. Owns the bytes not yet decoded.
 */
public abstract class OnDemandDecoder extends ChannelDuplexHandler {
    private @Nullable ByteBuf buffered;
    private boolean wanted;
    private boolean delivering;
    private boolean delivered;
    private boolean insideSocketRead;
    private boolean inputEnded;
    private boolean endAnnounced;
    private boolean beginningAnnounced;
    private boolean failed;

    /**
     * Decodes one message.
     *
     * @param in the bytes not decoded yet, at least one unless {@code endOfInput}; consumed bytes are dropped. The
     *     decoder keeps ownership: a message that refers to bytes must retain a slice or copy
     * @param endOfInput whether no further byte will come
     * @return the message, or null if more bytes are needed
     * @throws Exception if the bytes cannot be a message; decoding then stops for good
     */
    protected abstract @Nullable Object decode(ChannelHandlerContext context, ByteBuf in, boolean endOfInput)
            throws Exception;

    /** Whether bytes have arrived that were not delivered as a message: half a request, or requests to come. */
    public final boolean hasBufferedInput() {
        return isInsideMessage() || (buffered != null && buffered.isReadable());
    }

    /** Whether the decoder has taken bytes of a message that is not whole yet. */
    protected boolean isInsideMessage() {
        return false;
    }

    @Override
    public void read(ChannelHandlerContext context) {
        wanted = true;
        if (!delivering) {
            deliver(context);
            if (!insideSocketRead) {
                completed(context);
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        insideSocketRead = true;
        if (failed || inputEnded) {
            bytes.release();
            return;
        }
        buffered = buffered == null
                ? bytes
                : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), buffered, bytes);
        if (!delivering) {
            deliver(context);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        insideSocketRead = false;
        completed(context);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
            inputEnded = true;
            if (!delivering) {
                deliver(context);
                completed(context);
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        drop();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        drop();
    }

    private void deliver(ChannelHandlerContext context) {
        delivering = true;
        try {
            while (wanted) {
                Object message = next(context);
                if (message == null) {
                    break;
                }
                wanted = false;
                delivered = true;
                beginningAnnounced = false;
                context.fireChannelRead(message);
            }
        } finally {
            delivering = false;
        }
    }

    private @Nullable Object next(ChannelHandlerContext context) {
        ByteBuf in = buffered;
        if (failed || in == null) {
            return null;
        }
        try {
            Object message = in.isReadable() || inputEnded ? decode(context, in, inputEnded) : null;
            if (buffered != null && !buffered.isReadable()) {
                buffered.release();
                buffered = null;
            }
            return message;
        } catch (Exception e) {
            failed = true;
            drop();
            context.fireExceptionCaught(e instanceof DecoderException ? e : new DecoderException(e));
            return null;
        }
    }

    /** Ends a run of messages, and asks for what is still wanted: more bytes, or the news that none will come. */
    private void completed(ChannelHandlerContext context) {
        if (delivered) {
            delivered = false;
            context.fireChannelReadComplete();
        }
        if (!wanted || failed) {
            return;
        }
        if (!inputEnded) {
            boolean begun = hasBufferedInput();
            if (begun != beginningAnnounced) {
                beginningAnnounced = begun;
                context.fireUserEventTriggered(begun ? InputBegun.INSTANCE : InputCleared.INSTANCE);
            }
            context.read();
        } else if (!endAnnounced) {
            endAnnounced = true;
            wanted = false;
            context.fireUserEventTriggered(InputEnded.INSTANCE);
        }
    }

    private void drop() {
        if (buffered != null) {
            buffered.release();
            buffered = null;
        }
    }
}
