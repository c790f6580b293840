package dev.wharf.ftp.data;

import dev.wharf.common.Check;
import java.time.Duration;

/**
 * Active data connections (PORT, EPRT).
 *
 * @param enabled whether they are allowed
 * @param connectTimeout how long the connection to the client may take
 */
public record ActiveConfig(boolean enabled, Duration connectTimeout) {
    public ActiveConfig {
        Check.inRange("connect-timeout", connectTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
    }
}
