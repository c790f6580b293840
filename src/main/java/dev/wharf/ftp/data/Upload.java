package dev.wharf.ftp.data;

import dev.wharf.common.Durations;
import dev.wharf.common.Failures;
import dev.wharf.ftp.data.DataConnectionException.Kind;
import dev.wharf.ftp.data.TransferMetrics.Outcome;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.IncomingFile;
import dev.wharf.net.BlockingPool;
import dev.wharf.net.DeadlineTimer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transfer from the client to the server: opens the data connection, writes what comes to an {@link IncomingFile}, and
 * puts that in its place if the data ended as it should and is still wanted then.
 *
 * <p>While one batch is being written on the disk pool the next is received; beyond that nothing is read, so a client
 * that is faster than the disk has to wait. A file that comes whole before anything has been written is written and put in
 * its place in one visit to the disk. Thread: the event loop of the control connection, for every method.
 */
public final class Upload implements Transfer {
    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

    /** Received and not yet being written: no more is read then. */
    private static final int FULL_BYTES = 512 * 1024;
    /** Under a rate limit. */
    private static final int LIMITED_READ_BYTES = 64 * 1024;
    /** So much may wait for the end of the file, or for a second read. */
    private static final int HELD_BYTES = 64 * 1024;

    /** How long the client has to answer our end of the TLS session before the socket is closed under it. */
    private static final Duration LINGER = Duration.ofSeconds(5);
    /** When a full disk queue is asked again: what has been received cannot be given back. */
    private static final Duration QUEUE_RETRY = Duration.ofMillis(20);

    private final EventLoop loop;
    private final BlockingPool disk;
    private final IncomingFile file;
    private final UploadDecoding decoding;
    private final TransferConfig config;
    private final RateLimit limit;
    private final TransferMetrics metrics;
    private final DeadlineTimer stall;
    private final CompletableFuture<Long> result = new CompletableFuture<>();
    private final long startNanos = System.nanoTime();

    private @Nullable DataEndpoint endpoint;
    private @Nullable Channel channel;
    private List<ByteBuf> received = new ArrayList<>();
    private int waitingBytes; // in received
    private long movedBytes;
    private int reads; // that brought something
    private boolean reading;
    private long bytesOfRead; // since the last time the rate limit was asked
    private @Nullable ScheduledFuture<?> pause; // until it lets more be read
    private boolean inputEnded;
    private boolean atWork; // on the disk pool
    private boolean written;
    private boolean writeFailed;
    private @Nullable Throwable failure;
    /** Looked at on the disk pool, right before the file is put in its place. */
    private volatile boolean unwanted;

    /**
     * @param file owned by the upload from now on
     * @param decoding makes what the file holds of what comes; owned by the upload from now on
     * @param limit how fast it may be
     */
    public Upload(
            EventLoop loop,
            BlockingPool disk,
            IncomingFile file,
            UploadDecoding decoding,
            TransferConfig config,
            RateLimit limit,
            TransferMetrics metrics) {
        this.loop = loop;
        this.disk = disk;
        this.file = file;
        this.decoding = decoding;
        this.config = config;
        this.limit = limit;
        this.metrics = metrics;
        this.stall = new DeadlineTimer(loop);
    }

    /**
     * Receives everything.
     *
     * @param from where it comes from; closed in the end
     * @return the number of bytes received, completed when the file stands in its place; fails with
     *     {@link DataConnectionException} or {@link FileTreeException} when what was written has been kept or removed
     */
    public CompletableFuture<Long> start(DataEndpoint from) {
        assert loop.inEventLoop();
        endpoint = from;
        from.connect().whenComplete((connected, notConnected) -> {
            if (notConnected != null) {
                fail(Failures.cause(notConnected));
            } else if (failure != null) {
                connected.close();
            } else {
                connected(connected);
            }
        });
        pump();
        return result;
    }

    @Override
    public long movedBytes() {
        return movedBytes;
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    @Override
    public void abort() {
        fail(new DataConnectionException(Kind.ABORTED, "Transfer aborted."));
    }

    private void connected(Channel connected) {
        channel = connected;
        if (limit.isLimited()) {
            // Sixteen reads in a row, as is usual, would be far ahead of the limit.
            connected
                    .config()
                    .setRecvByteBufAllocator(
                            new FixedRecvByteBufAllocator(limit.pieceBytes(LIMITED_READ_BYTES)).maxMessagesPerRead(1));
        }
        connected.pipeline().addLast(new Receiver(connected.pipeline().get(SslHandler.class) != null));
        pump();
    }

    /** Does what there is to do on the disk, one thing at a time, and reads on if there is room. */
    private void pump() {
        if (failure == null && !atWork) {
            if (file.needsCopy()) {
                work(this::copy, this::worked);
            } else if (inputEnded) {
                commit();
            } else if (isWorthWriting()) {
                writeReceived();
            }
        }
        readOn();
    }

    private boolean isWorthWriting() {
        return waitingBytes > 0 && (written || reads > 1 || waitingBytes >= HELD_BYTES);
    }

    private void readOn() {
        Channel from = channel;
        if (from == null || reading || inputEnded || failure != null) {
            return;
        }
        if (waitingBytes < FULL_BYTES && pause == null) {
            reading = true;
            awaitClient();
            from.read();
        } else {
            stall.clear(); // it is our turn
        }
    }

    private void awaitClient() {
        stall.set(
                config.stallTimeout(),
                () -> fail(new DataConnectionException(
                        Kind.STALLED, "No data came for " + Durations.text(config.stallTimeout()) + ".")));
    }

    private void pauseFor(Duration time) {
        if (!time.isZero() && pause == null) {
            pause = loop.schedule(this::goOn, time.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void goOn() {
        pause = null;
        readOn();
    }

    private boolean copy() throws FileTreeException {
        file.copyNext();
        return true;
    }

    private void writeReceived() {
        written = true;
        List<ByteBuf> batch = takeReceived();
        work(
                () -> {
                    write(batch);
                    return true;
                },
                this::worked);
    }

    private void worked(@Nullable Boolean done, @Nullable Throwable notDone) {
        writeFailed |= notDone != null;
        if (notDone != null && failure == null) {
            fail(Failures.cause(notDone));
        } else if (failure != null) {
            abandon();
        } else {
            pump();
        }
    }

    /** The last visit to the disk: what is left, then into its place. */
    private void commit() {
        List<ByteBuf> batch = takeReceived();
        work(
                () -> {
                    try {
                        write(batch);
                        decoding.finish(this::write);
                        decoding.close();
                    } catch (IOException | RuntimeException e) {
                        abandonAfter(e);
                        throw e;
                    }
                    return file.commit(() -> !unwanted);
                },
                (stands, notDone) -> {
                    if (notDone != null) {
                        failed(Failures.cause(notDone));
                    } else if (stands) {
                        succeed();
                    } else {
                        failed(failure == null ? new IOException("not wanted, and nobody said why") : failure);
                    }
                });
        // Nothing else can end it from here on, except that it is not wanted any more.
        stall.close();
    }

    private void abandonAfter(Exception e) {
        decoding.close();
        try {
            file.abandon(false);
        } catch (FileTreeException also) {
            e.addSuppressed(also);
        }
    }

    private List<ByteBuf> takeReceived() {
        List<ByteBuf> taken = received;
        received = new ArrayList<>();
        waitingBytes = 0;
        return taken;
    }

    /** Thread: the disk pool. Releases the batch. */
    private void write(List<ByteBuf> batch) throws IOException {
        try {
            for (ByteBuf bytes : batch) {
                decoding.decode(bytes, this::write);
            }
        } finally {
            batch.forEach(ByteBuf::release);
        }
    }

    private void write(ByteBuf bytes) throws FileTreeException {
        for (ByteBuffer part : bytes.nioBuffers()) {
            file.write(part);
        }
    }

    /** Everything has come: ends our side of the connection too, so that the client sees an end in order. */
    private void inputEnded() {
        inputEnded = true;
        stall.clear();
        Channel from = channel;
        if (from == null) {
            return;
        }
        SslHandler tls = from.pipeline().get(SslHandler.class);
        if (tls == null) {
            from.close();
            return;
        }
        from.config().setAutoRead(true); // until the client's FIN, lest a RST overtakes our close_notify
        var linger = loop.schedule(() -> from.close(), LINGER.toNanos(), TimeUnit.NANOSECONDS);
        from.closeFuture().addListener(closed -> linger.cancel(false));
        tls.closeOutbound().addListener((ChannelFutureListener) notified -> {
            DuplexChannel duplex = (DuplexChannel) from;
            duplex.shutdownOutput();
            if (duplex.isInputShutdown()) {
                from.close();
            }
        });
    }

    private void succeed() {
        metrics.uploadEnded(Outcome.COMPLETED, movedBytes, System.nanoTime() - startNanos);
        result.complete(movedBytes);
    }

    private void fail(Throwable reason) {
        if (failure != null || result.isDone()) {
            return;
        }
        failure = reason;
        unwanted = true;
        stall.close();
        if (channel != null) {
            channel.close();
        } else if (endpoint != null) {
            endpoint.close();
        }
        if (!atWork) {
            abandon(); // else when that work is done
        }
    }

    /** Keeps or removes what has been written, before anybody is told of the failure. */
    private void abandon() {
        Throwable reason = failure;
        boolean resumable = reason instanceof DataConnectionException && !writeFailed;
        List<ByteBuf> rest = takeReceived();
        work(
                () -> {
                    keepOrRemove(rest, resumable);
                    return true;
                },
                (done, notDone) -> {
                    if (notDone != null) {
                        LOG.warn("cannot clear up after a failed upload to {}: {}", file.path(), notDone.toString());
                    }
                    failed(reason == null ? new IOException("failed, and nobody said why") : reason);
                });
    }

    private void keepOrRemove(List<ByteBuf> rest, boolean resumable) throws FileTreeException {
        boolean good = resumable && !file.needsCopy();
        try {
            if (good) {
                write(rest);
            } else {
                rest.forEach(ByteBuf::release);
            }
        } catch (IOException e) {
            LOG.debug("{}: what came last is not kept: {}", file.path(), e.getMessage());
            good = false;
        } finally {
            decoding.close();
        }
        file.abandon(good);
    }

    private void failed(Throwable reason) {
        metrics.uploadEnded(Outcome.of(reason), movedBytes, System.nanoTime() - startNanos);
        result.completeExceptionally(reason);
    }

    /** Does something on the disk pool; waits for room in its queue, for what has been received must not be lost. */
    private <T> void work(Callable<T> task, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        atWork = true;
        disk.submit(task, loop).whenComplete((value, notDone) -> {
            if (notDone instanceof RejectedExecutionException && !loop.isShuttingDown()) {
                loop.schedule(() -> work(task, then), QUEUE_RETRY.toNanos(), TimeUnit.NANOSECONDS);
                return;
            }
            atWork = false;
            then.accept(value, notDone);
        });
    }

    /** Takes what comes, and tells an end in order from a loss. */
    private final class Receiver extends ChannelInboundHandlerAdapter {
        private final boolean secured;

        Receiver(boolean secured) {
            this.secured = secured;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (failure != null || inputEnded || !bytes.isReadable()) {
                bytes.release();
                return;
            }
            received.add(bytes);
            waitingBytes += bytes.readableBytes();
            movedBytes += bytes.readableBytes();
            bytesOfRead += bytes.readableBytes();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (waitingBytes > 0) {
                reads++;
            }
            reading = false;
            pauseFor(limit.take(bytesOfRead));
            bytesOfRead = 0;
            pump();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
                ended();
            } else if (event == ChannelInputShutdownEvent.INSTANCE) {
                if (inputEnded) {
                    context.close(); // both directions are done
                } else if (secured) {
                    // Anybody on the way can send a FIN; only the client can send close_notify.
                    fail(new DataConnectionException(Kind.BROKEN, "Data connection ended without close_notify."));
                } else {
                    ended();
                }
            }
        }

        private void ended() {
            if (failure == null && !inputEnded) {
                inputEnded();
                pump();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lost();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("data connection {}: {}", context.channel(), cause.toString());
            lost();
        }

        private void lost() {
            if (!inputEnded) {
                fail(new DataConnectionException(Kind.BROKEN, "Data connection lost."));
            }
        }
    }
}
