package dev.wharf.cloudhash.client;

import dev.wharf.net.EventLoops;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Talks to a CloudHash server, or to anything that speaks RESP2, over one connection that is made when it is needed and
 * made again after it was lost. Any number of requests may be on their way; answers come in their order.
 *
 * <p>What is returned completes on the client's event loop, where nothing may block. It fails with
 * {@link ServerErrorException} if the server answers with an error, and with {@link UnavailableException} if there is no
 * connection, it is lost, or the time is up. A lost request is not sent again, since it may have been done.
 *
 * <p>Thread-safe. Arrays given must not be changed before the answer has come.
 */
public final class CloudHashClient implements AutoCloseable {
    private static final int KEYS_AT_A_TIME = 1000;

    private final EventLoop loop;
    private final Connection connection;

    /**
     * Connects with the first request.
     *
     * @param loops stays the caller's
     * @throws dev.wharf.common.InvalidValueException if the trusted certificates cannot be read
     */
    public CloudHashClient(ClientConfig config, EventLoops loops) {
        loop = loops.all().get(0);
        connection = new Connection(config, loops, loop);
    }

    /** Stores a value. */
    public CompletableFuture<Void> set(byte[] key, byte[] value) {
        return request(ascii("SET"), key, value).thenAccept(reply -> {});
    }

    /** The value of a key. */
    public CompletableFuture<Optional<byte[]>> get(byte[] key) {
        return request(ascii("GET"), key).thenApply(CloudHashClient::value);
    }

    /** Removes a key and tells whether it was there. */
    public CompletableFuture<Boolean> delete(byte[] key) {
        return request(ascii("DEL"), key).thenApply(reply -> number(reply) > 0);
    }

    /** How many keys there are. */
    public CompletableFuture<Long> size() {
        return request(ascii("DBSIZE")).thenApply(CloudHashClient::number);
    }

    /** Completes when the server has answered. */
    public CompletableFuture<Void> ping() {
        return request(ascii("PING")).thenAccept(reply -> {});
    }

    /**
     * Shows the keys that match a pattern such as {@code user:*}, some at a time, each as an array of its own; keys that
     * come or go meanwhile may be shown or not.
     */
    public CompletableFuture<Void> keys(byte[] pattern, Consumer<byte[]> visitor) {
        return keysFrom(ascii("0"), pattern, visitor);
    }

    private CompletableFuture<Void> keysFrom(byte[] cursor, byte[] pattern, Consumer<byte[]> visitor) {
        byte[] count = ascii(Integer.toString(KEYS_AT_A_TIME));
        return request(ascii("SCAN"), cursor, ascii("MATCH"), pattern, ascii("COUNT"), count)
                .thenCompose(reply -> {
                    List<Reply> page = several(reply);
                    for (Reply key : several(page.get(1))) {
                        visitor.accept(value(key).orElseThrow());
                    }
                    byte[] next = value(page.get(0)).orElseThrow();
                    boolean end = next.length == 1 && next[0] == '0';
                    return end ? CompletableFuture.completedFuture(null) : keysFrom(next, pattern, visitor);
                });
    }

    private CompletableFuture<Reply> request(byte[]... arguments) {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        loop.execute(() -> connection.send(List.of(arguments), answer));
        return answer.thenApply(reply -> {
            if (reply instanceof Reply.Failure failure) {
                throw new ServerErrorException(failure.line());
            }
            return reply;
        });
    }

    private static Optional<byte[]> value(Reply reply) {
        if (reply instanceof Reply.Value value) {
            return Optional.ofNullable(value.bytes());
        }
        throw unexpected(reply);
    }

    private static long number(Reply reply) {
        if (reply instanceof Reply.Whole number) {
            return number.value();
        }
        throw unexpected(reply);
    }

    private static List<Reply> several(Reply reply) {
        if (reply instanceof Reply.Several several) {
            return new ArrayList<>(several.replies());
        }
        throw unexpected(reply);
    }

    private static IllegalStateException unexpected(Reply reply) {
        return new IllegalStateException(
                "unexpected answer: " + reply.getClass().getSimpleName());
    }

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /** Closes the connection; requests on their way fail. */
    @Override
    public void close() {
        loop.execute(connection::close);
    }
}
