package dev.wharf.ftp.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts logins by outcome. Thread-safe. */
public final class LoginMetrics {
    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);

    public LoginMetrics(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("wharf.ftp.logins")
                            .description("FTP logins, by outcome")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** What became of a USER or PASS. */
    public enum Outcome {
        /** With a password. */
        ACCEPTED,
        /** Without an account. */
        ANONYMOUS,
        /** Or there is no such user. */
        WRONG_PASSWORD,
        /** From where this user may not come. */
        FOREIGN_NETWORK,
        /** In clear, where this user may not. */
        TLS_REQUIRED,
        TOO_MANY_SESSIONS,
        /** Too many wrong passwords from that address. */
        THROTTLED,
        /** Too many passwords to check. */
        BUSY,
        /** The user's home cannot be opened. */
        NO_HOME
    }

    public void count(Outcome outcome) {
        Counter counter = counters.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }
}
