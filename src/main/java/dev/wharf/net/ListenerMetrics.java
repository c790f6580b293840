package dev.wharf.net;

import dev.wharf.net.ConnectionRegistry.Refusal;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** What is counted on one listener. Thread-safe. */
final class ListenerMetrics {
    private final Counter accepted;
    private final Counter acceptFailures;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

    ListenerMetrics(Counter accepted, Counter acceptFailures, Function<Refusal, Counter> refusedFor) {
        this.accepted = accepted;
        this.acceptFailures = acceptFailures;
        for (Refusal refusal : Refusal.values()) {
            refused.put(refusal, refusedFor.apply(refusal));
        }
    }

    void accepted() {
        accepted.increment();
    }

    void acceptFailed() {
        acceptFailures.increment();
    }

    void refused(Refusal reason) {
        Counter counter = refused.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }
}
