package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.store.Entry;
import dev.wharf.cloudhash.store.memory.HashValue;
import dev.wharf.cloudhash.store.memory.Keyspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Commands for keys, whatever they hold. */
final class KeyCommands {
    private static final int DEFAULT_SCAN_COUNT = 10;
    private static final int MAX_SCAN_COUNT = 1_000_000;
    private static final int SHORT_STRING_BYTES = 44; // up to which Redis calls a string embedded
    private static final int LARGEST_SMALL_HASH = 128;
    private static final int LONGEST_SMALL_FIELD = 64;

    private KeyCommands() {}

    static void delete(Call call) {
        int deleted = 0;
        for (int i = 1; i < call.count(); i++) {
            if (call.remove(i)) {
                call.event(KeyspaceEvents.GENERIC, "del", i);
                deleted++;
            }
        }
        call.reply.integer(deleted);
    }

    static void exists(Call call) {
        int found = 0;
        for (int i = 1; i < call.count(); i++) {
            found += call.find(i) == null ? 0 : 1;
        }
        call.reply.integer(found);
    }

    static void touch(Call call) {
        int found = 0;
        for (int i = 1; i < call.count(); i++) {
            found += call.use(i) == null ? 0 : 1;
        }
        call.reply.integer(found);
    }

    static void type(Call call) {
        Object entry = call.find(1);
        call.reply.simple(entry == null ? "none" : typeOf(entry));
    }

    private static String typeOf(Object entry) {
        return entry instanceof HashValue ? "hash" : "string";
    }

    static void rename(Call call) {
        rename(call, true);
        call.reply.ok();
    }

    static void renameIfAbsent(Call call) {
        call.reply.truth(rename(call, false));
    }

    private static boolean rename(Call call, boolean replace) {
        Object entry = call.find(1);
        if (entry == null) {
            throw new CommandException("ERR no such key");
        }
        boolean same = Arrays.equals(call.copy(1), call.copy(2));
        if (same || (!replace && call.find(2) != null)) {
            return false;
        }
        call.checkKey(2);
        call.keys.rename(entry, call.copy(2));
        call.event(KeyspaceEvents.GENERIC, "rename_from", 1);
        call.event(KeyspaceEvents.GENERIC, "rename_to", 2);
        return true;
    }

    /** COPY from to [DB 0] [REPLACE]. */
    static void copy(Call call) {
        boolean replace = false;
        for (int i = 3; i < call.count(); i++) {
            if (call.is(i, "REPLACE")) {
                replace = true;
            } else if (call.is(i, "DB") && i + 1 < call.count()) {
                if (call.number(++i) != 0) {
                    throw new CommandException("ERR DB index is out of range");
                }
            } else {
                throw CommandException.syntax();
            }
        }
        if (Arrays.equals(call.copy(1), call.copy(2))) {
            throw new CommandException("ERR source and destination objects are the same");
        }
        Object entry = call.use(1);
        if (entry == null || (!replace && call.find(2) != null)) {
            call.reply.integer(0);
            return;
        }
        call.checkKey(2);
        call.keys.putCopy(entry, call.copy(2), Keyspace.expiresAt(entry));
        call.event(KeyspaceEvents.GENERIC, "copy_to", 2);
        call.reply.integer(1);
    }

    static void random(Call call) {
        Object entry = call.keys.random();
        if (entry == null) {
            call.reply.nil();
        } else {
            call.reply.bulk(Keyspace.keyOf(entry));
        }
    }

    static void keys(Call call) {
        byte[] pattern = call.copy(1);
        List<byte[]> found = new ArrayList<>();
        call.keys.forEach(entry -> {
            byte[] key = Keyspace.keyOf(entry);
            if (Glob.matches(pattern, key)) {
                found.add(key);
            }
        });
        call.reply.list(found.size());
        found.forEach(call.reply::bulk);
    }

    /** What SCAN and HSCAN take besides the cursor. */
    static final class ScanOptions {
        final long cursor;
        int count = DEFAULT_SCAN_COUNT;
        byte @Nullable [] pattern;

        @Nullable
        String type;

        ScanOptions(Call call, int cursorIndex, boolean mayNameType) {
            cursor = cursor(call, cursorIndex);
            for (int i = cursorIndex + 1; i < call.count(); i += 2) {
                if (i + 1 == call.count()) {
                    throw CommandException.syntax();
                }
                if (call.is(i, "COUNT")) {
                    long number = call.number(i + 1);
                    if (number < 1) {
                        throw CommandException.syntax();
                    }
                    count = (int) Math.min(number, MAX_SCAN_COUNT);
                } else if (call.is(i, "MATCH")) {
                    pattern = call.copy(i + 1);
                } else if (call.is(i, "TYPE") && mayNameType) {
                    type = call.text(i + 1).toLowerCase(Locale.ROOT);
                } else {
                    throw CommandException.syntax();
                }
            }
        }

        private static long cursor(Call call, int index) {
            try {
                return Long.parseUnsignedLong(call.text(index));
            } catch (NumberFormatException e) {
                throw new CommandException("ERR invalid cursor");
            }
        }

        boolean matches(byte[] name) {
            return pattern == null || Glob.matches(pattern, name);
        }
    }

    /** SCAN cursor [MATCH pattern] [COUNT n] [TYPE t]. */
    static void scan(Call call) {
        ScanOptions options = new ScanOptions(call, 1, true);
        List<byte[]> found = new ArrayList<>();
        long next = call.keys.scan(options.cursor, options.count, entry -> {
            byte[] key = Keyspace.keyOf(entry);
            boolean wanted = options.type == null || options.type.equals(typeOf(entry));
            if (wanted && !call.keys.isOver(entry) && options.matches(key)) {
                found.add(key);
            }
        });
        call.reply.list(2);
        call.reply.bulk(Long.toString(next));
        call.reply.list(found.size());
        found.forEach(call.reply::bulk);
    }

    static void size(Call call) {
        call.reply.integer(call.keys.size());
    }

    /** FLUSHALL [ASYNC | SYNC]; takes the same time either way. */
    static void flush(Call call) {
        boolean right = call.count() == 1 || (call.count() == 2 && (call.is(1, "ASYNC") || call.is(1, "SYNC")));
        if (!right) {
            throw CommandException.syntax();
        }
        call.keys.clear();
        call.reply.ok();
    }

    /** OBJECT ENCODING | FREQ | IDLETIME | REFCOUNT key. */
    static void object(Call call) {
        if (call.count() == 2 && call.is(1, "HELP")) {
            Commands.help(
                    call,
                    "OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
                    "ENCODING <key>",
                    "    How Redis would keep the value.",
                    "IDLETIME <key>",
                    "    Seconds since the key was used.",
                    "REFCOUNT <key>",
                    "    Always 1.");
            return;
        }
        boolean encoding = call.is(1, "ENCODING");
        boolean idle = call.is(1, "IDLETIME");
        boolean references = call.is(1, "REFCOUNT");
        if (call.is(1, "FREQ")) {
            throw new CommandException(
                    "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when"
                            + " switching between policies at runtime LRU and LFU data will take some time to adjust.");
        }
        if (call.count() != 3 || !(encoding || idle || references)) {
            throw Commands.unknownSubcommand(call, "object");
        }
        Object entry = call.find(2);
        if (entry == null) {
            call.reply.nil();
        } else if (encoding) {
            call.reply.bulk(encodingOf(entry));
        } else {
            call.reply.integer(idle ? call.keys.idleSeconds(entry) : 1);
        }
    }

    private static String encodingOf(Object entry) {
        if (entry instanceof byte[] bytes) {
            int length = Entry.valueLength(bytes);
            if (Numbers.isLong(bytes, Entry.valueOffset(bytes), length)) {
                return "int";
            }
            return length <= SHORT_STRING_BYTES ? "embstr" : "raw";
        }
        HashValue hash = (HashValue) entry;
        boolean[] large = {hash.size() > LARGEST_SMALL_HASH};
        hash.forEach(field -> large[0] |=
                Entry.keyLength(field) > LONGEST_SMALL_FIELD || Entry.valueLength(field) > LONGEST_SMALL_FIELD);
        return large[0] ? "hashtable" : "listpack";
    }

    /** MEMORY USAGE key [SAMPLES n]. */
    static void memory(Call call) {
        if (call.is(1, "USAGE") && (call.count() == 3 || (call.count() == 5 && call.is(3, "SAMPLES")))) {
            Object entry = call.find(2);
            if (entry == null) {
                call.reply.nil();
            } else {
                call.reply.integer(Keyspace.heapBytes(entry));
            }
            return;
        }
        throw Commands.unknownSubcommand(call, "memory");
    }
}
