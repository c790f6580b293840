package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.protocol.ErrorCode;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * How often commands were done, and how long it took. Written under the keyspace's lock, so without the price of atomic
 * additions; read by any thread.
 */
@SuppressWarnings("EnumOrdinal") // an index into arrays of this process, nothing that lasts
public final class Statistics {
    private static final int COMMANDS = RespCommand.all().length;

    private final AtomicLongArray calls = new AtomicLongArray(COMMANDS);
    private final AtomicLongArray nanos = new AtomicLongArray(COMMANDS);
    private final AtomicLongArray rejected = new AtomicLongArray(COMMANDS);
    private final AtomicLongArray failed = new AtomicLongArray(COMMANDS);
    private final AtomicLongArray unknown = new AtomicLongArray(1);

    private final AtomicLongArray brokenFrames = new AtomicLongArray(1);
    private final AtomicLongArray textErrors = new AtomicLongArray(ErrorCode.values().length);

    private static void add(AtomicLongArray counters, int index, long amount) {
        counters.lazySet(index, counters.getPlain(index) + amount);
    }

    void countDone(RespCommand command, long takenNanos, boolean withError) {
        int index = command.ordinal();
        add(calls, index, 1);
        add(nanos, index, takenNanos);
        if (withError) {
            add(failed, index, 1);
        }
    }

    void countRejected(@Nullable RespCommand command) {
        if (command != null) {
            add(rejected, command.ordinal(), 1);
        }
    }

    void countUnknown() {
        add(unknown, 0, 1);
    }

    void countTextError(ErrorCode code) {
        add(textErrors, code.ordinal(), 1);
    }

    /** Counts a request that could not be told from others. Under the lock. */
    public void countBrokenFrame() {
        add(brokenFrames, 0, 1);
    }

    /** How many connections ended because their bytes could be no request. */
    public long brokenFrames() {
        return brokenFrames.get(0);
    }

    void reset() {
        for (int i = 0; i < COMMANDS; i++) {
            calls.lazySet(i, 0);
            nanos.lazySet(i, 0);
            rejected.lazySet(i, 0);
            failed.lazySet(i, 0);
        }
        unknown.lazySet(0, 0);
    }

    /** How often a command was done, with an error or without. */
    public long calls(RespCommand command) {
        return calls.get(command.ordinal());
    }

    /** How long that took in all, in nanoseconds. */
    public long nanos(RespCommand command) {
        return nanos.get(command.ordinal());
    }

    /** How often it was not done at all: wrong number of arguments, not logged in, no memory. */
    public long rejected(RespCommand command) {
        return rejected.get(command.ordinal());
    }

    /** How often it answered with an error. */
    public long failed(RespCommand command) {
        return failed.get(command.ordinal());
    }

    /** Requests for commands that are not there. */
    public long unknown() {
        return unknown.get(0);
    }

    /** How many lines and frames were answered with an error of some code. */
    public long textErrors(ErrorCode code) {
        return textErrors.get(code.ordinal());
    }

    /** How many commands were done. */
    public long total() {
        return sum(calls);
    }

    /** How many commands answered with an error. */
    public long totalFailed() {
        return sum(failed);
    }

    /** How many requests were not done at all. */
    public long totalRejected() {
        return sum(rejected) + unknown();
    }

    private static long sum(AtomicLongArray counters) {
        long total = 0;
        for (int i = 0; i < counters.length(); i++) {
            total += counters.get(i);
        }
        return total;
    }
}
