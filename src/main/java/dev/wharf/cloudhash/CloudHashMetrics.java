package dev.wharf.cloudhash;

import dev.wharf.cloudhash.command.TextCommand;
import dev.wharf.cloudhash.protocol.Answer;
import dev.wharf.cloudhash.protocol.ErrorCode;
import dev.wharf.cloudhash.store.Store;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Meters of CloudHash; all made at the start, so no request makes a new series. Thread-safe. */
final class CloudHashMetrics {
    private final Map<TextCommand, Counter> done = new EnumMap<>(TextCommand.class);
    private final Map<ErrorCode, Counter> errors = new EnumMap<>(ErrorCode.class);
    private final Counter timeouts;

    CloudHashMetrics(MeterRegistry registry, Store store) {
        for (TextCommand command : TextCommand.values()) {
            done.put(
                    command,
                    Counter.builder("wharf.cloudhash.commands")
                            .description("CloudHash requests done, by verb")
                            .tag("verb", command.verb())
                            .register(registry));
        }
        for (ErrorCode code : ErrorCode.values()) {
            errors.put(
                    code,
                    Counter.builder("wharf.cloudhash.errors")
                            .description("CloudHash requests answered with an error, by code")
                            .tag("code", code.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        timeouts = Counter.builder("wharf.cloudhash.timeouts")
                .description("CloudHash connections closed because the peer let a time-out pass")
                .register(registry);
        Gauge.builder("wharf.cloudhash.keys", store, Store::size)
                .description("Keys in the store")
                .register(registry);
        Gauge.builder("wharf.cloudhash.data", store, Store::dataBytes)
                .description("Bytes of all keys and values, without what keeping them costs")
                .baseUnit("bytes")
                .register(registry);
    }

    void answered(@Nullable TextCommand command, Answer answer) {
        Counter counter = null;
        if (answer.errorCode() != null) {
            counter = errors.get(answer.errorCode());
        } else if (command != null) {
            counter = done.get(command);
        }
        if (counter != null) {
            counter.increment();
        }
    }

    void timedOut() {
        timeouts.increment();
    }
}
