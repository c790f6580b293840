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
    private final Meters downloads;
    private final Meters uploads;
    private final Counter resumed;
    private final Counter notResumed;

    public TransferMetrics(MeterRegistry registry, PassivePorts ports) {
        downloads = new Meters(registry, "download");
        uploads = new Meters(registry, "upload");
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
        LOCAL_ERROR;

        static Outcome of(Throwable failure) {
            if (!(failure instanceof DataConnectionException data)) {
                return LOCAL_ERROR;
            }
            return switch (data.kind()) {
                case CANNOT_OPEN, NOT_RESUMED -> NOT_OPENED;
                case BROKEN -> BROKEN;
                case STALLED -> STALLED;
                case ABORTED -> ABORTED;
            };
        }
    }

    /** Counts a transfer to the client. */
    void downloadEnded(Outcome outcome, long movedBytes, long nanos) {
        downloads.ended(outcome, movedBytes, nanos);
    }

    /** Counts a transfer from the client. */
    void uploadEnded(Outcome outcome, long movedBytes, long nanos) {
        uploads.ended(outcome, movedBytes, nanos);
    }

    /** The meters of one direction. */
    private static final class Meters {
        private final Map<Outcome, Counter> ended = new EnumMap<>(Outcome.class);
        private final Counter bytes;
        private final Timer duration;

        Meters(MeterRegistry registry, String direction) {
            for (Outcome outcome : Outcome.values()) {
                ended.put(
                        outcome,
                        Counter.builder("wharf.ftp.transfers")
                                .description("Transfers that ended, by direction and outcome")
                                .tag("direction", direction)
                                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                                .register(registry));
            }
            bytes = Counter.builder("wharf.ftp.transfer.bytes")
                    .description("Bytes moved over data connections, TLS overhead not counted")
                    .baseUnit("bytes")
                    .tag("direction", direction)
                    .register(registry);
            duration = Timer.builder("wharf.ftp.transfer.duration")
                    .description("Time from the preliminary reply to the end of a transfer")
                    .tag("direction", direction)
                    .serviceLevelObjectives(
                            Duration.ofMillis(10),
                            Duration.ofMillis(100),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(60),
                            Duration.ofMinutes(10))
                    .register(registry);
        }

        void ended(Outcome outcome, long movedBytes, long nanos) {
            Counter counter = ended.get(outcome);
            if (counter != null) {
                counter.increment();
            }
            bytes.increment((double) movedBytes);
            duration.record(Duration.ofNanos(nanos));
        }
    }
}
