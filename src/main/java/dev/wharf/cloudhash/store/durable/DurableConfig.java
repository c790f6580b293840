package dev.wharf.cloudhash.store.durable;

import dev.wharf.common.Check;
import java.nio.file.Path;

/**
 * The durable store.
 *
 * @param directory where it keeps its files; nobody else may touch them
 * @param durability what an answer promises
 * @param checkpointBytes how long the log of changes may grow before a snapshot takes its place; it may always grow as
 *     large as the last snapshot
 */
public record DurableConfig(Path directory, Durability durability, long checkpointBytes) {
    public DurableConfig {
        Check.inRange("checkpoint-bytes", checkpointBytes, 1 << 20, 1L << 40);
    }
}
