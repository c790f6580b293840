package dev.wharf.ftp.digest;

import dev.wharf.ftp.data.DataConnectionException;
import dev.wharf.ftp.data.DataConnectionException.Kind;
import dev.wharf.ftp.data.RestartBeyondEndException;
import dev.wharf.ftp.data.Transfer;
import dev.wharf.ftp.filetree.FileInfo;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.protocol.ByteRange;
import dev.wharf.net.BlockingPool;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One digest of one file in the making: slice by slice on the disk pool, each slice behind what others want from the disk
 * meanwhile, so that a large file delays nobody.
 *
 * <p>Thread: the event loop of the control connection; what reads runs on the disk pool, one slice at a time.
 */
public final class FileDigest implements Transfer {
    private static final int SLICE_BYTES = 16 * 1024 * 1024;
    private static final int CHUNK_BYTES = 128 * 1024;

    private final EventLoop loop;
    private final BlockingPool disk;
    private final DigestCache cache;
    private final FileTree files;
    private final VirtualPath path;
    private final DigestAlgorithm algorithm;
    private final ByteRange asked;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private final long startNanos = System.nanoTime();
    private long movedBytes;
    private boolean aborted;

    // What the disk pool knows; handed from one slice to the next by way of the event loop.
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private final DigestAlgorithm.Calculation calculation;
    private @Nullable Source source;

    /** @param asked which bytes, as far as there are any */
    public FileDigest(
            EventLoop loop,
            BlockingPool disk,
            DigestCache cache,
            FileTree files,
            VirtualPath path,
            DigestAlgorithm algorithm,
            ByteRange asked) {
        this.loop = loop;
        this.disk = disk;
        this.cache = cache;
        this.files = files;
        this.path = path;
        this.algorithm = algorithm;
        this.asked = asked;
        calculation = algorithm.begin();
    }

    /**
     * A digest.
     *
     * @param hex in small letters
     * @param range of which bytes
     */
    public record Result(DigestAlgorithm algorithm, String hex, ByteRange range) {}

    /** The file that is read, and what it was when it was opened. */
    private static final class Source {
        private final FileChannel channel;
        private final FileInfo info;
        private final Instant openedAt;
        private final ByteRange range;
        private long position;

        Source(FileChannel channel, FileInfo info, Instant openedAt, ByteRange range) {
            this.channel = channel;
            this.info = info;
            this.openedAt = openedAt;
            this.range = range;
            position = range.start();
        }
    }

    /**
     * Makes it, or finds it made.
     *
     * @return completed on the event loop; fails with {@link FileTreeException}, with
     *     {@link RestartBeyondEndException} if the range begins behind the end of the file, or as {@link #abort} says
     */
    public CompletableFuture<Result> start() {
        submit();
        return result;
    }

    @Override
    public void abort() {
        aborted = true; // the slice under way is the last
    }

    @Override
    public long movedBytes() {
        return movedBytes;
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private void submit() {
        disk.submit(this::slice, loop).whenComplete((done, failure) -> {
            Source read = source;
            movedBytes = read == null ? 0 : read.position - read.range.start();
            if (failure != null) {
                end(failure);
            } else if (done.isPresent()) {
                result.complete(done.get());
            } else if (aborted) {
                end(new DataConnectionException(Kind.ABORTED, "Digest aborted."));
            } else {
                submit();
            }
        });
    }

    private void end(Throwable failure) {
        Source open = source;
        if (open != null) {
            try {
                open.channel.close(); // has nothing to write, so it does not wait
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        result.completeExceptionally(failure);
    }

    /** Reads a slice; what comes back is the result once the last byte has been read. */
    private Optional<Result> slice() throws IOException {
        Source reading = source;
        if (reading == null) {
            Instant now = Instant.now();
            FileInfo info = files.stat(path);
            if (!info.isFile()) {
                throw new FileTreeException(FileTreeException.Kind.NOT_A_FILE, path);
            }
            if (asked.isBeyond(info.sizeBytes())) {
                throw new RestartBeyondEndException();
            }
            ByteRange range = asked.within(info.sizeBytes());
            Optional<String> known = cache.find(info, algorithm, range);
            if (known.isPresent()) {
                return Optional.of(new Result(algorithm, known.get(), range));
            }
            reading = new Source(files.openForRead(path).channel(), info, now, range);
            source = reading;
        }
        read(reading);
        if (reading.position < reading.range.end()) {
            return Optional.empty();
        }
        reading.channel.close();
        String hex = calculation.hex();
        cache.keep(reading.info, files.stat(path), reading.openedAt, algorithm, reading.range, hex);
        return Optional.of(new Result(algorithm, hex, reading.range));
    }

    private void read(Source from) throws IOException {
        long until = Math.min(from.range.end(), from.position + SLICE_BYTES);
        while (from.position < until) {
            int wanted = (int) Math.min(CHUNK_BYTES, until - from.position);
            int count = from.channel.read(ByteBuffer.wrap(chunk, 0, wanted), from.position);
            if (count < 0) {
                throw new IOException("The file became shorter while it was read.");
            }
            calculation.update(chunk, 0, count);
            from.position += count;
        }
    }
}
