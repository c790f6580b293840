package dev.wharf.cloudhash.client;

import dev.wharf.common.Durations;
import dev.wharf.common.InvalidValueException;
import dev.wharf.net.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The connection of a client: made when it is needed, made again when it was lost. Thread: its event loop. */
final class Connection {
    /** Requests that may be on their way; further ones fail at once, lest a server that hangs costs all memory. */
    private static final int MAX_REQUESTS = 100_000;

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final int MAX_PAUSE_DOUBLINGS = 6;

    private final ClientConfig config;
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final @Nullable SslContext tls;
    private final String server;

    private final Deque<Request> waiting = new ArrayDeque<>(); // for a connection
    private final Deque<Request> sent = new ArrayDeque<>(); // and not answered
    private @Nullable Channel channel;
    private boolean connecting;
    private boolean flushing;
    private boolean closed;
    private int failures; // in a row
    private @Nullable Future<?> timer;

    Connection(ClientConfig config, EventLoops loops, EventLoop loop) {
        this.config = config;
        this.loop = loop;
        server = config.host() + ":" + config.port();
        tls = config.tls() ? trust(config) : null;
        bootstrap = loops.namedClientBootstrap(loop)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(Integer.MAX_VALUE, timeoutMillis()))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                        if (tls != null) {
                            SslHandler handler = tls.newHandler(made.alloc(), config.host(), config.port());
                            handler.setHandshakeTimeoutMillis(timeoutMillis());
                            made.pipeline().addLast(handler);
                        }
                        made.pipeline().addLast(new ReplyDecoder()).addLast(new ReplyHandler());
                    }
                });
    }

    private record Request(List<byte[]> arguments, CompletableFuture<Reply> answer, long deadlineNanos) {}

    private static SslContext trust(ClientConfig config) {
        SslContextBuilder builder = SslContextBuilder.forClient();
        try {
            config.authorities().ifPresent(file -> builder.trustManager(file.toFile()));
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            Object file = config.authorities().map(Object::toString).orElse("(the JVM's)");
            throw new InvalidValueException("ca", file, "a PEM file with certificates; " + e.getMessage());
        }
    }

    private long timeoutMillis() {
        return Math.max(1, config.timeout().toMillis());
    }

    /** Sends a request as soon as there is a connection. */
    void send(List<byte[]> arguments, CompletableFuture<Reply> answer) {
        if (closed) {
            answer.completeExceptionally(new UnavailableException("the client is closed", null));
            return;
        }
        if (waiting.size() + sent.size() >= MAX_REQUESTS) {
            answer.completeExceptionally(
                    new UnavailableException(server + ": more than " + MAX_REQUESTS + " requests on their way", null));
            return;
        }
        Request request =
                new Request(arguments, answer, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis()));
        Channel open = channel;
        if (open != null) {
            write(open, request);
        } else {
            waiting.add(request);
            connect();
        }
        watchTime();
    }

    private void write(Channel open, Request request) {
        sent.add(request);
        open.write(encode(open, request.arguments()));
        if (!flushing) {
            flushing = true;
            loop.execute(() -> {
                flushing = false;
                open.flush(); // requests made meanwhile leave together
            });
        }
    }

    private static ByteBuf encode(Channel open, List<byte[]> arguments) {
        ByteBuf out = open.alloc().buffer();
        ByteBufUtil.writeAscii(out, "*" + arguments.size() + "\r\n");
        for (byte[] argument : arguments) {
            ByteBufUtil.writeAscii(out, "$" + argument.length + "\r\n");
            out.writeBytes(argument);
            ByteBufUtil.writeAscii(out, "\r\n");
        }
        return out;
    }

    private void connect() {
        if (connecting) {
            return;
        }
        connecting = true;
        if (failures == 0) {
            open();
        } else {
            long pause = FIRST_PAUSE_MILLIS << Math.min(failures - 1, MAX_PAUSE_DOUBLINGS);
            loop.schedule(this::open, pause, TimeUnit.MILLISECONDS);
        }
    }

    private void open() {
        if (closed) {
            return;
        }
        ChannelFuture connected = bootstrap.connect(config.host(), config.port());
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                failed("cannot connect", done.cause());
            } else if (tls == null) {
                opened(connected.channel());
            } else {
                SslHandler handler = connected.channel().pipeline().get(SslHandler.class);
                handler.handshakeFuture().addListener(secured -> {
                    if (secured.isSuccess()) {
                        opened(connected.channel());
                    } else {
                        failed("no TLS connection", secured.cause());
                        connected.channel().close();
                    }
                });
            }
        });
    }

    private void opened(Channel open) {
        if (closed) {
            open.close();
            return;
        }
        connecting = false;
        channel = open;
        config.password().ifPresent(password -> logIn(open, password));
        for (Request request = waiting.poll(); request != null; request = waiting.poll()) {
            write(open, request);
        }
        failures = 0;
    }

    private void logIn(Channel open, String password) {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        List<byte[]> arguments =
                List.of("AUTH".getBytes(StandardCharsets.US_ASCII), password.getBytes(StandardCharsets.UTF_8));
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis());
        write(open, new Request(arguments, answer, deadline));
    }

    private void failed(String what, Throwable cause) {
        connecting = false;
        failures++;
        failAll(what, cause);
    }

    private void failAll(String what, @Nullable Throwable cause) {
        String detail = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
        UnavailableException failure = new UnavailableException(server + ": " + what + detail, cause);
        List<Request> all = new ArrayList<>(sent);
        all.addAll(waiting);
        sent.clear();
        waiting.clear();
        all.forEach(request -> request.answer().completeExceptionally(failure));
    }

    private void lost(Channel lost, @Nullable Throwable cause) {
        if (channel == lost) {
            channel = null;
            failAll("connection lost", cause);
        }
    }

    private void watchTime() {
        Request first = sent.isEmpty() ? waiting.peek() : sent.peek();
        if (timer == null && first != null) {
            long nanos = Math.max(0, first.deadlineNanos() - System.nanoTime());
            timer = loop.schedule(this::checkTime, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void checkTime() {
        timer = null;
        Request first = sent.isEmpty() ? waiting.peek() : sent.peek();
        if (first != null && first.deadlineNanos() - System.nanoTime() <= 0) {
            Channel silent = channel;
            channel = null; // its answers would be taken for those of later requests
            if (silent != null) {
                silent.close();
            }
            failAll("no answer within " + Durations.text(config.timeout()), null);
        }
        watchTime();
    }

    void close() {
        closed = true;
        if (timer != null) {
            timer.cancel(false);
        }
        Channel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
        failAll("the client is closed", null);
    }

    private final class ReplyHandler extends ChannelInboundHandlerAdapter {
        private @Nullable Throwable cause;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Request request = context.channel() == channel ? sent.poll() : null;
            if (request == null) {
                context.close(); // nobody asked
            } else {
                request.answer().complete((Reply) message);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            cause = failure;
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lost(context.channel(), cause);
        }
    }
}
