package dev.wharf.ftp.data;

import java.time.Duration;

/**
 * Work that a command has begun and that takes its time: what ABOR ends and STAT tells of.
 *
 * <p>Thread: the event loop of the control connection, for every method.
 */
public interface Transfer {
    /** Ends it where it stands; its result then fails with {@link DataConnectionException.Kind#ABORTED}. */
    void abort();

    /** Bytes sent, received or read so far. */
    long movedBytes();

    /** Time since the start. */
    Duration elapsed();
}
