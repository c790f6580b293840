package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.store.Entry;
import dev.wharf.cloudhash.store.memory.Keyspace;
import java.util.Locale;

/** Commands that say when keys end, and how that is written. */
final class Expiries {
    private static final long MILLIS = 1000;

    private Expiries() {}

    /** Whether an argument says in which unit the next one is. */
    static boolean isUnit(Call call, int index) {
        return call.is(index, "EX") || call.is(index, "PX") || call.is(index, "EXAT") || call.is(index, "PXAT");
    }

    static long positive(Call call, int unitIndex, int numberIndex) {
        return positive(call, call.text(unitIndex).toUpperCase(Locale.ROOT), numberIndex);
    }

    /**
     * The end that an argument names.
     *
     * @throws CommandException if it is not a positive number
     */
    static long positive(Call call, String unit, int numberIndex) {
        long number = call.number(numberIndex);
        if (number <= 0) {
            throw invalid(call);
        }
        return absolute(call, unit, number);
    }

    private static long absolute(Call call, String unit, long number) {
        try {
            long millis = unit.startsWith("E") ? Math.multiplyExact(number, MILLIS) : number;
            return unit.endsWith("AT") ? millis : Math.addExact(call.keys.now(), millis);
        } catch (ArithmeticException e) {
            throw invalid(call);
        }
    }

    private static CommandException invalid(Call call) {
        return new CommandException(
                "ERR invalid expire time in '" + call.text(0).toLowerCase(Locale.ROOT) + "' command");
    }

    /** Gives an entry its end; one that is over already goes at once. */
    static void expire(Call call, int keyIndex, Object entry, long end) {
        if (end <= call.keys.now()) {
            call.remove(keyIndex);
            call.event(KeyspaceEvents.GENERIC, "del", keyIndex);
        } else {
            call.keys.expireAt(entry, end);
            call.event(KeyspaceEvents.GENERIC, "expire", keyIndex);
        }
    }

    static void expire(Call call) {
        expire(call, "EX");
    }

    static void expireMillis(Call call) {
        expire(call, "PX");
    }

    static void expireAt(Call call) {
        expire(call, "EXAT");
    }

    static void expireAtMillis(Call call) {
        expire(call, "PXAT");
    }

    /** EXPIRE key number [NX | XX | GT | LT]. */
    private static void expire(Call call, String unit) {
        boolean ifNone = false;
        boolean ifSome = false;
        boolean ifGreater = false;
        boolean ifLess = false;
        for (int i = 3; i < call.count(); i++) {
            if (call.is(i, "NX")) {
                ifNone = true;
            } else if (call.is(i, "XX")) {
                ifSome = true;
            } else if (call.is(i, "GT")) {
                ifGreater = true;
            } else if (call.is(i, "LT")) {
                ifLess = true;
            } else {
                throw new CommandException("ERR Unsupported option " + call.text(i));
            }
        }
        if (ifNone && (ifSome || ifGreater || ifLess)) {
            throw new CommandException("ERR NX and XX, GT or LT options at the same time are not compatible");
        }
        if (ifGreater && ifLess) {
            throw new CommandException("ERR GT and LT options at the same time are not compatible");
        }
        long end = absolute(call, unit, call.number(2));
        Object entry = call.find(1);
        if (entry == null) {
            call.reply.integer(0);
            return;
        }
        long old = Keyspace.expiresAt(entry);
        boolean stays = old == Entry.NEVER;
        boolean refused = (ifNone && !stays)
                || (ifSome && stays)
                || (ifGreater && (stays || end <= old))
                || (ifLess && !stays && end >= old);
        if (!refused) {
            expire(call, 1, entry, end);
        }
        call.reply.truth(!refused);
    }

    static void persist(Call call) {
        Object entry = call.find(1);
        boolean done = entry != null && Keyspace.expiresAt(entry) != Entry.NEVER;
        if (entry != null && done) {
            call.keys.expireAt(entry, Entry.NEVER);
            call.event(KeyspaceEvents.GENERIC, "persist", 1);
        }
        call.reply.truth(done);
    }

    static void secondsLeft(Call call) {
        tell(call, true, true);
    }

    static void millisLeft(Call call) {
        tell(call, true, false);
    }

    static void endSecond(Call call) {
        tell(call, false, true);
    }

    static void endMillis(Call call) {
        tell(call, false, false);
    }

    private static void tell(Call call, boolean left, boolean seconds) {
        Object entry = call.find(1);
        if (entry == null) {
            call.reply.integer(-2);
            return;
        }
        long end = Keyspace.expiresAt(entry);
        if (end == Entry.NEVER) {
            call.reply.integer(-1);
            return;
        }
        long millis = left ? Math.max(0, end - call.keys.now()) : end;
        call.reply.integer(seconds ? (millis + MILLIS / 2) / MILLIS : millis);
    }
}
