package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.protocol.Arguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every verb of the text grammar, and the command of RESP that it stands for.
 *
 * <p>The words of a verb are those of its command, unless {@link #shape} or {@link TextExecutor} says otherwise.
 */
@SuppressWarnings("ImmutableEnumChecker") // List.of
enum TextCommand {
    // spotless:off
    //        level names                       words behind      command              answers            usage
    SET      (1, "SET STORE",                    2, 7,            RespCommand.SET,     Shape.CONDITION,   "SET key value", " [NX|XX|IFEQ old] [EX s|PX ms|KEEPTTL]"),
    GET      (1, "GET",                          1, 1,            RespCommand.GET,     Shape.PLAIN,       "GET key", ""),
    FETCH    (2, "FETCH",                        1, 2,            RespCommand.GET,     Shape.FETCH,       "FETCH key [default]", ""),
    DELETE   (1, "DELETE",                       1, 1,            RespCommand.GETDEL,  Shape.PLAIN,       "DELETE key", ""),
    HAS      (1, "KEY? HAS_KEY? INCLUDE? MEMBER?", 1, 1,          RespCommand.EXISTS,  Shape.TRUTH,       "KEY? key", ""),
    SIZE     (1, "SIZE LENGTH",                  0, 0,            RespCommand.DBSIZE,  Shape.PLAIN,       "SIZE", ""),
    EMPTY    (2, "EMPTY?",                       0, 0,            RespCommand.DBSIZE,  Shape.ZERO,        "EMPTY?", ""),
    KEYS     (2, "KEYS",                         2, 2,            RespCommand.SCAN,    Shape.PLAIN,       "KEYS cursor count", ""),
    VALUES   (2, "VALUES",                       2, 2,            RespCommand.SCAN,    Shape.PLAIN,       "VALUES cursor count", ""),
    EACH     (2, "EACH",                         2, 2,            RespCommand.SCAN,    Shape.PLAIN,       "EACH cursor count", ""),
    CLEAR    (2, "CLEAR",                        0, 0,            RespCommand.FLUSHALL, Shape.PLAIN,      "CLEAR", ""),
    MERGE    (2, "MERGE UPDATE",                 2, Integer.MAX_VALUE, RespCommand.MSET, Shape.PLAIN,     "MERGE key value ...", ""),
    VALUES_AT(2, "VALUES_AT",                    1, Integer.MAX_VALUE, RespCommand.MGET, Shape.PLAIN,     "VALUES_AT key ...", ""),
    SLICE    (2, "SLICE",                        1, Integer.MAX_VALUE, RespCommand.MGET, Shape.PLAIN,     "SLICE key ...", ""),
    ADD      (2, "ADD",                          2, 2,            RespCommand.SET,     Shape.ADD,         "ADD key value", ""),
    INCR     (2, "INCR",                         1, 2,            RespCommand.INCRBY,  Shape.PLAIN,       "INCR key [n]", ""),
    TTL      (2, "TTL",                          1, 1,            RespCommand.TTL,     Shape.TTL,         "TTL key", ""),
    EXPIRE   (2, "EXPIRE",                       2, 2,            RespCommand.EXPIRE,  Shape.TRUTH,       "EXPIRE key s", ""),
    PERSIST  (2, "PERSIST",                      1, 1,            RespCommand.PERSIST, Shape.TRUTH,       "PERSIST key", ""),
    RENAME   (2, "RENAME",                       2, 2,            RespCommand.RENAME,  Shape.PLAIN,       "RENAME key new-key", ""),
    AUTH     (1, "AUTH",                         1, 2,            RespCommand.AUTH,    Shape.PLAIN,       "AUTH password", ""),
    INFO     (2, "INFO",                         0, Integer.MAX_VALUE, RespCommand.INFO, Shape.PLAIN,     "INFO [section ...]", ""),
    PING     (1, "PING",                         0, 0,            RespCommand.PING,    Shape.PLAIN,       "PING", ""),
    HELP     (1, "HELP",                         0, 0,            null,                Shape.PLAIN,       "HELP", ""),
    HELLO    (1, "HELLO",                        1, 1,            null,                Shape.PLAIN,       "HELLO level", ""),
    EXIT     (1, "EXIT QUIT",                    0, 0,            null,                Shape.PLAIN,       "EXIT", "");
    // spotless:on

    /** How a command's answer is told. */
    enum Shape {
        PLAIN,
        /** OK, or that a condition does not hold; at level 1 the value that was stored. */
        CONDITION,
        /** A number tells whether it is so. */
        TRUTH,
        /** It is so if the number is zero. */
        ZERO,
        /** Without a value the default, if there is one. */
        FETCH,
        /** Without an old value the new one. */
        ADD,
        /** No key is no number. */
        TTL
    }

    private static final TextCommand[] ALL = values();

    private final int level;
    private final List<String> names;
    private final int leastWords;
    private final int mostWords;
    private final @Nullable RespCommand command;
    private final Shape shape;
    private final String usage;
    private final String moreUsage;

    TextCommand(
            int level,
            String names,
            int leastWords,
            int mostWords,
            @Nullable RespCommand command,
            Shape shape,
            String usage,
            String moreUsage) {
        this.level = level;
        this.names = List.of(names.split(" ", -1));
        this.leastWords = leastWords;
        this.mostWords = mostWords;
        this.command = command;
        this.shape = shape;
        this.usage = usage;
        this.moreUsage = moreUsage;
    }

    /** The verb that a word is, in any case, at a level; null if it is none. */
    static @Nullable TextCommand find(Arguments words, int spokenLevel) {
        for (TextCommand verb : ALL) {
            if (verb.level <= spokenLevel) {
                for (int i = 0; i < (spokenLevel == 1 ? 1 : verb.names.size()); i++) {
                    if (words.is(0, verb.names.get(i))) {
                        return verb;
                    }
                }
            }
        }
        return null;
    }

    /** All verbs of a level and how they are written. */
    static String help(int spokenLevel) {
        List<TextCommand> spoken = new ArrayList<>(Arrays.asList(ALL));
        spoken.removeIf(verb -> verb.level > spokenLevel);
        return spoken.stream().map(verb -> verb.usage(spokenLevel)).collect(Collectors.joining(", "));
    }

    String usage(int spokenLevel) {
        return spokenLevel == 1 ? usage : usage + moreUsage;
    }

    boolean takes(int words) {
        return words >= leastWords && words <= mostWords && (this != MERGE || words % 2 == 0);
    }

    /** How many words it takes at level 1, where there are no options. */
    int plainWords() {
        return leastWords;
    }

    /** What it stands for; null if it is about the conversation itself. */
    @Nullable
    RespCommand command() {
        return command;
    }

    Shape shape() {
        return shape;
    }
}
