package dev.wharf.auth;

import dev.wharf.common.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes guessing passwords slow without ever refusing the right one from an address that has not guessed.
 *
 * <p>Wrong passwords are remembered by address (an IPv6 client has 64 bits of addresses, which count as one) and by user
 * name, and are forgotten one a minute. Beyond the free ones an address gets one attempt at a time, after a delay that
 * doubles with each failure; nobody else waits for it. An attempt on a name that is being guessed from many addresses
 * waits {@value #LONGEST_NAME_DELAY_MILLIS} ms at most, and not at all from an address where that name logged in before:
 * so its owner is held up, never locked out.
 *
 * <p>The tables are bounded, the longest unused leaves first. Thread-safe; nothing blocks or sleeps.
 */
public final class LoginThrottle {
    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final long LONGEST_NAME_DELAY_MILLIS = 2000;
    private static final Duration FORGET_ONE = Duration.ofMinutes(1);
    /** As many checks at a time as one address may have, so that it cannot fill the pool for all. */
    private static final int MOST_AT_A_TIME = 4;
    /** As many as one address may have waiting. */
    private static final int MOST_WAITING = 1000;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final int TABLE_SIZE = 10_000;

    private final int freeFailures;
    private final Duration longestDelay;
    private final LongSupplier nanoTime;

    private final Map<Network, Source> sources = bounded();
    private final Map<String, Failures> names = bounded();
    private final Map<Pair, Boolean> seenBefore = bounded();

    private record Pair(Network source, String name) {}

    public LoginThrottle(AuthConfig config) {
        this(config, System::nanoTime);
    }

    LoginThrottle(AuthConfig config, LongSupplier nanoTime) {
        this.freeFailures = config.freeFailures();
        this.longestDelay = config.longestDelay();
        this.nanoTime = nanoTime;
    }

    /**
     * Asks to check a password.
     *
     * @param loop where the attempt begins, when it is its turn
     * @return completed on {@code loop} with the attempt, whose outcome has then to be told; empty if this address has so
     *     many attempts waiting that it would take more than a minute
     */
    public Optional<CompletableFuture<Attempt>> admit(
            InetAddress address, String userName, ScheduledExecutorService loop) {
        Network key = address instanceof Inet4Address ? Network.around(address, 32) : Network.around(address, 64);
        Attempt attempt;
        synchronized (this) {
            Source source = sources.computeIfAbsent(key, unseen -> new Source());
            if (source.isOverrun()) {
                return Optional.empty();
            }
            attempt = new Attempt(source, new Pair(key, userName), loop);
            source.waiting.add(attempt);
        }
        dispatch(attempt.source);
        return Optional.of(attempt.begun);
    }

    /** One check of one password, from its turn to its outcome. */
    public final class Attempt {
        private final Source source;
        private final Pair pair;
        private final ScheduledExecutorService loop;
        private final CompletableFuture<Attempt> begun = new CompletableFuture<>();

        private Attempt(Source source, Pair pair, ScheduledExecutorService loop) {
            this.source = source;
            this.pair = pair;
            this.loop = loop;
        }

        /** The password was right. */
        public void succeeded() {
            synchronized (LoginThrottle.this) {
                seenBefore.put(pair, true);
                source.underWay--;
            }
            dispatch(source);
        }

        /** The password was wrong. */
        public void failed() {
            synchronized (LoginThrottle.this) {
                source.failures.add();
                names.computeIfAbsent(pair.name(), unseen -> new Failures()).add();
                source.holdBack();
                source.underWay--;
            }
            dispatch(source);
        }

        /** It was not checked whether the password is right. */
        public void abandoned() {
            synchronized (LoginThrottle.this) {
                source.underWay--;
            }
            dispatch(source);
        }

        private void begin() {
            Duration delay = nameDelay(pair);
            if (delay.isZero()) {
                begun.complete(this);
            } else {
                loop.schedule(() -> begun.complete(this), delay.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
    }

    /** Begins what may begin, and comes back when more may. */
    private void dispatch(Source source) {
        Attempt next = take(source);
        while (next != null) {
            Attempt begins = next;
            begins.loop.execute(begins::begin);
            next = take(source);
        }
    }

    /** The next attempt, if it may begin now. */
    private synchronized @Nullable Attempt take(Source source) {
        Attempt first = source.waiting.peek();
        if (first == null || source.underWay >= source.mostAtATime()) {
            return null;
        }
        long wait = source.notBeforeNanos - nanoTime.getAsLong();
        if (wait > 0) {
            if (!source.wakesUp) {
                source.wakesUp = true;
                first.loop.schedule(() -> wakeUp(source), wait, TimeUnit.NANOSECONDS);
            }
            return null;
        }
        source.underWay++;
        return source.waiting.poll();
    }

    private void wakeUp(Source source) {
        synchronized (this) {
            source.wakesUp = false;
        }
        dispatch(source);
    }

    private synchronized Duration nameDelay(Pair pair) {
        Failures failures = names.get(pair.name());
        if (failures == null || seenBefore.containsKey(pair)) {
            return Duration.ZERO;
        }
        Duration most = Duration.ofMillis(LONGEST_NAME_DELAY_MILLIS);
        return min(failures.delay(), most);
    }

    /** Where attempts come from. Guarded by the throttle. */
    private final class Source {
        private final Deque<Attempt> waiting = new ArrayDeque<>();
        private final Failures failures = new Failures();
        private int underWay;
        private long notBeforeNanos = nanoTime.getAsLong();
        private boolean wakesUp;

        /** Whether one more would have to wait too long, or be one too many. */
        boolean isOverrun() {
            long expected = failures.delay().toNanos() * (waiting.size() + 1);
            return waiting.size() >= MOST_WAITING || expected > LONGEST_WAIT.toNanos();
        }

        int mostAtATime() {
            return failures.delay().isZero() ? MOST_AT_A_TIME : 1;
        }

        void holdBack() {
            notBeforeNanos = nanoTime.getAsLong() + failures.delay().toNanos();
        }
    }

    /** How many wrong passwords there were lately. Guarded by the throttle. */
    private final class Failures {
        private double count;
        private long countedNanos = nanoTime.getAsLong();

        void add() {
            forget();
            count++;
        }

        Duration delay() {
            forget();
            int beyond = (int) Math.ceil(count) - freeFailures;
            if (beyond <= 0) {
                return Duration.ZERO;
            }
            return min(FIRST_DELAY.multipliedBy(1L << Math.min(beyond - 1, 20)), longestDelay);
        }

        private void forget() {
            long now = nanoTime.getAsLong();
            count = Math.max(0, count - (double) (now - countedNanos) / FORGET_ONE.toNanos());
            countedNanos = now;
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > TABLE_SIZE;
            }
        };
    }
}
