package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.ReplyWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Commands that took long, the latest first. Under the keyspace's lock. */
final class Slowlog {
    private static final int MAX_ARGUMENTS = 32;
    private static final int MAX_ARGUMENT_BYTES = 128;
    private static final int DEFAULT_GET_COUNT = 10;

    private final Deque<SlowCommand> records = new ArrayDeque<>();
    private long nextId;
    private long thresholdMicros = 10_000;
    private int maxLength = 128;

    private record SlowCommand(
            long id, long second, long micros, List<byte[]> arguments, String address, String clientName) {}

    /** Commands that take longer are kept; all if 0, none if negative. */
    void threshold(long micros) {
        thresholdMicros = micros;
    }

    long thresholdMicros() {
        return thresholdMicros;
    }

    /** How many are kept. */
    void maxLength(int count) {
        maxLength = count;
        trim();
    }

    int maxLength() {
        return maxLength;
    }

    boolean wants(long micros) {
        return thresholdMicros >= 0 && micros >= thresholdMicros;
    }

    void add(long nowMillis, long micros, Session session, Arguments arguments) {
        List<byte[]> shown = new ArrayList<>();
        int count = arguments.count();
        int whole = count > MAX_ARGUMENTS ? MAX_ARGUMENTS - 1 : count;
        for (int i = 0; i < whole; i++) {
            shown.add(shortened(arguments.copy(i)));
        }
        if (whole < count) {
            shown.add(Commands.ascii("... (" + (count - whole) + " more arguments)"));
        }
        records.addFirst(new SlowCommand(nextId++, nowMillis / 1000, micros, shown, session.address, session.name));
        trim();
    }

    private static byte[] shortened(byte[] argument) {
        if (argument.length <= MAX_ARGUMENT_BYTES) {
            return argument;
        }
        byte[] rest = Commands.ascii("... (" + (argument.length - MAX_ARGUMENT_BYTES) + " more bytes)");
        byte[] shown = Arrays.copyOf(argument, MAX_ARGUMENT_BYTES + rest.length);
        System.arraycopy(rest, 0, shown, MAX_ARGUMENT_BYTES, rest.length);
        return shown;
    }

    private void trim() {
        while (records.size() > maxLength) {
            records.removeLast();
        }
    }

    /** SLOWLOG GET [count] | LEN | RESET. */
    static void handle(Call call) {
        Slowlog log = call.commands.slowlog;
        if (call.is(1, "LEN") && call.count() == 2) {
            call.reply.integer(log.records.size());
        } else if (call.is(1, "RESET") && call.count() == 2) {
            log.records.clear();
            call.reply.ok();
        } else if (call.is(1, "GET") && call.count() <= 3) {
            log.get(call);
        } else if (call.is(1, "HELP")) {
            Commands.help(
                    call,
                    "SLOWLOG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
                    "GET [<count>]",
                    "    The latest commands that took long (default: 10, -1: all).",
                    "LEN",
                    "    How many there are.",
                    "RESET",
                    "    Forgets them.");
        } else {
            throw Commands.unknownSubcommand(call, "slowlog");
        }
    }

    private void get(Call call) {
        long count = call.count() == 3 ? call.number(2) : DEFAULT_GET_COUNT;
        if (count < -1) {
            throw new CommandException("ERR count should be greater than or equal to -1");
        }
        long shown = count < 0 ? records.size() : Math.min(count, records.size());
        ReplyWriter reply = call.reply;
        reply.list((int) shown);
        records.stream().limit(shown).forEach(record -> {
            reply.list(6);
            reply.integer(record.id());
            reply.integer(record.second());
            reply.integer(record.micros());
            reply.list(record.arguments().size());
            record.arguments().forEach(reply::bulk);
            reply.bulk(record.address());
            reply.bulk(record.clientName());
        });
    }
}
