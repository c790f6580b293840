package dev.wharf.cloudhash;

import dev.wharf.cloudhash.command.Commands;
import dev.wharf.cloudhash.command.RespCommand;
import dev.wharf.cloudhash.command.Statistics;
import dev.wharf.cloudhash.protocol.ErrorCode;
import dev.wharf.cloudhash.store.memory.Keyspace;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Meters of CloudHash; all made at the start, so no request makes a new series. Thread-safe. */
final class CloudHashMetrics {
    private final Counter timeouts;
    private final Counter outputLimits;

    CloudHashMetrics(MeterRegistry registry, Commands commands) {
        watch(registry, commands.statistics());
        watch(registry, commands.keys());
        timeouts = Counter.builder("wharf.cloudhash.timeouts")
                .description("CloudHash connections closed because the peer let a time-out pass")
                .register(registry);
        outputLimits = Counter.builder("wharf.cloudhash.output.limits")
                .description("CloudHash connections closed because too much answer was waiting for the peer")
                .register(registry);
    }

    private static void watch(MeterRegistry registry, Statistics statistics) {
        for (RespCommand command : RespCommand.all()) {
            FunctionTimer.builder(
                            "wharf.cloudhash.commands",
                            statistics,
                            all -> all.calls(command),
                            all -> all.nanos(command),
                            TimeUnit.NANOSECONDS)
                    .description("CloudHash commands done and the time they took, by command")
                    .tag("command", command.lowerCase())
                    .register(registry);
        }
        FunctionCounter.builder("wharf.cloudhash.commands.failed", statistics, Statistics::totalFailed)
                .description("CloudHash commands that were done and answered with an error")
                .register(registry);
        FunctionCounter.builder("wharf.cloudhash.commands.rejected", statistics, Statistics::totalRejected)
                .description("CloudHash commands that were not done: unknown, malformed, not allowed, no memory")
                .register(registry);
        for (ErrorCode code : ErrorCode.values()) {
            FunctionCounter.builder("wharf.cloudhash.errors", statistics, all -> all.textErrors(code))
                    .description("CloudHash lines and frames answered with an error, by code")
                    .tag("code", code.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        FunctionCounter.builder("wharf.cloudhash.frames.broken", statistics, Statistics::brokenFrames)
                .description("CloudHash connections ended because their bytes could be no request")
                .register(registry);
    }

    private static void watch(MeterRegistry registry, Keyspace keys) {
        gauge(registry, keys, "keys", "Keys in the store", Keyspace::size);
        gauge(registry, keys, "keys.expiring", "Keys in the store that expire", Keyspace::expiring);
        Gauge.builder("wharf.cloudhash.memory", keys, all -> all.measure(Keyspace::usedBytes))
                .description("What keys and values take of the heap, their table included")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("wharf.cloudhash.memory.per.key", keys, all -> all.measure(CloudHashMetrics::bytesPerKey))
                .description("What a key and its value take of the heap on average, with their part of the table")
                .baseUnit("bytes")
                .register(registry);
        counter(registry, keys, "keys.expired", "Keys that have expired", Keyspace::expired);
        counter(registry, keys, "keys.evicted", "Keys that had to go to make room", Keyspace::evicted);
        counter(registry, keys, "keys.hits", "Keys that were asked for and there", Keyspace::hits);
        counter(registry, keys, "keys.misses", "Keys that were asked for and not there", Keyspace::misses);
    }

    private static double bytesPerKey(Keyspace keys) {
        int size = keys.size();
        return size == 0 ? 0 : (double) keys.usedBytes() / size;
    }

    private static void gauge(
            MeterRegistry registry, Keyspace keys, String name, String what, ToDoubleFunction<Keyspace> value) {
        Gauge.builder("wharf.cloudhash." + name, keys, all -> all.measure(value))
                .description(what)
                .register(registry);
    }

    private static void counter(
            MeterRegistry registry, Keyspace keys, String name, String what, ToDoubleFunction<Keyspace> value) {
        FunctionCounter.builder("wharf.cloudhash." + name, keys, all -> all.measure(value))
                .description(what)
                .register(registry);
    }

    void timedOut() {
        timeouts.increment();
    }

    void outputLimitReached() {
        outputLimits.increment();
    }
}
