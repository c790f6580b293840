package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.protocol.Arguments;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every command of RESP: how it is written, what it is allowed and where it is done. The one truth for the checks before
 * a command, for COMMAND, INFO and the meters.
 */
@SuppressWarnings("ImmutableEnumChecker") // method references without state
public enum RespCommand {
    // spotless:off
    //           arity group                flags                                keys      handler
    HELLO       (-1, Group.CONNECTION,   Flag.BEFORE_LOGIN | Flag.ALONE | Flag.SUBSCRIBED, 0, 0, 0, ConnectionCommands::hello,
                 "HELLO [2|3] [AUTH user password] [SETNAME name]"),
    AUTH        (-2, Group.CONNECTION,   Flag.BEFORE_LOGIN | Flag.ALONE,     0, 0, 0, ConnectionCommands::authenticate, "AUTH [user] password"),
    PING        (-1, Group.CONNECTION,   Flag.SUBSCRIBED,                    0, 0, 0, ConnectionCommands::ping,   "PING [message]"),
    ECHO        ( 2, Group.CONNECTION,   Flag.NONE,                          0, 0, 0, ConnectionCommands::echo,   "ECHO message"),
    QUIT        (-1, Group.CONNECTION,   Flag.BEFORE_LOGIN | Flag.SUBSCRIBED | Flag.NOT_QUEUED, 0, 0, 0, ConnectionCommands::quit, "QUIT"),
    RESET       ( 1, Group.CONNECTION,   Flag.BEFORE_LOGIN | Flag.SUBSCRIBED | Flag.NOT_QUEUED, 0, 0, 0, ConnectionCommands::reset, "RESET"),
    SELECT      ( 2, Group.CONNECTION,   Flag.NONE,                          0, 0, 0, ConnectionCommands::select, "SELECT 0"),
    CLIENT      (-2, Group.CONNECTION,   Flag.CONTAINER,                     0, 0, 0, ConnectionCommands::client, "CLIENT subcommand ..."),

    COMMAND     (-1, Group.SERVER,       Flag.CONTAINER,                     0, 0, 0, ServerCommands::command,    "COMMAND [COUNT|DOCS|GETKEYS|INFO|LIST]"),
    INFO        (-1, Group.SERVER,       Flag.NONE,                          0, 0, 0, ServerCommands::info,       "INFO [section ...]"),
    CONFIG      (-2, Group.SERVER,       Flag.CONTAINER | Flag.ADMIN,        0, 0, 0, Settings::handle,           "CONFIG GET pattern ... | SET name value ..."),
    TIME        ( 1, Group.SERVER,       Flag.NONE,                          0, 0, 0, ServerCommands::time,       "TIME"),
    FUNCTION    (-2, Group.SERVER,       Flag.CONTAINER,                     0, 0, 0, ServerCommands::function,   "FUNCTION FLUSH"),
    MEMORY      (-2, Group.SERVER,       Flag.CONTAINER | Flag.READ,         0, 0, 0, KeyCommands::memory,        "MEMORY USAGE key [SAMPLES n]"),
    MONITOR     ( 1, Group.SERVER,       Flag.ADMIN | Flag.ALONE,            0, 0, 0, ServerCommands::monitor,    "MONITOR"),
    SLOWLOG     (-2, Group.SERVER,       Flag.CONTAINER | Flag.ADMIN,        0, 0, 0, Slowlog::handle,            "SLOWLOG GET [count] | LEN | RESET"),
    DBSIZE      ( 1, Group.SERVER,       Flag.READ,                          0, 0, 0, KeyCommands::size,          "DBSIZE"),
    FLUSHDB     (-1, Group.SERVER,       Flag.WRITE,                         0, 0, 0, KeyCommands::flush,         "FLUSHDB [ASYNC|SYNC]"),
    FLUSHALL    (-1, Group.SERVER,       Flag.WRITE,                         0, 0, 0, KeyCommands::flush,         "FLUSHALL [ASYNC|SYNC]"),

    GET         ( 2, Group.STRING,       Flag.READ | Flag.FAST,              1, 1, 1, StringCommands::get,        "GET key"),
    SET         (-3, Group.STRING,       Flag.WRITE | Flag.GROWS,            1, 1, 1, StringCommands::set,
                 "SET key value [NX|XX|IFEQ old] [GET] [EX s|PX ms|EXAT s|PXAT ms|KEEPTTL]"),
    SETNX       ( 3, Group.STRING,       Flag.WRITE | Flag.GROWS | Flag.FAST, 1, 1, 1, StringCommands::setIfAbsent, "SETNX key value"),
    SETEX       ( 4, Group.STRING,       Flag.WRITE | Flag.GROWS,            1, 1, 1, StringCommands::setWithSeconds, "SETEX key s value"),
    PSETEX      ( 4, Group.STRING,       Flag.WRITE | Flag.GROWS,            1, 1, 1, StringCommands::setWithMilliseconds, "PSETEX key ms value"),
    GETSET      ( 3, Group.STRING,       Flag.WRITE | Flag.GROWS | Flag.FAST, 1, 1, 1, StringCommands::getAndSet, "GETSET key value"),
    GETDEL      ( 2, Group.STRING,       Flag.WRITE | Flag.FAST,             1, 1, 1, StringCommands::getAndDelete, "GETDEL key"),
    GETEX       (-2, Group.STRING,       Flag.WRITE | Flag.FAST,             1, 1, 1, StringCommands::getAndExpire, "GETEX key [EX s|PX ms|EXAT s|PXAT ms|PERSIST]"),
    MGET        (-2, Group.STRING,       Flag.READ | Flag.FAST,              1, -1, 1, StringCommands::getMany,   "MGET key ..."),
    MSET        (-3, Group.STRING,       Flag.WRITE | Flag.GROWS,            1, -1, 2, StringCommands::setMany,   "MSET key value ..."),
    MSETNX      (-3, Group.STRING,       Flag.WRITE | Flag.GROWS,            1, -1, 2, StringCommands::setManyIfAbsent, "MSETNX key value ..."),
    APPEND      ( 3, Group.STRING,       Flag.WRITE | Flag.GROWS | Flag.FAST, 1, 1, 1, StringCommands::append,    "APPEND key value"),
    STRLEN      ( 2, Group.STRING,       Flag.READ | Flag.FAST,              1, 1, 1, StringCommands::length,     "STRLEN key"),
    GETRANGE    ( 4, Group.STRING,       Flag.READ,                          1, 1, 1, StringCommands::range,      "GETRANGE key first last"),
    SUBSTR      ( 4, Group.STRING,       Flag.READ,                          1, 1, 1, StringCommands::range,      "SUBSTR key first last"),
    SETRANGE    ( 4, Group.STRING,       Flag.WRITE | Flag.GROWS,            1, 1, 1, StringCommands::setRange,   "SETRANGE key offset value"),
    INCR        ( 2, Group.STRING,       Flag.WRITE | Flag.GROWS | Flag.FAST, 1, 1, 1, StringCommands::increment, "INCR key"),
    DECR        ( 2, Group.STRING,       Flag.WRITE | Flag.GROWS | Flag.FAST, 1, 1, 1, StringCommands::decrement, "DECR key"),
    INCRBY      ( 3, Group.STRING,       Flag.WRITE | Flag.GROWS | Flag.FAST, 1, 1, 1, StringCommands::incrementBy, "INCRBY key n"),
    DECRBY      ( 3, Group.STRING,       Flag.WRITE | Flag.GROWS | Flag.FAST, 1, 1, 1, StringCommands::decrementBy, "DECRBY key n"),
    INCRBYFLOAT ( 3, Group.STRING,       Flag.WRITE | Flag.GROWS | Flag.FAST, 1, 1, 1, StringCommands::incrementByFloat, "INCRBYFLOAT key x"),

    DEL         (-2, Group.GENERIC,      Flag.WRITE,                         1, -1, 1, KeyCommands::delete,       "DEL key ..."),
    UNLINK      (-2, Group.GENERIC,      Flag.WRITE | Flag.FAST,             1, -1, 1, KeyCommands::delete,       "UNLINK key ..."),
    EXISTS      (-2, Group.GENERIC,      Flag.READ | Flag.FAST,              1, -1, 1, KeyCommands::exists,       "EXISTS key ..."),
    TOUCH       (-2, Group.GENERIC,      Flag.READ | Flag.FAST,              1, -1, 1, KeyCommands::touch,        "TOUCH key ..."),
    TYPE        ( 2, Group.GENERIC,      Flag.READ | Flag.FAST,              1, 1, 1, KeyCommands::type,          "TYPE key"),
    RENAME      ( 3, Group.GENERIC,      Flag.WRITE,                         1, 2, 1, KeyCommands::rename,        "RENAME key new-key"),
    RENAMENX    ( 3, Group.GENERIC,      Flag.WRITE | Flag.FAST,             1, 2, 1, KeyCommands::renameIfAbsent, "RENAMENX key new-key"),
    COPY        (-3, Group.GENERIC,      Flag.WRITE | Flag.GROWS,            1, 2, 1, KeyCommands::copy,          "COPY key other-key [DB 0] [REPLACE]"),
    RANDOMKEY   ( 1, Group.GENERIC,      Flag.READ,                          0, 0, 0, KeyCommands::random,        "RANDOMKEY"),
    KEYS        ( 2, Group.GENERIC,      Flag.READ,                          0, 0, 0, KeyCommands::keys,          "KEYS pattern"),
    SCAN        (-2, Group.GENERIC,      Flag.READ,                          0, 0, 0, KeyCommands::scan,          "SCAN cursor [MATCH pattern] [COUNT n] [TYPE t]"),
    OBJECT      (-2, Group.GENERIC,      Flag.CONTAINER | Flag.READ,         0, 0, 0, KeyCommands::object,        "OBJECT ENCODING|IDLETIME|REFCOUNT key"),
    EXPIRE      (-3, Group.GENERIC,      Flag.WRITE | Flag.FAST,             1, 1, 1, Expiries::expire,           "EXPIRE key s [NX|XX|GT|LT]"),
    PEXPIRE     (-3, Group.GENERIC,      Flag.WRITE | Flag.FAST,             1, 1, 1, Expiries::expireMillis,     "PEXPIRE key ms [NX|XX|GT|LT]"),
    EXPIREAT    (-3, Group.GENERIC,      Flag.WRITE | Flag.FAST,             1, 1, 1, Expiries::expireAt,         "EXPIREAT key second [NX|XX|GT|LT]"),
    PEXPIREAT   (-3, Group.GENERIC,      Flag.WRITE | Flag.FAST,             1, 1, 1, Expiries::expireAtMillis,   "PEXPIREAT key ms [NX|XX|GT|LT]"),
    TTL         ( 2, Group.GENERIC,      Flag.READ | Flag.FAST,              1, 1, 1, Expiries::secondsLeft,      "TTL key"),
    PTTL        ( 2, Group.GENERIC,      Flag.READ | Flag.FAST,              1, 1, 1, Expiries::millisLeft,       "PTTL key"),
    EXPIRETIME  ( 2, Group.GENERIC,      Flag.READ | Flag.FAST,              1, 1, 1, Expiries::endSecond,        "EXPIRETIME key"),
    PEXPIRETIME ( 2, Group.GENERIC,      Flag.READ | Flag.FAST,              1, 1, 1, Expiries::endMillis,        "PEXPIRETIME key"),
    PERSIST     ( 2, Group.GENERIC,      Flag.WRITE | Flag.FAST,             1, 1, 1, Expiries::persist,          "PERSIST key"),

    HSET        (-4, Group.HASH,         Flag.WRITE | Flag.GROWS | Flag.FAST, 1, 1, 1, HashCommands::set,         "HSET key field value ..."),
    HMSET       (-4, Group.HASH,         Flag.WRITE | Flag.GROWS | Flag.FAST, 1, 1, 1, HashCommands::setMany,     "HMSET key field value ..."),
    HSETNX      ( 4, Group.HASH,         Flag.WRITE | Flag.GROWS | Flag.FAST, 1, 1, 1, HashCommands::setIfAbsent, "HSETNX key field value"),
    HGET        ( 3, Group.HASH,         Flag.READ | Flag.FAST,              1, 1, 1, HashCommands::get,          "HGET key field"),
    HMGET       (-3, Group.HASH,         Flag.READ | Flag.FAST,              1, 1, 1, HashCommands::getMany,      "HMGET key field ..."),
    HGETALL     ( 2, Group.HASH,         Flag.READ,                          1, 1, 1, HashCommands::getAll,       "HGETALL key"),
    HKEYS       ( 2, Group.HASH,         Flag.READ,                          1, 1, 1, HashCommands::fields,       "HKEYS key"),
    HVALS       ( 2, Group.HASH,         Flag.READ,                          1, 1, 1, HashCommands::values,       "HVALS key"),
    HDEL        (-3, Group.HASH,         Flag.WRITE | Flag.FAST,             1, 1, 1, HashCommands::delete,       "HDEL key field ..."),
    HEXISTS     ( 3, Group.HASH,         Flag.READ | Flag.FAST,              1, 1, 1, HashCommands::exists,       "HEXISTS key field"),
    HLEN        ( 2, Group.HASH,         Flag.READ | Flag.FAST,              1, 1, 1, HashCommands::size,         "HLEN key"),
    HSTRLEN     ( 3, Group.HASH,         Flag.READ | Flag.FAST,              1, 1, 1, HashCommands::length,       "HSTRLEN key field"),
    HINCRBY     ( 4, Group.HASH,         Flag.WRITE | Flag.GROWS | Flag.FAST, 1, 1, 1, HashCommands::incrementBy, "HINCRBY key field n"),
    HINCRBYFLOAT( 4, Group.HASH,         Flag.WRITE | Flag.GROWS | Flag.FAST, 1, 1, 1, HashCommands::incrementByFloat, "HINCRBYFLOAT key field x"),
    HSCAN       (-3, Group.HASH,         Flag.READ,                          1, 1, 1, HashCommands::scan,         "HSCAN key cursor [MATCH pattern] [COUNT n]"),
    HRANDFIELD  (-2, Group.HASH,         Flag.READ,                          1, 1, 1, HashCommands::random,       "HRANDFIELD key [count [WITHVALUES]]"),

    MULTI       ( 1, Group.TRANSACTIONS, Flag.NOT_QUEUED | Flag.FAST,        0, 0, 0, TransactionCommands::begin,   "MULTI"),
    EXEC        ( 1, Group.TRANSACTIONS, Flag.NOT_QUEUED,                    0, 0, 0, TransactionCommands::execute, "EXEC"),
    DISCARD     ( 1, Group.TRANSACTIONS, Flag.NOT_QUEUED | Flag.FAST,        0, 0, 0, TransactionCommands::discard, "DISCARD"),
    WATCH       (-2, Group.TRANSACTIONS, Flag.NOT_QUEUED | Flag.FAST,        1, -1, 1, TransactionCommands::watch,  "WATCH key ..."),
    UNWATCH     ( 1, Group.TRANSACTIONS, Flag.FAST,                          0, 0, 0, TransactionCommands::unwatch, "UNWATCH"),

    SUBSCRIBE   (-2, Group.PUBSUB,       Flag.SUBSCRIBED,                    0, 0, 0, PubSubCommands::subscribe,   "SUBSCRIBE channel ..."),
    UNSUBSCRIBE (-1, Group.PUBSUB,       Flag.SUBSCRIBED,                    0, 0, 0, PubSubCommands::unsubscribe, "UNSUBSCRIBE [channel ...]"),
    PSUBSCRIBE  (-2, Group.PUBSUB,       Flag.SUBSCRIBED,                    0, 0, 0, PubSubCommands::subscribePattern, "PSUBSCRIBE pattern ..."),
    PUNSUBSCRIBE(-1, Group.PUBSUB,       Flag.SUBSCRIBED,                    0, 0, 0, PubSubCommands::unsubscribePattern, "PUNSUBSCRIBE [pattern ...]"),
    PUBLISH     ( 3, Group.PUBSUB,       Flag.FAST,                          0, 0, 0, PubSubCommands::publish,     "PUBLISH channel message"),
    PUBSUB      (-2, Group.PUBSUB,       Flag.CONTAINER,                     0, 0, 0, PubSubCommands::inspect,     "PUBSUB CHANNELS [pattern] | NUMSUB [channel ...] | NUMPAT");
    // spotless:on

    /** What kind of command it is. */
    enum Group {
        CONNECTION,
        SERVER,
        STRING,
        GENERIC,
        HASH,
        TRANSACTIONS,
        PUBSUB
    }

    /** What a command may and does. */
    private static final class Flag {
        static final int NONE = 0;
        /** Changes keys. */
        static final int WRITE = 1;
        /** May take more memory. */
        static final int GROWS = 1 << 1;
        /** Reads keys. */
        static final int READ = 1 << 2;

        static final int FAST = 1 << 3;
        static final int ADMIN = 1 << 4;
        /** Is there before logging in. */
        static final int BEFORE_LOGIN = 1 << 5;
        /** Is there for subscribers in RESP2. */
        static final int SUBSCRIBED = 1 << 6;
        /** Is done at once within MULTI. */
        static final int NOT_QUEUED = 1 << 7;
        /** Is no part of a transaction. */
        static final int ALONE = 1 << 8;
        /** Has subcommands. */
        static final int CONTAINER = 1 << 9;
    }

    /** Does a command. */
    @FunctionalInterface
    interface Handler {
        void handle(Call call);
    }

    private static final RespCommand[] ALL = values();
    private static final int SLOTS = 512;
    private static final @Nullable RespCommand[] BY_NAME = new RespCommand[SLOTS];

    static {
        for (RespCommand command : ALL) {
            byte[] name = command.name().getBytes(StandardCharsets.US_ASCII);
            int slot = slot(name, 0, name.length);
            while (BY_NAME[slot] != null) {
                slot = (slot + 1) % SLOTS;
            }
            BY_NAME[slot] = command;
        }
    }

    private final int arity;
    private final Group group;
    private final int flags;
    private final int firstKey;
    private final int lastKey;
    private final int keyStep;
    private final Handler handler;
    private final String usage;
    private final String lowerCase;

    RespCommand(
            int arity, Group group, int flags, int firstKey, int lastKey, int keyStep, Handler handler, String usage) {
        this.arity = arity;
        this.group = group;
        this.flags = flags;
        this.firstKey = firstKey;
        this.lastKey = lastKey;
        this.keyStep = keyStep;
        this.handler = handler;
        this.usage = usage;
        lowerCase = name().toLowerCase(Locale.ROOT);
    }

    /** All of them, not to be changed. */
    public static RespCommand[] all() {
        return ALL;
    }

    /** The command that an argument names, in any case; null if there is none. */
    static @Nullable RespCommand find(Arguments arguments, int index) {
        int slot = slot(arguments.bytes(), arguments.offset(index), arguments.length(index));
        while (true) {
            RespCommand command = BY_NAME[slot];
            if (command == null || arguments.is(index, command.name())) {
                return command;
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    private static int slot(byte[] name, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = hash * 31 + (name[i] & 0xdf); // letters of either case alike
        }
        return (hash ^ hash >>> 9) & (SLOTS - 1);
    }

    /** Its name as Redis shows it. */
    public String lowerCase() {
        return lowerCase;
    }

    /** How many words it takes, itself included; at least that many if negative. */
    int arity() {
        return arity;
    }

    boolean takes(int count) {
        return arity >= 0 ? count == arity : count >= -arity;
    }

    Group group() {
        return group;
    }

    int firstKey() {
        return firstKey;
    }

    int lastKey() {
        return lastKey;
    }

    int keyStep() {
        return keyStep;
    }

    Handler handler() {
        return handler;
    }

    /** How it is written. */
    String usage() {
        return usage;
    }

    boolean writes() {
        return (flags & Flag.WRITE) != 0;
    }

    boolean reads() {
        return (flags & Flag.READ) != 0;
    }

    boolean grows() {
        return (flags & Flag.GROWS) != 0;
    }

    boolean isBeforeLogin() {
        return (flags & Flag.BEFORE_LOGIN) != 0;
    }

    boolean isForSubscribers() {
        return (flags & Flag.SUBSCRIBED) != 0;
    }

    boolean isQueued() {
        return (flags & Flag.NOT_QUEUED) == 0;
    }

    boolean isAlone() {
        return (flags & Flag.ALONE) != 0;
    }

    boolean hasSubcommands() {
        return (flags & Flag.CONTAINER) != 0;
    }

    /** Whether others are not shown it being done. */
    boolean isSecret() {
        return this == AUTH || this == HELLO;
    }

    boolean isAdmin() {
        return (flags & Flag.ADMIN) != 0;
    }

    /** Its flags as COMMAND tells them. */
    List<String> flags() {
        List<String> names = new ArrayList<>();
        names.add(writes() ? "write" : reads() ? "readonly" : "loading");
        if (grows()) {
            names.add("denyoom");
        }
        if (isAdmin()) {
            names.add("admin");
        }
        if ((flags & Flag.FAST) != 0) {
            names.add("fast");
        }
        if (isBeforeLogin()) {
            names.add("no_auth");
        }
        if (group == Group.PUBSUB) {
            names.add("pubsub");
        }
        return names;
    }
}
