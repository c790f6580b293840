package dev.wharf.cloudhash;

import dev.wharf.cloudhash.command.Commands;
import dev.wharf.cloudhash.command.Session;
import dev.wharf.cloudhash.command.TextExecutor;
import dev.wharf.cloudhash.framing.Detector;
import dev.wharf.cloudhash.framing.Framing;
import dev.wharf.cloudhash.framing.FramingException;
import dev.wharf.cloudhash.framing.Input;
import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.Output;
import dev.wharf.cloudhash.protocol.RespWriter;
import dev.wharf.cloudhash.store.ChangeLog;
import dev.wharf.common.Addresses;
import dev.wharf.common.Durations;
import dev.wharf.net.DeadlineTimer;
import dev.wharf.net.DrainEvent;
import dev.wharf.net.LingeringClose;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: what comes in is decoded and done in order, a burst of requests under one taking of the store's lock;
 * the answers of a burst leave in one write, as soon as what they depend on is durable. A peer that does not read is not
 * read from either; one that does not go on is closed.
 *
 * <p>Thread: the channel's event loop, but for {@link #send} and {@link #kill}.
 */
final class CloudHashHandler extends ChannelInboundHandlerAdapter implements Session.Peer {
    private static final Logger LOG = LoggerFactory.getLogger(CloudHashHandler.class);

    /** Requests are done under one taking of the lock until their answers are about this long... */
    private static final int BURST_BYTES = 64 * 1024;
    /** ...or there are so many of them. */
    private static final int BURST_REQUESTS = 1000;
    /** Answers are handed on in pieces of this size, each of which counts as progress when it is through. */
    private static final int WRITE_BYTES = 64 * 1024;
    /** Answers that may wait for the disk before no further request is done. */
    private static final int MAX_HELD_BYTES = 1024 * 1024;
    /** Answers that may go unread before a login. */
    private static final int MAX_LOGIN_OUTPUT_BYTES = 1024;

    private final CloudHashConfig config;
    private final CloudHashMetrics metrics;
    private final Commands commands;
    private final ChangeLog log;
    private final Detector detector;
    private final boolean trusted;
    private final DeadlineTimer inputTimer;
    private final DeadlineTimer outputTimer;

    private final LoopMemory memory = LoopMemory.get();
    private final Output out = memory.output;
    private final RespWriter resp = new RespWriter(out);
    private final Input input = new Input();
    private final Arguments request = new Arguments();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Session session;
    private @Nullable TextExecutor text;
    private @Nullable Framing framing;
    private boolean restricted;

    private final Deque<Held> held = new ArrayDeque<>(0);
    private long heldBytes;
    private final List<ChannelFuture> unflushed = new ArrayList<>(1);
    private int writesUnderWay;

    private final Queue<byte[]> pushes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean pushesScheduled = new AtomicBoolean();

    private boolean stopped; // with requests still to do, until answers have left
    private boolean insideRequest;
    private boolean inputEnded;
    private boolean draining;
    private boolean closing; // behind the answers given so far
    private boolean ended;

    /** Answers that wait until a change is durable. */
    private record Held(ByteBuf answers, long dependsOn) {}

    /** @param trusted whether the peer has shown a certificate in place of a password */
    CloudHashHandler(
            CloudHashConfig config,
            CloudHashMetrics metrics,
            Commands commands,
            Detector detector,
            boolean trusted,
            DeadlineTimer inputTimer,
            DeadlineTimer outputTimer) {
        this.config = config;
        this.metrics = metrics;
        this.commands = commands;
        this.log = commands.keys().log();
        this.detector = detector;
        this.trusted = trusted;
        this.inputTimer = inputTimer;
        this.outputTimer = outputTimer;
    }

    // Beginning

    @Override
    public void channelActive(ChannelHandlerContext active) {
        Channel channel = active.channel();
        Session opened =
                commands.open(text(channel.remoteAddress()), text(channel.localAddress()), this, resp, trusted);
        context = active;
        session = opened;
        text = new TextExecutor(commands, opened, out);
        restricted = !opened.isAuthenticated();
        if (restricted) {
            active.executor()
                    .schedule(
                            () -> endUnlessLoggedIn(active, opened),
                            config.loginTimeout().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
        startIdleTime(active);
        active.read();
    }

    private static String text(SocketAddress address) {
        if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
            return Addresses.literal(inet.getAddress()) + ":" + inet.getPort();
        }
        return String.valueOf(address);
    }

    private void endUnlessLoggedIn(ChannelHandlerContext active, Session opened) {
        if (!opened.isAuthenticated()) {
            timedOut(active, "no login", config.loginTimeout());
        }
    }

    // Requests

    @Override
    public void channelRead(ChannelHandlerContext active, Object message) {
        if (ended || closing || !(message instanceof ByteBuf arrived)) {
            ReferenceCountUtil.release(message);
            return;
        }
        try {
            memory.input = input.take(arrived, memory.input);
        } finally {
            arrived.release();
        }
        if (stopped) {
            input.keepRest();
        } else {
            process(active);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext active) {
        flush(active);
        awaitRequest(active);
    }

    /** Does the requests that are there, as far as their answers find room. */
    private void process(ChannelHandlerContext active) {
        int left = input.length();
        boolean more;
        do {
            more = burst(active);
        } while (more && mayGoOn(active));
        stopped = more && !closing;
        boolean progress = input.length() < left || !insideRequest;
        input.keepRest();
        if (!stopped) {
            restartInputTimer(active, progress);
        }
    }

    private boolean mayGoOn(ChannelHandlerContext active) {
        return !closing
                && !ended
                && !draining
                && active.channel().isWritable()
                && heldBytes < MAX_HELD_BYTES
                && !(log.isCongested() && !held.isEmpty());
    }

    /** Does some requests under one taking of the lock; tells whether there may be more. */
    private boolean burst(ChannelHandlerContext active) {
        Session own = session;
        TextExecutor words = text;
        if (own == null || words == null) {
            return false;
        }
        out.limit(Math.max(BURST_BYTES, config.maxOutputBytes() - pendingBytes(active)));
        boolean more = true;
        long dependsOn;
        commands.begin(own);
        try {
            for (int i = 0; more && i < BURST_REQUESTS && out.length() < BURST_BYTES; i++) {
                more = doNext(own, words);
            }
        } catch (FramingException broken) {
            writeError(broken.answer());
            commands.statistics().countBrokenFrame();
            closing = true;
        } catch (Output.LimitException tooMuch) {
            metrics.outputLimitReached();
            LOG.info("{}: {}; closing", active.channel(), tooMuch.getMessage());
            out.clear();
            ended = true;
        } catch (RuntimeException e) {
            LOG.error("{}: a request failed; closing", active.channel(), e);
            writeError("STORE the request failed; the server's log says more");
            closing = true;
        } finally {
            dependsOn = commands.end(own);
        }
        if (ended) {
            active.close();
            return false;
        }
        emit(active, dependsOn);
        return more && !closing;
    }

    private boolean doNext(Session own, TextExecutor words) {
        Framing known = framing;
        if (known == null) {
            known = detector.detect(input);
            if (known == null) {
                return false;
            }
            framing = known;
            known.restrict(restricted);
        }
        if (!known.decode(input, request)) {
            return false;
        }
        int start = known.begin(out);
        if (known.isResp()) {
            commands.execute(own, request, resp, out);
            known.end(out, start);
        } else {
            words.execute(request);
            if (own.isClosing()) {
                out.truncate(start); // EXIT is not answered
            } else {
                known.end(out, start);
            }
        }
        if (restricted == own.isAuthenticated()) {
            restricted = !restricted;
            known.restrict(restricted);
        }
        closing = own.isClosing();
        return !closing;
    }

    private void writeError(String codeAndText) {
        Framing known = framing;
        if (known != null && known.isResp()) {
            resp.error(codeAndText.startsWith("ERR ") ? codeAndText : "ERR " + codeAndText);
            return;
        }
        int start = known == null ? 0 : known.begin(out);
        out.write("ERR ");
        out.write(codeAndText);
        if (known == null) {
            out.write('\n');
        } else {
            known.end(out, start);
        }
    }

    // Answers

    /** Hands on what has been answered, now or when what it depends on is durable. */
    private void emit(ChannelHandlerContext active, long dependsOn) {
        if (out.length() == 0) {
            return;
        }
        ByteBuf answers = active.alloc().ioBuffer(out.length());
        out.copyTo(answers);
        out.clear();
        if (held.isEmpty() && log.durable() >= dependsOn) {
            write(active, answers);
            return;
        }
        heldBytes += answers.readableBytes();
        held.add(new Held(answers, dependsOn));
        log.whenDurable(dependsOn, active.executor(), () -> release(active));
    }

    private void release(ChannelHandlerContext active) {
        Held first = held.peek();
        while (first != null && !ended && log.durable() >= first.dependsOn()) {
            held.remove();
            heldBytes -= first.answers().readableBytes();
            write(active, first.answers());
            first = held.peek();
        }
        String refusal = log.refusal();
        if (first != null && !ended && refusal != null) {
            // What was promised cannot be kept any more, so it is not answered; nobody can tell whether it is lost.
            dropHeld();
            writeError("MISCONF " + refusal);
            emit(active, 0);
            closing = true;
        }
        resume(active);
    }

    private void resume(ChannelHandlerContext active) {
        if (stopped && mayGoOn(active)) {
            process(active);
        }
        flush(active);
        awaitRequest(active);
    }

    private void write(ChannelHandlerContext active, ByteBuf answers) {
        while (answers.readableBytes() > WRITE_BYTES) {
            unflushed.add(active.write(answers.readRetainedSlice(WRITE_BYTES)));
        }
        unflushed.add(active.write(answers));
    }

    private void flush(ChannelHandlerContext active) {
        if (!unflushed.isEmpty()) {
            active.flush();
            for (ChannelFuture write : unflushed) {
                if (!write.isDone()) {
                    follow(active, write);
                }
            }
            unflushed.clear();
            closeIfTooMuchIsUnread(active);
        }
        boolean finished = closing || draining || (inputEnded && !stopped);
        if (finished && held.isEmpty()) {
            end(active);
        }
    }

    private void follow(ChannelHandlerContext active, ChannelFuture write) {
        if (writesUnderWay++ == 0) {
            awaitProgress(active);
        }
        write.addListener(done -> {
            if (--writesUnderWay == 0) {
                outputTimer.clear();
            } else {
                awaitProgress(active);
            }
        });
    }

    private void awaitProgress(ChannelHandlerContext active) {
        outputTimer.set(config.writeTimeout(), () -> {
            metrics.timedOut();
            LOG.debug("{} left its answers unread; closing", active.channel());
            ended = true;
            active.close();
        });
    }

    private void closeIfTooMuchIsUnread(ChannelHandlerContext active) {
        int limit = restricted ? MAX_LOGIN_OUTPUT_BYTES : config.maxOutputBytes();
        if (!ended && writesUnderWay > 0 && pendingBytes(active) > limit) {
            metrics.outputLimitReached();
            LOG.debug("{} left more than {} bytes of answers unread; closing", active.channel(), limit);
            ended = true;
            active.close();
        }
    }

    private static int pendingBytes(ChannelHandlerContext active) {
        ChannelOutboundBuffer buffer = active.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : (int) Math.min(buffer.totalPendingWriteBytes(), Integer.MAX_VALUE);
    }

    /** Asks for more to come in, unless the peer has to read or the disk to write first. */
    private void awaitRequest(ChannelHandlerContext active) {
        if (!ended && !closing && !inputEnded && !draining && !stopped && mayGoOn(active)) {
            active.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext active) {
        if (active.channel().isWritable() && !ended) {
            active.executor().execute(() -> resume(active)); // not within the flush that has made room
        }
    }

    // What others send

    @Override
    public void send(byte[] bytes) {
        pushes.add(bytes);
        ChannelHandlerContext active = context;
        if (active != null && pushesScheduled.compareAndSet(false, true)) {
            active.executor().execute(() -> push(active));
        }
    }

    private void push(ChannelHandlerContext active) {
        pushesScheduled.set(false);
        byte[] bytes = pushes.poll();
        while (bytes != null) {
            if (!ended && !closing) {
                ByteBuf pushed = active.alloc().ioBuffer(bytes.length).writeBytes(bytes);
                if (held.isEmpty()) {
                    write(active, pushed);
                } else {
                    heldBytes += bytes.length;
                    held.add(new Held(pushed, 0));
                }
            }
            bytes = pushes.poll();
        }
        flush(active);
    }

    @Override
    public void kill() {
        ChannelHandlerContext active = context;
        if (active != null) {
            active.executor().execute(active::close);
        }
    }

    // Time

    private void restartInputTimer(ChannelHandlerContext active, boolean progress) {
        boolean inside = input.length() > 0;
        if (inside && (progress || !insideRequest)) {
            Duration timeout = config.requestTimeout();
            inputTimer.set(timeout, () -> timedOut(active, "no whole request", timeout));
        } else if (!inside) {
            startIdleTime(active);
        }
        insideRequest = inside;
    }

    private void startIdleTime(ChannelHandlerContext active) {
        Duration timeout = config.idleTimeout();
        if (timeout.isZero()) {
            inputTimer.clear();
            return;
        }
        inputTimer.set(timeout, () -> {
            Session own = session;
            if (own == null || own.isIdleByNature()) {
                startIdleTime(active);
            } else {
                timedOut(active, "no request", timeout);
            }
        });
    }

    private void timedOut(ChannelHandlerContext active, String what, Duration timeout) {
        if (ended || closing) {
            return;
        }
        metrics.timedOut();
        writeError("LIMIT " + what + " within " + Durations.text(timeout));
        emit(active, 0);
        closing = true;
        flush(active);
    }

    // The end

    /** Sends what has been answered, then closes. */
    private void end(ChannelHandlerContext active) {
        if (ended) {
            return;
        }
        ended = true;
        inputTimer.close();
        LingeringClose.after(active.writeAndFlush(Unpooled.EMPTY_BUFFER)); // behind what is still being written
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext active, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
            inputEnded = true;
            input.endInput();
            if (!stopped && !closing && !ended) {
                process(active);
            }
            flush(active);
        } else if (event == DrainEvent.INSTANCE) {
            draining = true;
            flush(active);
        } else if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            ended = true;
            active.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext active) {
        ended = true;
        inputTimer.close();
        outputTimer.close();
        input.clear();
        dropHeld();
        pushes.clear();
        if (session != null) {
            commands.close(session);
        }
    }

    private void dropHeld() {
        held.forEach(waiting -> waiting.answers().release());
        held.clear();
        heldBytes = 0;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext active, Throwable cause) {
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            LOG.debug("{}: {}", active.channel(), cause.toString()); // the client left, or failed at TLS
        } else {
            LOG.error("{} failed; closing", active.channel(), cause);
        }
        ended = true;
        active.close();
    }
}
