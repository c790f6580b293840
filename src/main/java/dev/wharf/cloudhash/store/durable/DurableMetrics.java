package dev.wharf.cloudhash.store.durable;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/** Meters of the durable store; all made at the start. Thread-safe. */
final class DurableMetrics {
    private final Timer appends;
    private final Timer checkpoints;
    private final DistributionSummary batchChanges;
    private final DistributionSummary batchBytes;

    DurableMetrics(MeterRegistry registry, DurableLog log) {
        appends = Timer.builder("wharf.cloudhash.durable.append")
                .description("Time to append a batch of changes and, if so promised, to force it to the disk")
                .serviceLevelObjectives(
                        Duration.ofNanos(100_000),
                        Duration.ofNanos(250_000),
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1))
                .register(registry);
        checkpoints = Timer.builder("wharf.cloudhash.durable.checkpoint")
                .description("Time to write a snapshot in place of the log of changes")
                .register(registry);
        batchChanges = DistributionSummary.builder("wharf.cloudhash.durable.batch.changes")
                .description("Changes that shared a batch")
                .register(registry);
        batchBytes = DistributionSummary.builder("wharf.cloudhash.durable.batch.size")
                .description("Bytes of a batch of changes")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("wharf.cloudhash.durable.lag", log, DurableLog::lagSeconds)
                .description("Age of the oldest change that is not as durable as promised yet")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("wharf.cloudhash.durable.pending", log, DurableLog::pendingBytes)
                .description("Changes that wait to be written")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("wharf.cloudhash.durable.failed", log, failed -> failed.refusal() == null ? 0 : 1)
                .description("Whether the store takes no more changes because it could not keep one; 0 or 1")
                .register(registry);
        Gauge.builder("wharf.cloudhash.durable.mode", () -> 1)
                .description("What an answer promises, in the tag; always 1")
                .tag("durability", log.mode().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    void appended(long changes, int bytes, long nanos) {
        appends.record(Duration.ofNanos(nanos));
        batchChanges.record((double) changes);
        batchBytes.record(bytes);
    }

    void checkpointed(long nanos) {
        checkpoints.record(Duration.ofNanos(nanos));
    }
}
