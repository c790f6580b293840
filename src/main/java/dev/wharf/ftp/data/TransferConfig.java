package dev.wharf.ftp.data;

import dev.wharf.common.Check;
import java.time.Duration;

/**
 * Time-outs of transfers.
 *
 * @param acceptTimeout how long a client has to open the data connection it was offered
 * @param stallTimeout how long a transfer may go without a byte moving
 */
public record TransferConfig(Duration acceptTimeout, Duration stallTimeout) {
    public TransferConfig {
        Check.inRange("accept-timeout", acceptTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
        Check.inRange("stall-timeout", stallTimeout, Duration.ofMillis(100), Duration.ofHours(1));
    }
}
