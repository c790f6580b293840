package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.command.Session.ReplyMode;
import dev.wharf.cloudhash.protocol.Arguments;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Commands for the connection itself, and for those of others. */
final class ConnectionCommands {
    private static final String USER = "default";

    private ConnectionCommands() {}

    static void ping(Call call) {
        if (call.count() > 2) {
            throw new CommandException("ERR wrong number of arguments for 'ping' command");
        }
        if (call.session.isSubscriber()) {
            call.reply.list(2);
            call.reply.bulk("pong");
            call.reply.bulk(call.count() == 2 ? call.copy(1) : new byte[0]);
        } else if (call.count() == 2) {
            call.reply.bulk(call.copy(1));
        } else {
            call.reply.simple("PONG");
        }
    }

    static void echo(Call call) {
        call.reply.bulk(call.copy(1));
    }

    static void quit(Call call) {
        call.session.closing = true;
        call.reply.ok();
    }

    static void select(Call call) {
        long database;
        try {
            database = call.number(1, Integer.MIN_VALUE, Integer.MAX_VALUE);
        } catch (CommandException notOne) {
            throw new CommandException("ERR value is not an integer or out of range");
        }
        if (database != 0) {
            throw new CommandException("ERR DB index is out of range");
        }
        call.reply.ok();
    }

    static void reset(Call call) {
        Session session = call.session;
        TransactionCommands.end(call);
        call.commands.channels.unsubscribeAll(session);
        call.commands.monitor(session, false);
        session.resp.version(2);
        session.name = "";
        track(call, false);
        session.noEvict = false;
        session.replyMode = ReplyMode.ON;
        session.authenticated = !call.commands.needsPassword();
        call.reply.simple("RESET");
    }

    /** AUTH [user] password. */
    static void authenticate(Call call) {
        if (call.count() > 3) {
            throw CommandException.syntax();
        }
        if (call.count() == 2 && !call.commands.needsPassword()) {
            throw new CommandException(
                    "ERR AUTH <password> called without any password configured for the default user."
                            + " Are you sure your configuration is correct?");
        }
        logIn(call, call.count() == 3 ? call.text(1) : USER, call.copy(call.count() - 1));
        call.reply.ok();
    }

    private static void logIn(Call call, String user, byte[] password) {
        if (!user.equals(USER) || !call.commands.isPassword(password)) {
            throw new CommandException("WRONGPASS invalid username-password pair or user is disabled.");
        }
        call.session.authenticated = true;
    }

    /** HELLO [2 | 3] [AUTH user password] [SETNAME name]. */
    static void hello(Call call) {
        int version = call.session.resp.version();
        if (call.count() >= 2) {
            version = protocol(call);
        }
        for (int i = 2; i < call.count(); i++) {
            if (call.is(i, "AUTH") && i + 2 < call.count()) {
                logIn(call, call.text(i + 1), call.copy(i + 2));
                i += 2;
            } else if (call.is(i, "SETNAME") && i + 1 < call.count()) {
                call.session.name = name(call, ++i);
            } else {
                throw new CommandException("ERR Syntax error in HELLO option '" + call.text(i) + "'");
            }
        }
        if (!call.session.authenticated) {
            throw new CommandException(
                    "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user>"
                            + " <pass> option can be used to authenticate the client and select the RESP protocol"
                            + " version at the same time");
        }
        call.session.resp.version(version);
        call.reply.map(7);
        call.reply.bulk("server");
        call.reply.bulk("redis");
        call.reply.bulk("version");
        call.reply.bulk(Commands.REDIS_VERSION);
        call.reply.bulk("proto");
        call.reply.integer(version);
        call.reply.bulk("id");
        call.reply.integer(call.session.id);
        call.reply.bulk("mode");
        call.reply.bulk("standalone");
        call.reply.bulk("role");
        call.reply.bulk("master");
        call.reply.bulk("modules");
        call.reply.list(0);
    }

    private static int protocol(Call call) {
        long version;
        try {
            version = call.number(1);
        } catch (CommandException notOne) {
            throw new CommandException("ERR Protocol version is not an integer or out of range");
        }
        if (version != 2 && version != 3) {
            throw new CommandException("NOPROTO unsupported protocol version");
        }
        return (int) version;
    }

    private static String name(Call call, int index) {
        String name = call.text(index);
        if (name.chars().anyMatch(c -> c < '!' || c > '~')) {
            throw new CommandException("ERR Client names cannot contain spaces, newlines or special characters.");
        }
        return name;
    }

    // CLIENT

    static void client(Call call) {
        String verb = call.text(1).toUpperCase(Locale.ROOT);
        switch (verb) {
            case "ID" -> call.reply.integer(call.session.id);
            case "INFO" -> call.reply.verbatim(describe(call, call.session) + "\n");
            case "LIST" -> list(call);
            case "KILL" -> kill(call);
            case "REPLY" -> reply(call);
            case "GETNAME" -> getName(call);
            case "SETNAME" -> {
                arity(call, 3);
                call.session.name = name(call, 2);
                call.reply.ok();
            }
            case "SETINFO" -> {
                arity(call, 4);
                name(call, 3);
                call.reply.ok();
            }
            case "NO-EVICT" -> {
                arity(call, 3);
                call.session.noEvict = onOrOff(call, 2);
                call.reply.ok();
            }
            case "TRACKING" -> {
                arity(call, 3);
                track(call, onOrOff(call, 2)); // no options: neither BCAST, REDIRECT, OPTIN, OPTOUT nor NOLOOP
                call.reply.ok();
            }
            case "UNBLOCK" -> {
                arity(call, 3);
                call.number(2);
                call.reply.integer(0);
            }
            case "HELP" -> help(call);
            default -> throw Commands.unknownSubcommand(call, "client");
        }
    }

    private static void track(Call call, boolean on) {
        Tracking old = call.session.tracking;
        if (old != null) {
            old.end();
        }
        call.session.tracking = on ? new Tracking(call.keys, call.session) : null;
    }

    private static void help(Call call) {
        Commands.help(
                call,
                "CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
                "GETNAME | SETNAME <name>",
                "    The name of this connection.",
                "ID | INFO",
                "    This connection.",
                "KILL <ip:port> | [ID <id>] [ADDR <ip:port>] [LADDR <ip:port>] [TYPE <type>] [USER <name>] [SKIPME yes|no]",
                "    Ends connections.",
                "LIST [TYPE <type>] [ID <id> ...]",
                "    All connections.",
                "TRACKING ON|OFF",
                "    Whether this connection is told of changes to what it has read (RESP3).",
                "REPLY ON|OFF|SKIP",
                "    Whether answers are sent to this connection.");
    }

    private static void arity(Call call, int count) {
        if (call.count() != count) {
            throw new CommandException(
                    "ERR wrong number of arguments for 'client|" + call.text(1).toLowerCase(Locale.ROOT) + "' command");
        }
    }

    private static boolean onOrOff(Call call, int index) {
        if (call.is(index, "ON")) {
            return true;
        }
        if (call.is(index, "OFF")) {
            return false;
        }
        throw CommandException.syntax();
    }

    private static void getName(Call call) {
        if (call.session.name.isEmpty()) {
            call.reply.nil();
        } else {
            call.reply.bulk(call.session.name);
        }
    }

    private static void reply(Call call) {
        arity(call, 3);
        if (call.is(2, "ON")) {
            call.session.replyMode = ReplyMode.ON;
            call.reply.ok();
        } else if (call.is(2, "OFF")) {
            call.session.replyMode = ReplyMode.OFF;
        } else if (call.is(2, "SKIP")) {
            if (call.session.replyMode != ReplyMode.OFF) {
                call.session.replyMode = ReplyMode.SKIP_NEXT;
            }
        } else {
            throw CommandException.syntax();
        }
    }

    private static void list(Call call) {
        Collection<Session> sessions = call.commands.sessions();
        if (call.count() >= 4 && call.is(2, "ID")) {
            List<Session> chosen = new ArrayList<>();
            for (int i = 3; i < call.count(); i++) {
                long id = id(call, i);
                sessions.stream().filter(session -> session.id == id).forEach(chosen::add);
            }
            sessions = chosen;
        } else if (call.count() == 4 && call.is(2, "TYPE")) {
            String type = type(call, 3);
            sessions =
                    sessions.stream().filter(session -> isOfType(session, type)).toList();
        } else if (call.count() > 2) {
            throw CommandException.syntax();
        }
        StringBuilder text = new StringBuilder();
        for (Session session : sessions) {
            text.append(describe(call, session)).append('\n');
        }
        call.reply.verbatim(text.toString());
    }

    private static long id(Call call, int index) {
        long id;
        try {
            id = call.number(index);
        } catch (CommandException notOne) {
            id = 0;
        }
        if (id <= 0) {
            throw new CommandException("ERR client-id should be greater than 0");
        }
        return id;
    }

    private static String type(Call call, int index) {
        String type = call.text(index).toLowerCase(Locale.ROOT);
        if (!List.of("normal", "master", "replica", "slave", "pubsub").contains(type)) {
            throw new CommandException("ERR Unknown client type '" + call.text(index) + "'");
        }
        return type;
    }

    private static boolean isOfType(Session session, String type) {
        return type.equals(session.subscriptions() > 0 ? "pubsub" : "normal");
    }

    private static String describe(Call call, Session session) {
        StringBuilder flags = new StringBuilder();
        flags.append(session.monitoring ? "O" : "");
        flags.append(session.subscriptions() > 0 ? "P" : "");
        flags.append(session.isInTransaction() ? "x" : "");
        flags.append(session.tracking != null ? "t" : "");
        flags.append(session.watchedChanged ? "d" : "");
        flags.append(session.closing ? "c" : "");
        flags.append(session.noEvict ? "e" : "");
        long now = call.keys.now();
        int queued = session.transaction == null ? -1 : session.transaction.size();
        // Only of the connection that asks is it known what it holds: this very request.
        long request = session == call.session ? encodedBytes(call.arguments) : 0;
        return ("id=%d addr=%s laddr=%s fd=-1 name=%s age=%d idle=%d flags=%s db=0 sub=%d psub=%d ssub=0 multi=%d"
                        + " qbuf=%d qbuf-free=0 argv-mem=%d multi-mem=0 rbs=0 rbp=0 obl=0 oll=0 omem=0 tot-mem=0"
                        + " events=r cmd=%s user=%s redir=-1 resp=%d")
                .formatted(
                        session.id,
                        session.address,
                        session.localAddress,
                        session.name,
                        (now - session.connectedAtMillis) / 1000,
                        (now - session.lastUsedMillis) / 1000,
                        flags.length() == 0 ? "N" : flags,
                        session.channels.size(),
                        session.patterns.size(),
                        queued,
                        request,
                        session == call.session ? call.arguments.totalBytes() : 0,
                        session.lastCommand,
                        USER,
                        session.resp.version());
    }

    /** What a request takes in RESP. */
    private static long encodedBytes(Arguments arguments) {
        long bytes = headBytes(arguments.count());
        for (int i = 0; i < arguments.count(); i++) {
            bytes += headBytes(arguments.length(i)) + arguments.length(i) + 2;
        }
        return bytes;
    }

    private static int headBytes(int number) {
        return 1 + Integer.toString(number).length() + 2;
    }

    /** CLIENT KILL address, or CLIENT KILL with filters. */
    private static void kill(Call call) {
        if (call.count() < 3) {
            throw new CommandException("ERR wrong number of arguments for 'client|kill' command");
        }
        if (call.count() == 3) {
            String address = call.text(2);
            if (kill(call, session -> session.address.equals(address)) == 0) {
                throw new CommandException("ERR No such client");
            }
            call.reply.ok();
            return;
        }
        if (call.count() % 2 != 0) {
            throw CommandException.syntax();
        }
        Predicate<Session> chosen = session -> true;
        boolean skipMe = true;
        for (int i = 2; i < call.count(); i += 2) {
            String value = call.text(i + 1);
            if (call.is(i, "ID")) {
                long id = id(call, i + 1);
                chosen = chosen.and(session -> session.id == id);
            } else if (call.is(i, "ADDR")) {
                chosen = chosen.and(session -> session.address.equals(value));
            } else if (call.is(i, "LADDR")) {
                chosen = chosen.and(session -> session.localAddress.equals(value));
            } else if (call.is(i, "TYPE")) {
                String type = type(call, i + 1);
                chosen = chosen.and(session -> isOfType(session, type));
            } else if (call.is(i, "USER")) {
                if (!value.equals(USER)) {
                    throw new CommandException("ERR No such user '" + value + "'");
                }
            } else if (call.is(i, "SKIPME") && (call.is(i + 1, "YES") || call.is(i + 1, "NO"))) {
                skipMe = call.is(i + 1, "YES");
            } else {
                throw CommandException.syntax();
            }
        }
        Session self = call.session;
        Predicate<Session> condition = skipMe ? chosen.and(session -> session != self) : chosen;
        call.reply.integer(kill(call, condition));
    }

    private static int kill(Call call, Predicate<Session> condition) {
        int killed = 0;
        for (Session session : call.commands.sessions()) {
            if (condition.test(session) && !session.closing) {
                killed++;
                session.closing = true;
                if (session != call.session) {
                    session.peer.kill(); // this connection ends behind its answer
                }
            }
        }
        return killed;
    }
}
