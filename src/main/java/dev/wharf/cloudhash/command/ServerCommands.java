package dev.wharf.cloudhash.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Commands that tell about the server. */
final class ServerCommands {
    private ServerCommands() {}

    static void time(Call call) {
        long micros = TimeUnit.MILLISECONDS.toMicros(call.keys.now());
        call.reply.list(2);
        call.reply.bulk(Long.toString(micros / 1_000_000));
        call.reply.bulk(Long.toString(micros % 1_000_000));
    }

    static void info(Call call) {
        call.reply.verbatim(new Info(call.commands, call.keys.now()).text(call));
    }

    static void monitor(Call call) {
        call.commands.monitor(call.session, true);
        call.reply.ok();
    }

    /** FUNCTION FLUSH: there are no functions, so it is done at once. */
    static void function(Call call) {
        boolean flush = call.is(1, "FLUSH") && call.count() <= 3;
        if (!flush) {
            throw Commands.unknownSubcommand(call, "function");
        }
        call.reply.ok();
    }

    /** COMMAND [COUNT | DOCS | INFO | LIST | GETKEYS]. */
    static void command(Call call) {
        if (call.count() == 1) {
            call.reply.list(RespCommand.all().length);
            for (RespCommand command : RespCommand.all()) {
                describe(call, command);
            }
        } else if (call.is(1, "COUNT") && call.count() == 2) {
            call.reply.integer(RespCommand.all().length);
        } else if (call.is(1, "INFO")) {
            List<RespCommand> named = named(call);
            int unknown = call.count() == 2 ? 0 : call.count() - 2 - named.size();
            call.reply.list(named.size() + unknown);
            named.forEach(command -> describe(call, command));
            for (int i = 0; i < unknown; i++) {
                call.reply.nilList();
            }
        } else if (call.is(1, "DOCS")) {
            List<RespCommand> named = named(call);
            call.reply.map(named.size());
            named.forEach(command -> document(call, command));
        } else if (call.is(1, "LIST") && call.count() == 2) {
            call.reply.list(RespCommand.all().length);
            for (RespCommand command : RespCommand.all()) {
                call.reply.bulk(command.lowerCase());
            }
        } else if (call.is(1, "GETKEYS") && call.count() > 2) {
            keys(call);
        } else {
            throw Commands.unknownSubcommand(call, "command");
        }
    }

    private static List<RespCommand> named(Call call) {
        if (call.count() == 2) {
            return Arrays.asList(RespCommand.all());
        }
        List<RespCommand> named = new ArrayList<>();
        for (int i = 2; i < call.count(); i++) {
            RespCommand command = RespCommand.find(call.arguments, i);
            if (command != null) {
                named.add(command);
            }
        }
        return named;
    }

    private static void describe(Call call, RespCommand command) {
        call.reply.list(10);
        call.reply.bulk(command.lowerCase());
        call.reply.integer(command.arity());
        List<String> flags = command.flags();
        call.reply.set(flags.size());
        flags.forEach(call.reply::simple);
        call.reply.integer(command.firstKey());
        call.reply.integer(command.lastKey());
        call.reply.integer(command.keyStep());
        call.reply.set(0);
        call.reply.list(0);
        call.reply.list(0);
        call.reply.list(0);
    }

    private static void document(Call call, RespCommand command) {
        call.reply.bulk(command.lowerCase());
        call.reply.map(2);
        call.reply.bulk("summary");
        call.reply.bulk(command.usage());
        call.reply.bulk("group");
        call.reply.bulk(command.group().name().toLowerCase(Locale.ROOT));
    }

    private static void keys(Call call) {
        RespCommand command = RespCommand.find(call.arguments, 2);
        if (command == null) {
            throw new CommandException("ERR Invalid command specified");
        }
        int count = call.count() - 2;
        if (!command.takes(count)) {
            throw new CommandException("ERR Invalid number of arguments specified for command");
        }
        if (command.firstKey() == 0) {
            throw new CommandException("ERR The command has no key arguments");
        }
        int last = command.lastKey() < 0 ? count + command.lastKey() : command.lastKey();
        List<byte[]> keys = new ArrayList<>();
        for (int i = command.firstKey(); i <= last; i += command.keyStep()) {
            keys.add(call.copy(i + 2));
        }
        call.reply.list(keys.size());
        keys.forEach(call.reply::bulk);
    }
}
