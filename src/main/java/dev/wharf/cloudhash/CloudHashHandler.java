package dev.wharf.cloudhash;

import dev.wharf.cloudhash.command.TextCommand;
import dev.wharf.cloudhash.command.TextExecutor;
import dev.wharf.cloudhash.framing.CloudHashDecoder;
import dev.wharf.cloudhash.framing.FramingException;
import dev.wharf.cloudhash.protocol.Answer;
import dev.wharf.cloudhash.protocol.ErrorCode;
import dev.wharf.cloudhash.protocol.Request;
import dev.wharf.common.Durations;
import dev.wharf.net.DeadlineTimer;
import dev.wharf.net.DrainEvent;
import dev.wharf.net.InputBegun;
import dev.wharf.net.InputCleared;
import dev.wharf.net.InputEnded;
import dev.wharf.net.LingeringClose;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order of a connection: requests are done as they come, answers leave in the same order, whenever the store has
 * them. Answers of one burst leave in one write. A peer that does not read is not read from either; one that does not
 * go on is closed.
 *
 * <p>Thread: the channel's event loop.
 */
final class CloudHashHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(CloudHashHandler.class);

    /** Requests that may wait for the store at a time. */
    private static final int MAX_PENDING = 1024;
    /** Answers are handed on in pieces of about this size, each of which counts as progress when it is through. */
    private static final int WRITE_BYTES = 64 * 1024;

    private final CloudHashConfig config;
    private final CloudHashMetrics metrics;
    private final TextExecutor executor;
    private final CloudHashDecoder decoder;
    private final DeadlineTimer input;
    private final DeadlineTimer output;

    private final Deque<Pending> pending = new ArrayDeque<>(0);
    private @Nullable ByteBuf answers; // encoded, not written yet
    private int writesUnderWay;
    private boolean insideRead;
    private boolean readWanted;
    private boolean inputEnded;
    private boolean draining;
    private boolean ended;

    CloudHashHandler(
            CloudHashConfig config,
            CloudHashMetrics metrics,
            TextExecutor executor,
            CloudHashDecoder decoder,
            DeadlineTimer input,
            DeadlineTimer output) {
        this.config = config;
        this.metrics = metrics;
        this.executor = executor;
        this.decoder = decoder;
        this.input = input;
        this.output = output;
    }

    /** A request that the store has not answered yet. */
    private record Pending(@Nullable TextCommand command, CompletableFuture<Answer> answer) {}

    @Override
    public void channelActive(ChannelHandlerContext context) {
        awaitRequest(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        insideRead = true;
        if (ended) {
            return;
        }
        input.clear();
        Request request = (Request) message;
        TextCommand command = TextExecutor.commandOf(request);
        CompletableFuture<Answer> answer = executor.execute(command, request).toCompletableFuture();
        if (pending.isEmpty() && answer.isDone()) {
            answer(context, command, answer);
        } else {
            pending.add(new Pending(command, answer));
            answer.whenComplete((done, failure) -> context.executor().execute(() -> answerPending(context)));
        }
        awaitRequest(context);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        insideRead = false;
        flush(context);
    }

    private void answerPending(ChannelHandlerContext context) {
        Pending first = pending.peek();
        while (first != null && first.answer().isDone()) {
            pending.remove();
            answer(context, first.command(), first.answer());
            first = pending.peek();
        }
        if (!insideRead) {
            flush(context);
        }
        if (readWanted) {
            awaitRequest(context);
        }
    }

    private void answer(
            ChannelHandlerContext context, @Nullable TextCommand command, CompletableFuture<Answer> completed) {
        if (ended) {
            return;
        }
        Answer answer;
        try {
            answer = completed.join();
        } catch (RuntimeException e) {
            LOG.error("{}: the store failed", context.channel(), e);
            answer = Answer.error(ErrorCode.STORE, "the store failed; the server's log says more");
        }
        metrics.answered(command, answer);
        if (answer == Answer.CLOSE) {
            end(context);
        } else {
            encode(context, answer);
        }
    }

    private void encode(ChannelHandlerContext context, Answer answer) {
        ByteBuf out = answers;
        if (out == null) {
            out = context.alloc().buffer();
            answers = out;
        }
        decoder.encode(answer, out);
        if (out.readableBytes() >= WRITE_BYTES) {
            write(context);
        }
    }

    private void flush(ChannelHandlerContext context) {
        write(context);
        context.flush();
        if (pending.isEmpty() && (inputEnded || draining)) {
            end(context);
        }
    }

    private @Nullable ChannelFuture write(ChannelHandlerContext context) {
        ByteBuf out = answers;
        if (out == null) {
            return null;
        }
        answers = null;
        while (out.readableBytes() > WRITE_BYTES) {
            follow(context, context.write(out.readRetainedSlice(WRITE_BYTES)));
        }
        ChannelFuture last = context.write(out);
        follow(context, last);
        return last;
    }

    private void follow(ChannelHandlerContext context, ChannelFuture write) {
        if (write.isDone()) {
            return;
        }
        if (writesUnderWay++ == 0) {
            awaitProgress(context);
        }
        write.addListener(done -> {
            if (--writesUnderWay == 0) {
                output.clear();
            } else {
                awaitProgress(context);
            }
        });
    }

    private void awaitProgress(ChannelHandlerContext context) {
        output.set(config.writeTimeout(), () -> {
            metrics.timedOut();
            LOG.debug("{} left its answers unread; closing", context.channel());
            ended = true;
            context.close();
        });
    }

    /** Asks for the next request, unless the peer has to read or the store to answer first. */
    private void awaitRequest(ChannelHandlerContext context) {
        readWanted = true;
        boolean full = pending.size() >= MAX_PENDING || !context.channel().isWritable();

        if (ended || inputEnded || draining || full) {
            return;
        }
        readWanted = false;
        if (!decoder.hasBufferedInput()) {
            startIdleTime(context);
        }
        context.read();
    }

    private void startIdleTime(ChannelHandlerContext context) {
        input.set(config.idleTimeout(), () -> timedOut(context, "no request", config.idleTimeout()));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (readWanted && context.channel().isWritable()) {
            awaitRequest(context);
        }
    }

    private void timedOut(ChannelHandlerContext context, String what, Duration timeout) {
        metrics.timedOut();
        fail(context, Answer.error(ErrorCode.LIMIT, what + " within " + Durations.text(timeout)));
    }

    /** One error, and the end. */
    private void fail(ChannelHandlerContext context, Answer error) {
        if (ended) {
            return;
        }
        metrics.answered(null, error);
        encode(context, error);
        end(context);
    }

    /** Sends what has been answered, then closes. */
    private void end(ChannelHandlerContext context) {
        if (ended) {
            return;
        }
        ChannelFuture last = write(context);
        ended = true;
        input.close();
        if (last == null) {
            last = context.write(Unpooled.EMPTY_BUFFER); // behind what is still being written
        }
        context.flush();
        LingeringClose.after(last);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == InputBegun.INSTANCE) {
            input.set(config.requestTimeout(), () -> timedOut(context, "no whole request", config.requestTimeout()));
        } else if (event == InputCleared.INSTANCE) {
            startIdleTime(context);
        } else if (event == InputEnded.INSTANCE) {
            inputEnded = true;
            flush(context);
        } else if (event == DrainEvent.INSTANCE) {
            draining = true;
            flush(context);
        } else if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            ended = true;
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
        input.close();
        output.close();
        pending.clear();
        if (answers != null) {
            answers.release();
            answers = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof FramingException framing) {
            fail(context, framing.answer());
            return;
        }
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            LOG.debug("{}: {}", context.channel(), cause.toString()); // the client left, or failed at TLS
        } else {
            LOG.error("{} failed; closing", context.channel(), cause);
        }
        ended = true;
        context.close();
    }
}
