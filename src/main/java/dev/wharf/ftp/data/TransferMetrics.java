package dev.wharf.ftp.data;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Meters of transfers: how many, how they ended, how much, how long. Thread-safe. */
public final class TransferMetrics {
    private final Map<Outcome, Counter> ended = new EnumMap<>(Outcome.class);
    private final Counter sentBytes;
    private final Timer duration;
    private final Counter resumed;
    private final Counter notResumed;

    public TransferMetrics(MeterRegistry registry, PassivePorts ports) {
        for (Outcome outcome : Outcome.values()) {
            ended.put(
                    outcome,
                    Counter.builder("wharf.ftp.transfers")
                            .description("Transfers that ended, by direction and outcome")
                            .tag("direction", "download")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        sentBytes = Counter.builder("wharf.ftp.transfer.bytes")
                .description("Bytes moved over data connections, TLS overhead not counted")
                .baseUnit("bytes")
                .tag("direction", "download")
                .register(registry);
        duration = Timer.builder("wharf.ftp.transfer.duration")
                .description("Time from the preliminary reply to the end of a transfer")
                .tag("direction", "download")
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(10))
                .register(registry);
        Gauge.builder("wharf.ftp.passive.ports.used", ports, PassivePorts::inUse)
                .description("Data connections that are expected on the passive ports")
                .register(registry);
        FunctionCounter.builder("wharf.ftp.passive.strangers", ports, PassivePorts::strangers)
                .description("Connections to passive ports closed because nobody expected them")
                .register(registry);
        resumed = secured(registry, true);
        notResumed = secured(registry, false);
    }

    private static Counter secured(MeterRegistry registry, boolean resumed) {
        return Counter.builder("wharf.ftp.data.tls")
                .description(
                        "TLS handshakes on data connections, by whether they resumed the control connection's session")
                .tag("resumed", Boolean.toString(resumed))
                .register(registry);
    }

    /** Counts a data connection under TLS. */
    void secured(boolean inTheSession) {
        (inTheSession ? resumed : notResumed).increment();
    }

    /** How a transfer ended. */
    public enum Outcome {
        COMPLETED,
        NOT_OPENED,
        BROKEN,
        STALLED,
        ABORTED,
        LOCAL_ERROR
    }

    void ended(Outcome outcome, long bytes, long nanos) {
        Counter counter = ended.get(outcome);
        if (counter != null) {
            counter.increment();
        }
        sentBytes.increment((double) bytes);
        duration.record(Duration.ofNanos(nanos));
    }
}
