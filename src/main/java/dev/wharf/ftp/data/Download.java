package dev.wharf.ftp.data;

import dev.wharf.common.Durations;
import dev.wharf.common.Failures;
import dev.wharf.ftp.data.DataConnectionException.Kind;
import dev.wharf.ftp.data.DataSource.Block;
import dev.wharf.ftp.data.TransferMetrics.Outcome;
import dev.wharf.net.BlockingPool;
import dev.wharf.net.DeadlineTimer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transfer from the server to the client: opens the data connection, sends a {@link DataSource} through it, ends it
 * so that the client has received everything.
 *
 * <p>While one block is being sent the next is made on the disk pool; never more than two exist, so a slow client
 * costs two blocks. Thread: the event loop of the control connection, for every method.
 */
public final class Download implements Transfer {
    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    /** Under TLS a write reports progress only when it is through, so it is kept small enough to tell slow from dead. */
    private static final int LARGEST_WRITE_BYTES = 64 * 1024;

    /** How long the client has to answer our end of the TLS session before the socket is closed under it. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final BlockingPool disk;
    private final DataSource source;
    private final TransferConfig config;
    private final TransferMetrics metrics;
    private final RateLimit limit;
    private final DeadlineTimer stall;
    private final CompletableFuture<Long> result = new CompletableFuture<>();
    private final long startNanos = System.nanoTime();

    private @Nullable DataEndpoint endpoint;
    private @Nullable Channel channel;
    private @Nullable Block waiting; // made, not written yet
    private boolean making;
    private boolean sourceEnded;
    private int writesUnderWay;
    private @Nullable ScheduledFuture<?> pause; // until the rate limit lets the next block go
    private long sentBytes;
    private boolean ended;

    /**
     * @param opened what to send, its first block made; owned by the download from now on
     * @param disk where further blocks are made
     * @param limit how fast it may be
     */
    public Download(
            EventLoop loop,
            BlockingPool disk,
            DataSource.Opened opened,
            TransferConfig config,
            RateLimit limit,
            TransferMetrics metrics) {
        this.loop = loop;
        this.disk = disk;
        this.source = opened.source();
        this.waiting = opened.first();
        this.sourceEnded = opened.first().last();
        this.config = config;
        this.limit = limit;
        this.metrics = metrics;
        this.stall = new DeadlineTimer(loop);
    }

    /**
     * Sends everything.
     *
     * @param endpoint where to; closed in the end
     * @return the number of bytes sent, completed when the last byte and the end of the stream are with the kernel;
     *     fails with {@link DataConnectionException} or, if the source failed, another exception
     */
    public CompletableFuture<Long> start(DataEndpoint endpoint) {
        assert loop.inEventLoop();
        this.endpoint = endpoint;
        endpoint.connect().whenComplete((connected, failure) -> {
            if (failure != null) {
                fail(Failures.cause(failure));
            } else if (ended) {
                connected.close();
            } else {
                connected(connected);
            }
        });
        return result;
    }

    /** Bytes that the kernel has taken so far. */
    @Override
    public long movedBytes() {
        return sentBytes;
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** Ends the transfer where it stands: {@link #start}'s result fails with {@link Kind#ABORTED}. */
    @Override
    public void abort() {
        fail(new DataConnectionException(Kind.ABORTED, "Transfer aborted."));
    }

    private void connected(Channel connected) {
        channel = connected;
        connected.pipeline().addLast(new InputDiscarder());
        connected.config().setAutoRead(true);
        progressed();
        pump();
    }

    /** Writes the block that waits, has the next one made, or ends. */
    private void pump() {
        if (ended) {
            return;
        }
        Block block = waiting;
        if (block != null && writesUnderWay == 0 && pause != null) {
            stall.clear(); // it is us who are waiting
        } else if (block != null && writesUnderWay == 0) {
            waiting = null;
            pauseFor(limit.take(block.sizeBytes()));
            write(block);
            if (ended) {
                return; // it went at once, and its listener has pumped
            }
        }
        if (waiting == null && !sourceEnded && !making) {
            make();
        }
        if (waiting == null && sourceEnded && writesUnderWay == 0) {
            finish();
        }
    }

    private void pauseFor(Duration time) {
        if (!time.isZero()) {
            pause = loop.schedule(this::goOn, time.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void goOn() {
        pause = null;
        progressed();
        pump();
    }

    private void endPause() {
        if (pause != null) {
            pause.cancel(false);
        }
    }

    private void make() {
        making = true;
        Channel to = requireChannel();
        disk.submit(() -> source.next(to.alloc()), loop).whenComplete((block, failure) -> {
            making = false;
            if (failure != null) {
                fail(Failures.cause(failure));
                if (ended) {
                    closeSource();
                }
                return;
            }
            sourceEnded = block.last();
            if (ended) {
                block.data().release();
                closeSource();
                return;
            }
            waiting = block;
            pump();
        });
    }

    private void write(Block block) {
        if (block.data() instanceof ByteBuf bytes) {
            while (bytes.readableBytes() > LARGEST_WRITE_BYTES) {
                write(bytes.readRetainedSlice(LARGEST_WRITE_BYTES), LARGEST_WRITE_BYTES);
            }
            write(bytes, bytes.readableBytes());
        } else {
            write(block.data(), block.sizeBytes());
        }
        requireChannel().flush();
    }

    private void write(Object message, long sizeBytes) {
        Channel to = requireChannel();
        writesUnderWay++;
        to.write(message, to.newProgressivePromise()).addListener(new WriteListener(sizeBytes));
    }

    /** Follows one write: partial progress keeps the transfer from counting as stalled. */
    private final class WriteListener implements ChannelProgressiveFutureListener {
        private final long sizeBytes;
        private long countedBytes;

        WriteListener(long sizeBytes) {
            this.sizeBytes = sizeBytes;
        }

        @Override
        public void operationProgressed(ChannelProgressiveFuture future, long progress, long total) {
            count(progress);
        }

        @Override
        public void operationComplete(ChannelProgressiveFuture future) {
            writesUnderWay--;
            if (future.isSuccess()) {
                count(sizeBytes);
                pump();
            } else {
                fail(brokenBy(future.cause()));
            }
        }

        private void count(long progress) {
            sentBytes += progress - countedBytes;
            countedBytes = progress;
            progressed();
        }
    }

    private void progressed() {
        if (!ended) {
            stall.set(
                    config.stallTimeout(),
                    () -> fail(new DataConnectionException(
                            Kind.STALLED, "No data taken for " + Durations.text(config.stallTimeout()) + ".")));
        }
    }

    /** Everything is with the kernel: end the stream in order, then say so. */
    private void finish() {
        ended = true;
        stall.close();
        endPause();
        Channel to = requireChannel();
        SslHandler tls = to.pipeline().get(SslHandler.class);
        if (tls == null) {
            // Nothing is expected from the client, so closing at once sends FIN behind the data, never RST.
            to.close().addListener(closed -> succeed());
            return;
        }
        // close_notify, FIN, then read what the client still says, so that its answer does not draw a RST.
        tls.closeOutbound().addListener((ChannelFutureListener) notified -> endTls(notified, to));
    }

    private void endTls(ChannelFuture notified, Channel to) {
        if (!notified.isSuccess()) {
            to.close();
            failed(brokenBy(notified.cause()));
            return;
        }
        ScheduledFuture<?> linger = loop.schedule(() -> to.close(), LINGER.toNanos(), TimeUnit.NANOSECONDS);
        to.closeFuture().addListener(closed -> linger.cancel(false));
        ((DuplexChannel) to).shutdownOutput().addListener(shut -> succeed());
    }

    private void succeed() {
        metrics.downloadEnded(Outcome.COMPLETED, sentBytes, System.nanoTime() - startNanos);
        result.complete(sentBytes);
    }

    private void fail(Throwable failure) {
        if (ended) {
            return;
        }
        ended = true;
        stall.close();
        endPause();
        if (waiting != null) {
            waiting.data().release();
            waiting = null;
        }
        if (channel != null) {
            channel.close();
        } else if (endpoint != null) {
            endpoint.close();
        }
        if (!making) {
            closeSource(); // else when the block being made is there
        }
        failed(failure);
    }

    private void failed(Throwable failure) {
        metrics.downloadEnded(Outcome.of(failure), sentBytes, System.nanoTime() - startNanos);
        result.completeExceptionally(failure);
    }

    private void closeSource() {
        if (sourceEnded) {
            return; // it has closed itself
        }
        sourceEnded = true;
        disk.submit(
                        () -> {
                            source.close();
                            return true;
                        },
                        loop)
                .whenComplete((closed, failure) -> {
                    if (failure != null) {
                        LOG.warn("cannot close what was being sent: {}", failure.toString());
                    }
                });
    }

    private Channel requireChannel() {
        Channel open = channel;
        if (open == null) {
            throw new IllegalStateException("not connected yet");
        }
        return open;
    }

    private Throwable brokenBy(Throwable cause) {
        // A file that shrank under sendfile is our side's fault; the connection is still there then.
        boolean fileShrank = cause instanceof IOException
                && cause.getMessage() != null
                && cause.getMessage().startsWith("Underlying file size");
        return fileShrank
                ? new IOException("The file changed while it was sent.", cause)
                : new DataConnectionException(Kind.BROKEN, "Data connection lost.");
    }

    /** A client has nothing to say on a connection it downloads from; it is read so that its end is noticed. */
    private final class InputDiscarder extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (ended && event == ChannelInputShutdownEvent.INSTANCE) {
                context.close(); // both directions are done
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!ended) {
                fail(new DataConnectionException(Kind.BROKEN, "Data connection lost."));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("data connection {}: {}", context.channel(), cause.toString());
            fail(new DataConnectionException(Kind.BROKEN, "Data connection lost."));
        }
    }
}
