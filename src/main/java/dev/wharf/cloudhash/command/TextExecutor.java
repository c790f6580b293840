package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.command.TextCommand.Shape;
import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.ErrorCode;
import dev.wharf.cloudhash.protocol.Output;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of one connection by the text grammar, has them done as commands, and tells the answers in words.
 *
 * <pre>
 *   level 1   verb [ SP key [ SP value ] ]      the value is everything behind the single space, to the end
 *   level 2   verb { SP token }                 a token is bare, or "quoted" with \" \\ \n \r \t \xHH
 * </pre>
 *
 * <p>Under the keyspace's lock.
 */
public final class TextExecutor {
    private static final int LONGEST_SHOWN = 64;
    private static final byte[] COUNT = ascii("COUNT");
    private static final byte[] ONE = ascii("1");

    private final Commands commands;
    private final Session session;
    private final Output out;
    private final TextWriter writer;
    private final Arguments words = new Arguments();

    /** @param out what answers are written to; shared with other connections of the event loop */
    public TextExecutor(Commands commands, Session session, Output out) {
        this.commands = commands;
        this.session = session;
        this.out = out;
        writer = new TextWriter(out, commands.statistics);
    }

    /** Does the request that is the one word of {@code request}, and writes its answer. */
    public void execute(Arguments request) {
        byte[] bytes = request.bytes();
        int start = request.offset(0);
        int end = start + request.length(0);
        writer.expect(Shape.PLAIN, words, null);
        words.clear();
        words.in(bytes, start);
        try {
            if (writer.level() == 1) {
                split(bytes, start, end);
            } else {
                tokens(bytes, start, end);
            }
        } catch (CommandException malformed) {
            writer.error(ErrorCode.SYNTAX, malformed.answer());
            return;
        }
        TextCommand verb = words.count() == 0 ? null : TextCommand.find(words, writer.level());
        if (verb == null) {
            String shown = words.count() == 0 ? "" : shown(words, 0);
            writer.error(ErrorCode.UNKNOWN, "verb: " + shown + " (HELP lists them)");
            return;
        }
        if (!takes(verb)) {
            writer.error(ErrorCode.SYNTAX, "expected: " + verb.usage(writer.level()));
            return;
        }
        if (isWithinLimits()) {
            execute(verb);
        }
    }

    private boolean takes(TextCommand verb) {
        int count = words.count() - 1;
        if (writer.level() > 1) {
            return verb.takes(count);
        }
        return count == verb.plainWords() && (count == 0 || words.length(1) > 0);
    }

    /** Whether the words are no longer than keys and values may be, and the first is no longer than a key. */
    private boolean isWithinLimits() {
        int keyBytes = commands.limits.keyBytes();
        int valueBytes = commands.limits.valueBytes();
        if (words.count() > 1 && words.length(1) > keyBytes) {
            writer.error(ErrorCode.LIMIT, "key: longer than " + keyBytes + " bytes");
            return false;
        }
        for (int i = 2; i < words.count(); i++) {
            if (words.length(i) > valueBytes) {
                writer.error(ErrorCode.LIMIT, "value: longer than " + valueBytes + " bytes");
                return false;
            }
        }
        return true;
    }

    private void execute(TextCommand verb) {
        switch (verb) {
            case HELP -> writer.bulk(TextCommand.help(writer.level()));
            case HELLO -> hello();
            case EXIT -> session.closing = true;
            case SET -> set();
            case FETCH -> fetch();
            case ADD -> run(verb, Arguments.of(words.copy(0), words.copy(1), words.copy(2), ascii("NX"), ascii("GET")));
            case INCR -> {
                byte[] amount = words.count() == 3 ? words.copy(2) : ONE;
                run(verb, Arguments.of(words.copy(0), words.copy(1), amount));
            }
            case KEYS -> run(verb, scan());
            case VALUES, EACH -> each(verb);
            case SLICE -> slice();
            case GET,
                    DELETE,
                    HAS,
                    SIZE,
                    EMPTY,
                    CLEAR,
                    MERGE,
                    VALUES_AT,
                    TTL,
                    EXPIRE,
                    PERSIST,
                    RENAME,
                    AUTH,
                    INFO,
                    PING -> run(verb, words);
        }
    }

    private void run(TextCommand verb, Arguments arguments) {
        run(verb, arguments, null);
    }

    private void run(TextCommand verb, Arguments arguments, byte @Nullable [] fallback) {
        RespCommand command = verb.command();
        if (command != null) {
            writer.expect(verb.shape(), arguments, fallback);
            commands.execute(session, command, arguments, writer, out);
        }
    }

    private void set() {
        for (int i = 3; i < words.count(); i++) {
            if (words.is(i, "IFEQ")) {
                i++;
            } else if (words.is(i, "GET")) {
                writer.error(ErrorCode.SYNTAX, "expected: " + TextCommand.SET.usage(writer.level()));
                return;
            }
        }
        run(TextCommand.SET, words);
    }

    private void fetch() {
        if (words.count() == 2) {
            run(TextCommand.FETCH, words);
        } else {
            run(TextCommand.FETCH, Arguments.of(words.copy(0), words.copy(1)), words.copy(2));
        }
    }

    private void hello() {
        String asked = shown(words, 1);
        if (!asked.equals("1") && !asked.equals("2")) {
            writer.error(ErrorCode.SYNTAX, "level: " + asked + " (expected: 1 or 2)");
            return;
        }
        writer.level(Integer.parseInt(asked));
        out.write("OK cloudhash " + asked + (asked.equals("1") ? "" : " " + commands.serverVersion()));
    }

    // Several keys at a time

    private Arguments scan() {
        return Arguments.of(words.copy(0), words.copy(1), COUNT, words.copy(2));
    }

    private @Nullable ListReply ask(RespCommand command, Arguments arguments) {
        ListReply reply = new ListReply();
        commands.execute(session, command, arguments, reply, out);
        if (reply.error != null) {
            writer.error(reply.error);
            return null;
        }
        return reply;
    }

    /** VALUES and EACH: the next keys of a scan, with what they hold. */
    private void each(TextCommand verb) {
        ListReply scanned = ask(RespCommand.SCAN, scan());
        if (scanned == null) {
            return;
        }
        List<byte @Nullable []> found = scanned.values;
        List<byte @Nullable []> told = new ArrayList<>();
        told.add(found.get(0));
        if (found.size() > 1) {
            List<byte @Nullable []> keys = found.subList(1, found.size());
            ListReply values = ask(RespCommand.MGET, many(keys));
            if (values == null) {
                return;
            }
            addPresent(told, keys, values.values, verb == TextCommand.EACH);
        }
        tell(told);
    }

    /** SLICE: those of some keys that are there, with what they hold. */
    private void slice() {
        ListReply values = ask(RespCommand.MGET, words);
        if (values == null) {
            return;
        }
        List<byte @Nullable []> keys = new ArrayList<>();
        for (int i = 1; i < words.count(); i++) {
            keys.add(words.copy(i));
        }
        List<byte @Nullable []> told = new ArrayList<>();
        addPresent(told, keys, values.values, true);
        tell(told);
    }

    private static Arguments many(List<byte @Nullable []> keys) {
        List<byte[]> all = new ArrayList<>();
        all.add(ascii("MGET"));
        for (byte[] key : keys) {
            if (key != null) {
                all.add(key);
            }
        }
        return Arguments.of(all.toArray(byte[][]::new));
    }

    private static void addPresent(
            List<byte @Nullable []> to,
            List<byte @Nullable []> keys,
            List<byte @Nullable []> values,
            boolean withKeys) {
        for (int i = 0; i < values.size(); i++) {
            byte[] value = values.get(i);
            if (value != null) {
                if (withKeys) {
                    to.add(keys.get(i));
                }
                to.add(value);
            }
        }
    }

    private void tell(List<byte @Nullable []> values) {
        writer.list(values.size());
        for (byte[] value : values) {
            if (value != null) {
                writer.bulk(value);
            }
        }
    }

    // Words

    /** Level 1: up to three words, the third of which goes to the end. */
    private void split(byte[] bytes, int start, int end) {
        int from = start;
        for (int i = 0; i < 2; i++) {
            int wordEnd = from;
            while (wordEnd < end && bytes[wordEnd] != ' ') {
                wordEnd++;
            }
            words.add(from - start, wordEnd - from);
            if (wordEnd == end) {
                return;
            }
            from = wordEnd + 1;
        }
        words.add(from - start, end - from);
    }

    /** Level 2: tokens; quoted ones are made shorter where they stand. */
    private void tokens(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end) {
            if (bytes[at] == ' ') {
                at++;
            } else if (bytes[at] == '"') {
                at = quoted(bytes, start, at + 1, end);
            } else {
                int from = at;
                while (at < end && bytes[at] != ' ') {
                    if (bytes[at] < '!' || bytes[at] > '~' || bytes[at] == '"' || bytes[at] == '\\') {
                        throw new CommandException("this byte has to be quoted: \\x" + hex(bytes[at]));
                    }
                    at++;
                }
                words.add(from - start, at - from);
            }
        }
    }

    private int quoted(byte[] bytes, int start, int from, int end) {
        int to = from;
        int at = from;
        while (at < end && bytes[at] != '"') {
            if (bytes[at] != '\\') {
                bytes[to++] = bytes[at++];
                continue;
            }
            byte letter = at + 1 < end ? bytes[at + 1] : 0;
            if (letter == 'x' && at + 3 < end && digit(bytes[at + 2]) >= 0 && digit(bytes[at + 3]) >= 0) {
                bytes[to++] = (byte) (digit(bytes[at + 2]) << 4 | digit(bytes[at + 3]));
                at += 4;
            } else {
                bytes[to++] = unescaped(letter);
                at += 2;
            }
        }
        if (at >= end) {
            throw new CommandException("a quote is not closed");
        }
        if (at + 1 < end && bytes[at + 1] != ' ') {
            throw new CommandException("a space has to follow a closing quote");
        }
        words.add(from - start, to - from);
        return at + 1;
    }

    private static byte unescaped(byte letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '"', '\\' -> letter;
            default -> throw new CommandException("no such escape: \\x5c\\x" + hex(letter));
        };
    }

    private static int digit(byte b) {
        return Character.digit(b, 16);
    }

    private static String hex(byte b) {
        return "%02x".formatted(b & 0xff);
    }

    /** A word back to the client, not too much of it. */
    static String shown(Arguments words, int index) {
        String word = words.text(index);
        return word.length() <= LONGEST_SHOWN ? word : word.substring(0, LONGEST_SHOWN) + "...";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
