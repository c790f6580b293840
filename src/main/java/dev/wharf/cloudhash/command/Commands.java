package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.command.Session.Peer;
import dev.wharf.cloudhash.command.Session.Queued;
import dev.wharf.cloudhash.command.Session.ReplyMode;
import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.Limits;
import dev.wharf.cloudhash.protocol.Output;
import dev.wharf.cloudhash.protocol.ReplyWriter;
import dev.wharf.cloudhash.protocol.RespWriter;
import dev.wharf.cloudhash.store.memory.EvictionPolicy;
import dev.wharf.cloudhash.store.memory.Keyspace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does commands, for all connections: checks what the table says of a command, queues it in a transaction, measures it,
 * shows it to monitors.
 *
 * <p>Everything here is guarded by the keyspace's lock; a connection holds it for a burst of requests, between
 * {@link #begin} and {@link #end}.
 */
public final class Commands {
    /** The version of Redis whose commands and answers these are. */
    static final String REDIS_VERSION = "7.0.15";

    private static final int SHOWN_BYTES = 128;
    private static final String OUT_OF_MEMORY = "OOM command not allowed when used memory > 'maxmemory'.";
    private static final byte[] REDACTED = ascii("(redacted)");

    final Keyspace keys;
    final Limits limits;
    final Channels channels = new Channels();
    final KeyspaceEvents events = new KeyspaceEvents(channels);
    final Slowlog slowlog = new Slowlog();
    final Settings settings;
    final Statistics statistics = new Statistics();
    private final byte @Nullable [] password;
    private final String serverVersion;

    private final Map<Long, Session> sessions = new LinkedHashMap<>();
    private final Set<Session> monitors = new LinkedHashSet<>();
    private long nextId;
    private long lastNanos;

    /**
     * @param keys what commands work on; stays the caller's
     * @param password what clients have to log in with, if they have to
     * @param serverVersion this program's version, for INFO
     */
    public Commands(Keyspace keys, Limits limits, Optional<String> password, String serverVersion) {
        this.keys = keys;
        this.limits = limits;
        this.password =
                password.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
        this.serverVersion = serverVersion;
        settings = new Settings(this);
        keys.events(events);
    }

    /** What commands work on. Needs no lock. */
    public Keyspace keys() {
        return keys;
    }

    /** How often commands were done, and how long it took. Needs no lock. */
    public Statistics statistics() {
        return statistics;
    }

    String serverVersion() {
        return serverVersion;
    }

    // Connections

    /** Makes a connection known. Takes the lock itself. */
    public Session open(String address, String localAddress, Peer peer, RespWriter resp, boolean trusted) {
        keys.lock();
        try {
            boolean authenticated = trusted || password == null;
            Session session = new Session(++nextId, address, localAddress, keys.now(), peer, resp, authenticated);
            sessions.put(session.id, session);
            return session;
        } finally {
            keys.unlock();
        }
    }

    /** Forgets a connection. Takes the lock itself. */
    public void close(Session session) {
        keys.lock();
        try {
            sessions.remove(session.id);
            monitors.remove(session);
            channels.unsubscribeAll(session);
            for (byte[] key : session.watched) {
                keys.unwatch(key, session);
            }
            session.watched.clear();
            if (session.tracking != null) {
                session.tracking.end();
            }
        } finally {
            keys.unlock();
        }
    }

    Collection<Session> sessions() {
        return sessions.values();
    }

    void monitor(Session session, boolean on) {
        session.monitoring = on;
        if (on) {
            monitors.add(session);
        } else {
            monitors.remove(session);
        }
    }

    boolean needsPassword() {
        return password != null;
    }

    /** Whether these are the password's bytes; takes as long whatever they are. */
    boolean isPassword(byte[] bytes) {
        return password == null || MessageDigest.isEqual(password, bytes);
    }

    void limitMemory(long bytes, EvictionPolicy policy) {
        keys.limitMemory(bytes, policy);
        keys.makeRoom();
    }

    void resetStatistics() {
        statistics.reset();
    }

    // Doing commands

    /** Takes the lock for a burst of requests of one connection. */
    public void begin(Session session) {
        keys.lock();
        session.lastUsedMillis = keys.now();
        session.busy = true;
        lastNanos = System.nanoTime();
    }

    /** Lets go of the lock; answers how far changes must be durable before the answers may leave. */
    public long end(Session session) {
        session.busy = false;
        long dependsOn = keys.dependsOn();
        keys.unlock();
        return dependsOn;
    }

    /**
     * Does a request.
     *
     * @param out what {@code reply} writes to
     */
    public void execute(Session session, Arguments arguments, ReplyWriter reply, Output out) {
        execute(session, RespCommand.find(arguments, 0), arguments, reply, out);
    }

    /** Does a command whatever the first word is; none if it is not known. */
    void execute(Session session, @Nullable RespCommand command, Arguments arguments, ReplyWriter reply, Output out) {
        if (session.replyMode == ReplyMode.SKIP_NEXT) {
            session.replyMode = ReplyMode.SKIP;
        }
        int mark = out.length();
        Call call = session.call;
        if (call == null) {
            call = new Call(this, session, arguments, reply);
            session.call = call;
        }
        call.arguments = arguments;
        call.reply = reply;
        try {
            if (command == null) {
                failTransaction(session);
                reply.error(unknown(arguments));
                statistics.countUnknown();
            } else {
                dispatch(command, call);
            }
        } catch (CommandException refused) {
            out.truncate(mark);
            failTransaction(session);
            reply.error(refused.answer());
            statistics.countRejected(command);
        }
        if (session.replyMode != ReplyMode.ON) {
            mute(session, out, mark);
        }
        if (!session.toItself.isEmpty()) {
            session.toItself.forEach(out::write);
            session.toItself.clear();
        }
    }

    private static void mute(Session session, Output out, int mark) {
        if (!session.pushed && session.replyMode != ReplyMode.SKIP_NEXT) {
            out.truncate(mark);
        }
        session.pushed = false;
        if (session.replyMode == ReplyMode.SKIP) {
            session.replyMode = ReplyMode.ON;
        }
    }

    /** Checks what may be known before a command is done, then does or queues it. */
    private void dispatch(RespCommand command, Call call) {
        Session session = call.session;
        if (!command.takes(call.count())) {
            throw new CommandException("ERR wrong number of arguments for '" + command.lowerCase() + "' command");
        }
        if (!session.authenticated && !command.isBeforeLogin()) {
            throw new CommandException("NOAUTH Authentication required.");
        }
        if (session.isSubscriber() && !command.isForSubscribers()) {
            throw new CommandException("ERR Can't execute '" + command.lowerCase()
                    + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context");
        }
        if (command.grows() && !keys.makeRoom()) {
            throw new CommandException(OUT_OF_MEMORY);
        }
        if (command.writes()) {
            refuseIfReadOnly();
        }
        List<Queued> transaction = session.transaction;
        if (transaction == null) {
            run(command, call);
        } else if (command.isQueued()) {
            if (command.isAlone()) {
                throw new CommandException("ERR Command not allowed inside a transaction");
            }
            transaction.add(new Queued(command, call.arguments.detached()));
            call.reply.simple("QUEUED");
        } else {
            if (command == RespCommand.EXEC) {
                refuseTransaction(call, transaction);
            }
            run(command, call);
        }
    }

    private void refuseIfReadOnly() {
        String refusal = keys.log().refusal();
        if (refusal != null) {
            throw new CommandException("MISCONF " + refusal);
        }
    }

    private void refuseTransaction(Call call, List<Queued> transaction) {
        boolean grows = transaction.stream().anyMatch(queued -> queued.command().grows());
        if (grows && !keys.makeRoom()) {
            TransactionCommands.end(call);
            throw new CommandException("EXECABORT Transaction discarded because of: " + OUT_OF_MEMORY);
        }
    }

    private static void failTransaction(Session session) {
        if (session.isInTransaction()) {
            session.transactionFailed = true;
        }
    }

    /** Does a command, on its own or as a part of a transaction. Its errors are answers. */
    void run(RespCommand command, Call call) {
        boolean shownAfterwards = command == RespCommand.EXEC;
        if (!monitors.isEmpty() && !shownAfterwards) {
            show(command, call);
        }
        call.session.lastCommand = command.hasSubcommands()
                ? command.lowerCase() + "|" + call.text(1).toLowerCase(Locale.ROOT)
                : command.lowerCase();
        if (call.session.tracking != null && command.reads()) {
            call.session.tracking.read(command, call);
        }
        boolean failed = false;
        try {
            command.handler().handle(call);
        } catch (CommandException error) {
            failed = true;
            call.reply.error(error.answer()); // commands throw before they write
        }
        long nanos = System.nanoTime();
        long taken = nanos - lastNanos;
        lastNanos = nanos;
        statistics.countDone(command, taken, failed);
        if (slowlog.wants(taken / 1000) && command != RespCommand.EXEC) {
            slowlog.add(keys.now(), taken / 1000, call.session, shown(command, call));
        }
        if (!monitors.isEmpty() && shownAfterwards) {
            show(command, call);
        }
    }

    // Monitors

    private static Arguments shown(RespCommand command, Call call) {
        if (!command.isSecret()) {
            return call.arguments;
        }
        byte[][] words = new byte[call.count()][];
        words[0] = call.copy(0);
        for (int i = 1; i < words.length; i++) {
            words[i] = REDACTED;
        }
        return Arguments.of(words);
    }

    private void show(RespCommand command, Call call) {
        if (command.isAdmin()) {
            return;
        }
        Arguments arguments = shown(command, call);
        StringBuilder line = new StringBuilder("+");
        line.append("%d.%06d [0 %s]".formatted(keys.now() / 1000, keys.now() % 1000 * 1000, call.session.address));
        for (int i = 0; i < arguments.count(); i++) {
            line.append(' ');
            quote(line, arguments.text(i));
        }
        byte[] bytes = line.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        for (Session monitor : monitors) {
            monitor.push(bytes);
        }
    }

    private static void quote(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c >= ' ' && c < 0x7f) {
                        line.append(c);
                    } else {
                        line.append("\\x%02x".formatted((int) c));
                    }
                }
            }
        }
        line.append('"');
    }

    // Errors and help

    private static String unknown(Arguments arguments) {
        StringBuilder text = new StringBuilder("ERR unknown command '");
        text.append(shortened(arguments.text(0))).append("', with args beginning with: ");
        int start = text.length();
        for (int i = 1; i < arguments.count() && text.length() - start < SHOWN_BYTES; i++) {
            String word = shortened(arguments.text(i));
            int left = SHOWN_BYTES - (text.length() - start);
            text.append('\'').append(word, 0, Math.min(word.length(), left)).append("' ");
        }
        return text.toString();
    }

    private static String shortened(String word) {
        return word.length() <= SHOWN_BYTES ? word : word.substring(0, SHOWN_BYTES);
    }

    static CommandException unknownSubcommand(Call call, String command) {
        return new CommandException("ERR unknown subcommand or wrong number of arguments for '"
                + shortened(call.text(1)) + "'. Try " + command.toUpperCase(Locale.ROOT) + " HELP.");
    }

    static void help(Call call, String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        call.reply.list(all.size());
        all.forEach(call.reply::simple);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
