package dev.wharf.ftp;

import static dev.wharf.ftp.protocol.ReplyCode.DATA_PROTECTION_REQUIRED;
import static dev.wharf.ftp.protocol.ReplyCode.FILE_UNAVAILABLE;
import static dev.wharf.ftp.protocol.ReplyCode.NOT_IMPLEMENTED;
import static dev.wharf.ftp.protocol.ReplyCode.NOT_IMPLEMENTED_FOR_ARGUMENT;
import static dev.wharf.ftp.protocol.ReplyCode.NOT_LOGGED_IN;
import static dev.wharf.ftp.protocol.ReplyCode.SERVICE_NOT_AVAILABLE;
import static dev.wharf.ftp.protocol.ReplyCode.SERVICE_READY;
import static dev.wharf.ftp.protocol.ReplyCode.SYNTAX_ERROR;
import static dev.wharf.ftp.protocol.ReplyCode.SYNTAX_ERROR_IN_ARGUMENT;
import static dev.wharf.ftp.protocol.ReplyCode.TRANSFER_COMPLETE;

import dev.wharf.auth.Permission;
import dev.wharf.common.Durations;
import dev.wharf.ftp.command.FtpCommand;
import dev.wharf.ftp.protocol.ByteString;
import dev.wharf.ftp.protocol.FtpRequest;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import dev.wharf.ftp.session.LoginState;
import dev.wharf.net.DeadlineTimer;
import dev.wharf.net.DrainEvent;
import dev.wharf.net.InputBegun;
import dev.wharf.net.InputCleared;
import dev.wharf.net.InputEnded;
import dev.wharf.net.LingeringClose;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate and the order of a control connection: one command at a time, each checked against the table before it runs,
 * each answered with exactly one final reply. Also its time-outs, and its part in the drain.
 *
 * <p>While a transfer runs the next lines are read too, for one of them may be ABOR or STAT; others wait, a few of them,
 * and then reading stops. It stops as well while the client leaves its replies unread. Thread: the channel's event loop.
 */
final class FtpControlHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(FtpControlHandler.class);

    private static final int MAX_WAITING = 16;
    private static final int MAX_BAD_COMMANDS_BEFORE_LOGIN = 20;
    /** A browser that is made to post here must not find one of its lines executed. */
    private static final Set<String> HTTP_VERBS =
            Set.of("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PATCH", "PRI");

    private final FtpConfig config;
    private final FtpMetrics metrics;
    private final FtpSession session;
    private final DeadlineTimer deadline;
    private final boolean implicitTls;
    private final long startNanos = System.nanoTime();
    private long loggedOutSinceNanos = startNanos;

    private @Nullable Deque<FtpRequest> waiting; // made when a transfer needs it
    private boolean running;
    private int abortsToAnswer;
    private int badCommands;
    private int commands;
    private boolean insideRead;
    private boolean readHeld; // until the client has taken replies
    private boolean inputEnded;
    private boolean draining;
    private boolean ended;

    FtpControlHandler(
            FtpConfig config, FtpMetrics metrics, FtpSession session, DeadlineTimer deadline, boolean implicitTls) {
        this.config = config;
        this.metrics = metrics;
        this.session = session;
        this.deadline = deadline;
        this.implicitTls = implicitTls;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        LOG.debug("{} connected from {}", session, session.peerAddress());
        if (!implicitTls) {
            greet(context);
        }
        awaitCommand(context);
    }

    private void greet(ChannelHandlerContext context) {
        context.writeAndFlush(Reply.of(SERVICE_READY, ByteString.ofUtf8(config.banner())));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        insideRead = true;
        FtpRequest request = FtpCommand.withSubcommand((FtpRequest) message);
        if (ended) {
            return;
        }
        if (!running) {
            execute(context, request);
            return;
        }
        FtpCommand command = actsNow(request);
        if (command == null) {
            queue().add(request);
        } else if (command == FtpCommand.ABOR) {
            abortsToAnswer++;
            session.abortTransfer();
        } else {
            perform(command, request).thenAccept(context::write);
        }
        awaitDuringTransfer(context);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        insideRead = false;
        context.flush();
    }

    /** The command if it is one that does not wait for the running transfer: ABOR, and STAT without a path. */
    private static @Nullable FtpCommand actsNow(FtpRequest request) {
        FtpCommand command = FtpCommand.find(request.verb()).orElse(null);
        boolean acts = command != null
                && command.transfer() == FtpCommand.Transfer.ACTS_DURING
                && (command == FtpCommand.ABOR || request.argument().isEmpty());
        return acts ? command : null;
    }

    private void execute(ChannelHandlerContext context, FtpRequest request) {
        if (HTTP_VERBS.contains(request.verb()) && commands == 0) {
            LOG.debug("{} spoke HTTP; closing", session);
            end(context);
            return;
        }
        running = true;
        commands++;
        deadline.clear();
        perform(FtpCommand.find(request.verb()).orElse(null), request).thenAccept(reply -> answered(context, reply));
        if (running && session.isTransferring()) {
            awaitDuringTransfer(context);
        }
    }

    /** Does a command if the gate lets it pass; what comes back is its final reply in any case. */
    private CompletionStage<Reply> perform(@Nullable FtpCommand command, FtpRequest request) {
        long start = System.nanoTime();
        CompletionStage<Reply> outcome;
        try {
            outcome = admit(command, request).handle(session, request.argument());
        } catch (ReplyException | IOException e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        return outcome.handle((reply, failure) -> {
            Reply last = failure == null ? reply : FtpErrors.reply(session, failure);
            metrics.answered(command, last.code(), System.nanoTime() - start);
            return last;
        });
    }

    /** The gate. */
    private FtpCommand admit(@Nullable FtpCommand command, FtpRequest request) throws ReplyException {
        boolean loggedIn = session.login() instanceof LoginState.LoggedIn;
        if (command == null) {
            if (request.verb().startsWith("SITE")) {
                throw new ReplyException(NOT_IMPLEMENTED_FOR_ARGUMENT, request.verb() + " is not implemented.");
            }
            throw looksLikeAVerb(request.verb())
                    ? new ReplyException(NOT_IMPLEMENTED, request.verb() + " is not implemented.")
                    : new ReplyException(SYNTAX_ERROR, "That is no FTP command.");
        }
        if (command.phase() == FtpCommand.Phase.LOGGED_IN && !loggedIn) {
            throw new ReplyException(NOT_LOGGED_IN, "Log in with USER and PASS first.");
        }
        boolean bare = request.argument().isEmpty();
        switch (command.argument()) {
            case REQUIRED -> {
                if (bare) {
                    throw ReplyException.syntax(command.verb() + " needs an argument.");
                }
            }
            case FORBIDDEN -> {
                if (!bare) {
                    throw ReplyException.syntax(command.verb() + " takes no argument.");
                }
            }
            case OPTIONAL -> {}
        }
        if (session.login() instanceof LoginState.LoggedIn in
                && command.permission().isPresent()) {
            Permission needed = command.permission().get();
            if (!in.user().may(needed)) {
                throw new ReplyException(FILE_UNAVAILABLE, "You may not " + command.verb() + " here.");
            }
        }
        boolean clearData = !session.settings().isDataProtected();
        if (command.transfer() == FtpCommand.Transfer.STARTS && clearData && session.requiresDataTls()) {
            throw new ReplyException(DATA_PROTECTION_REQUIRED, "No data in clear here: send PBSZ 0 and PROT P first.");
        }
        return command;
    }

    /** Three or four letters (RFC 959, 5.3), or a few more, as extensions have. */
    private static boolean looksLikeAVerb(String verb) {
        return verb.length() >= 3 && verb.length() <= 12 && verb.chars().allMatch(c -> c >= 'A' && c <= 'Z');
    }

    private void answered(ChannelHandlerContext context, Reply reply) {
        running = false;
        context.write(reply);
        while (abortsToAnswer > 0) {
            abortsToAnswer--;
            context.write(Reply.of(TRANSFER_COMPLETE, "ABOR done."));
        }
        if (!insideRead) {
            context.flush();
        }
        Runnable then = session.takeAfterReply();
        if (then != null) {
            context.flush();
            then.run();
        }
        if (countBad(reply) > MAX_BAD_COMMANDS_BEFORE_LOGIN) {
            say(context, Reply.of(SERVICE_NOT_AVAILABLE, "Too many bad commands, closing."));
            return;
        }
        next(context);
    }

    private int countBad(Reply reply) {
        boolean bad = reply.code() == NOT_IMPLEMENTED
                || reply.code() == SYNTAX_ERROR
                || reply.code() == SYNTAX_ERROR_IN_ARGUMENT
                || reply.code() == NOT_LOGGED_IN;
        if (session.login() instanceof LoginState.LoggedIn) {
            badCommands = 0;
        } else if (bad) {
            badCommands++;
        }
        return badCommands;
    }

    private void next(ChannelHandlerContext context) {
        if (ended || !context.channel().isActive()) {
            return;
        }
        if (draining) {
            sayGoodbye(context);
            return;
        }
        FtpRequest request = waiting == null ? null : waiting.poll();
        if (request != null) {
            execute(context, request);
        } else if (inputEnded) {
            end(context);
        } else {
            awaitCommand(context);
        }
    }

    private void awaitCommand(ChannelHandlerContext context) {
        startIdleTime(context);
        read(context);
    }

    /** Asks for a line, but not from a client that does not take its replies: they would pile up here. */
    private void read(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            context.read();
        } else {
            readHeld = true;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (readHeld && context.channel().isWritable()) {
            readHeld = false;
            context.read();
        }
    }

    private void startIdleTime(ChannelHandlerContext context) {
        if (session.login() instanceof LoginState.LoggedIn) {
            loggedOutSinceNanos = System.nanoTime();
            deadline.set(config.idleTimeout(), () -> timedOut(context, "No command", config.idleTimeout()));
        } else {
            awaitLogin(context);
        }
    }

    private void awaitLogin(ChannelHandlerContext context) {
        if (config.loginTimeout().isZero()) {
            return;
        }
        Duration left = config.loginTimeout().minusNanos(System.nanoTime() - loggedOutSinceNanos);
        deadline.set(
                left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left,
                () -> timedOut(context, "No login", config.loginTimeout()));
    }

    private void awaitDuringTransfer(ChannelHandlerContext context) {
        if (!inputEnded && (waiting == null || waiting.size() < MAX_WAITING)) {
            read(context);
        }
    }

    private Deque<FtpRequest> queue() {
        Deque<FtpRequest> queue = waiting;
        if (queue == null) {
            queue = new ArrayDeque<>(MAX_WAITING);
            waiting = queue;
        }
        return queue;
    }

    private boolean hasSaidQuit() {
        return waiting != null
                && waiting.stream().anyMatch(request -> request.verb().equals("QUIT"));
    }

    private void timedOut(ChannelHandlerContext context, String what, Duration timeout) {
        say(context, Reply.of(SERVICE_NOT_AVAILABLE, what + " within " + Durations.text(timeout) + ", closing."));
    }

    private void sayGoodbye(ChannelHandlerContext context) {
        say(context, Reply.of(SERVICE_NOT_AVAILABLE, "The server is shutting down."));
    }

    /** The last words. */
    private void say(ChannelHandlerContext context, Reply reply) {
        if (ended) {
            return;
        }
        ended = true;
        deadline.close();
        LingeringClose.after(context.writeAndFlush(reply));
    }

    private void end(ChannelHandlerContext context) {
        ended = true;
        deadline.close();
        context.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == InputBegun.INSTANCE) {
            if (!running && session.login() instanceof LoginState.LoggedIn) {
                deadline.set(
                        config.commandTimeout(),
                        () -> timedOut(context, "No end of the command line", config.commandTimeout()));
            }
        } else if (event == InputCleared.INSTANCE) {
            if (!running) {
                startIdleTime(context);
            }
        } else if (event == InputEnded.INSTANCE) {
            inputEnded = true;
            if (!running) {
                next(context);
            } else if (!hasSaidQuit()) {
                session.clientFellSilent();
            }
        } else if (event == DrainEvent.INSTANCE) {
            draining = true;
            if (!running) {
                sayGoodbye(context);
            }
        } else if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                end(context);
            } else if (implicitTls) {
                greet(context);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
        deadline.close();
        session.close();
        if (LOG.isInfoEnabled()) {
            LOG.info(
                    "{} from {} ended after {} commands, {} s",
                    session,
                    session.peerAddress().getHostAddress(),
                    commands,
                    Duration.ofNanos(System.nanoTime() - startNanos).toSeconds());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            session.abortTransfer();
            say(context, Reply.of(SYNTAX_ERROR, "A command line has at most " + config.maxLineBytes() + " bytes."));
            return;
        }
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            LOG.debug("{} {}", session, cause.toString()); // the client left, or failed at TLS
        } else {
            LOG.error("{} failed; closing", session, cause);
        }
        end(context);
    }
}
