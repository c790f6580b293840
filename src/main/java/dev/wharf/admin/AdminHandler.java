package dev.wharf.admin;

import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;

import dev.wharf.net.BlockingPool;
import dev.wharf.net.DeadlineTimer;
import dev.wharf.net.LingeringClose;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the first request of a connection, then closes it. Thread: the channel's event loop. */
final class AdminHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

    private static final String PLAIN_TEXT = "text/plain; charset=utf-8";
    /** Prometheus text format, the version that every scraper takes. */
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final BlockingPool scrapes;
    private final BooleanSupplier ready;
    private final Duration requestTimeout;
    private @Nullable DeadlineTimer deadline;
    private boolean answered;

    AdminHandler(
            PrometheusMeterRegistry registry, BlockingPool scrapes, BooleanSupplier ready, Duration requestTimeout) {
        this.registry = registry;
        this.scrapes = scrapes;
        this.ready = ready;
        this.requestTimeout = requestTimeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        deadline = new DeadlineTimer(context.channel().eventLoop());
        deadline.set(requestTimeout, () -> context.close());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!answered && message instanceof HttpRequest request) {
                answered = true;
                answer(context, request);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answer(ChannelHandlerContext context, HttpRequest request) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        if (request.decoderResult().isFailure()) {
            respond(context, HttpResponseStatus.BAD_REQUEST, "That is no HTTP request.\n", PLAIN_TEXT, false);
            return;
        }
        if (!head && !request.method().equals(HttpMethod.GET)) {
            respond(context, METHOD_NOT_ALLOWED, "Only GET and HEAD are answered.\n", PLAIN_TEXT, false);
            return;
        }
        String uri = request.uri();
        int query = uri.indexOf('?');
        switch (query < 0 ? uri : uri.substring(0, query)) {
            case "/metrics" ->
                scrapes.submit(registry::scrape, context.executor()).whenComplete((text, failure) -> {
                    if (failure == null) {
                        respond(context, OK, text, PROMETHEUS_TEXT, head);
                    } else {
                        LOG.warn("cannot render the metrics", failure);
                        respond(context, SERVICE_UNAVAILABLE, "The metrics cannot be had now.\n", PLAIN_TEXT, head);
                    }
                });
            case "/healthz" -> respond(context, OK, "alive\n", PLAIN_TEXT, head);
            case "/readyz" -> {
                if (ready.getAsBoolean()) {
                    respond(context, OK, "ready\n", PLAIN_TEXT, head);
                } else {
                    respond(context, SERVICE_UNAVAILABLE, "starting or shutting down\n", PLAIN_TEXT, head);
                }
            }
            default -> respond(context, NOT_FOUND, "There are /metrics, /healthz and /readyz.\n", PLAIN_TEXT, head);
        }
    }

    private static void respond(
            ChannelHandlerContext context, HttpResponseStatus status, String text, String type, boolean head) {
        ByteBuf body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        int length = body.readableBytes();
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, head ? Unpooled.EMPTY_BUFFER : body);
        if (head) {
            body.release();
        }
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        LingeringClose.after(context.writeAndFlush(response));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("admin {}: {}", context.channel(), cause.toString());
        context.close();
    }
}
