package dev.wharf.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every live connection: the one truth for limits, drain and metrics. Thread-safe.
 */
public final class ConnectionRegistry {
    private final int maxConnections;
    private final int maxPerAddress;
    private final Map<Channel, String> listenerOf = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> countOf = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> activeOf = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean draining;

    /**
     * @param maxConnections connections in all
     * @param maxPerAddress connections from one address; 0 means no limit
     */
    public ConnectionRegistry(int maxConnections, int maxPerAddress) {
        this.maxConnections = maxConnections;
        this.maxPerAddress = maxPerAddress;
    }

    /** Why a connection is not admitted. */
    public enum Refusal {
        TOO_MANY_CONNECTIONS,
        TOO_MANY_FROM_ADDRESS,
        SHUTTING_DOWN
    }

    /**
     * Takes a connection in, until it closes.
     *
     * @param listener the listener's name
     * @return why it was not taken in, or empty if it was
     */
    Optional<Refusal> admit(String listener, Channel channel) {
        if (draining) {
            return Optional.of(Refusal.SHUTTING_DOWN);
        }
        if (count.incrementAndGet() > maxConnections) {
            count.decrementAndGet();
            finishDrain();
            return Optional.of(Refusal.TOO_MANY_CONNECTIONS);
        }
        InetAddress address = Route.clientOf(channel);
        if (address != null && countOf.merge(address, 1, Integer::sum) > maxPerAddress && maxPerAddress > 0) {
            forget(address);
            count.decrementAndGet();
            finishDrain();
            return Optional.of(Refusal.TOO_MANY_FROM_ADDRESS);
        }
        AtomicInteger active = activeOf(listener);
        active.incrementAndGet();
        listenerOf.put(channel, listener);
        channel.closeFuture().addListener((ChannelFutureListener) closed -> {
            listenerOf.remove(channel);
            active.decrementAndGet();
            if (address != null) {
                forget(address);
            }
            count.decrementAndGet();
            finishDrain();
        });
        if (draining) {
            // Later: its handlers are only being added.
            channel.eventLoop().execute(() -> channel.pipeline().fireUserEventTriggered(DrainEvent.INSTANCE));
        }
        return Optional.empty();
    }

    /** Live connections in all. */
    public int size() {
        return count.get();
    }

    /** Live connections of one listener, as a number that follows the truth. */
    AtomicInteger activeOf(String listener) {
        return activeOf.computeIfAbsent(listener, name -> new AtomicInteger());
    }

    /**
     * Asks every connection to end as soon as nothing is owed on it, and admits no new one.
     *
     * @return completed when the last one has closed
     */
    public CompletableFuture<Void> drain() {
        draining = true;
        listenerOf.keySet().forEach(channel -> channel.pipeline().fireUserEventTriggered(DrainEvent.INSTANCE));
        finishDrain();
        return drained;
    }

    /** Closes what {@link #drain} has not ended in time. */
    public void closeAll() {
        for (Channel channel : listenerOf.keySet()) {
            channel.close();
        }
    }

    private void finishDrain() {
        if (draining && count.get() == 0) {
            drained.complete(null);
        }
    }

    private void forget(InetAddress address) {
        countOf.computeIfPresent(address, (key, value) -> value == 1 ? null : value - 1);
    }
}
