package dev.wharf.ftp;

import dev.wharf.ftp.command.FtpCommand;
import dev.wharf.ftp.protocol.ReplyCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the control connections. Verbs and codes come from the tables of commands and replies, so no client can
 * make a new series. Thread-safe.
 */
final class FtpMetrics {
    private static final String UNKNOWN = "unknown";

    private final MeterRegistry registry;
    private final Map<String, Map<ReplyCode, Counter>> replies = new ConcurrentHashMap<>();
    private final Map<String, Timer> durations = new ConcurrentHashMap<>();

    FtpMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param command null for a verb that there is not */
    void answered(@Nullable FtpCommand command, ReplyCode code, long nanos) {
        String verb = command == null ? UNKNOWN : command.name();
        replies.computeIfAbsent(verb, key -> new ConcurrentHashMap<>())
                .computeIfAbsent(code, key -> replies(verb, key))
                .increment();
        durations.computeIfAbsent(verb, this::duration).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Counter replies(String verb, ReplyCode code) {
        return Counter.builder("wharf.ftp.commands")
                .description("FTP commands answered, by verb and reply code")
                .tag("verb", verb)
                .tag("code", Integer.toString(code.number()))
                .register(registry);
    }

    private Timer duration(String verb) {
        return Timer.builder("wharf.ftp.command.duration")
                .description("Time from an FTP command to its final reply, transfers included")
                .tag("verb", verb)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10))
                .register(registry);
    }
}
