package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.command.Session.Queued;
import dev.wharf.cloudhash.protocol.Arguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** MULTI, EXEC and what belongs to them. The lock makes a transaction atomic; nothing is rolled back. */
final class TransactionCommands {
    private TransactionCommands() {}

    static void begin(Call call) {
        if (call.session.isInTransaction()) {
            throw new CommandException("ERR MULTI calls can not be nested");
        }
        call.session.transaction = new ArrayList<>();
        call.reply.ok();
    }

    static void discard(Call call) {
        if (!call.session.isInTransaction()) {
            throw new CommandException("ERR DISCARD without MULTI");
        }
        end(call);
        call.reply.ok();
    }

    static void execute(Call call) {
        Session session = call.session;
        List<Queued> queued = session.transaction;
        if (queued == null) {
            throw new CommandException("ERR EXEC without MULTI");
        }
        boolean failed = session.transactionFailed;
        boolean changed = session.watchedChanged || watchedHasExpired(call);
        end(call);
        if (failed) {
            throw new CommandException("EXECABORT Transaction discarded because of previous errors.");
        }
        if (changed) {
            call.reply.nilList();
            return;
        }
        Arguments own = call.arguments;
        call.reply.list(queued.size());
        for (Queued command : queued) {
            call.arguments = command.arguments();
            call.commands.run(command.command(), call);
        }
        call.arguments = own;
    }

    private static boolean watchedHasExpired(Call call) {
        for (byte[] key : List.copyOf(call.session.watched)) {
            call.keys.find(key, 0, key.length); // takes it away if it has, which touches it
        }
        return call.session.watchedChanged;
    }

    /** Ends a transaction, whatever becomes of it. */
    static void end(Call call) {
        call.session.transaction = null;
        call.session.transactionFailed = false;
        unwatchAll(call);
    }

    static void watch(Call call) {
        if (call.session.isInTransaction()) {
            throw new CommandException("ERR WATCH inside MULTI is not allowed");
        }
        for (int i = 1; i < call.count(); i++) {
            byte[] key = call.copy(i);
            call.find(i); // what has expired already does not count as a change later
            if (call.session.watched.stream().noneMatch(other -> Arrays.equals(other, key))) {
                call.session.watched.add(key);
                call.keys.watch(key, call.session);
            }
        }
        call.reply.ok();
    }

    static void unwatch(Call call) {
        unwatchAll(call);
        call.reply.ok();
    }

    static void unwatchAll(Call call) {
        for (byte[] key : call.session.watched) {
            call.keys.unwatch(key, call.session);
        }
        call.session.watched.clear();
        call.session.watchedChanged = false;
    }
}
