package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.store.Entry;
import dev.wharf.cloudhash.store.memory.HashValue;
import dev.wharf.cloudhash.store.memory.Keyspace;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Commands for strings. */
final class StringCommands {
    private StringCommands() {}

    static void get(Call call) {
        call.replyValue(call.string(1));
    }

    /** SET key value [NX | XX | IFEQ old] [GET] [EX s | PX ms | EXAT s | PXAT ms | KEEPTTL]. */
    static void set(Call call) {
        if (call.count() == 3) {
            call.put(1, 2, Entry.NEVER);
            call.event(KeyspaceEvents.STRING, "set", 1);
            call.reply.ok();
            return;
        }
        SetOptions options = SetOptions.parse(call, 3);
        Object old = call.find(1);
        if (old instanceof HashValue && (options.get || options.equalTo >= 0)) {
            throw CommandException.wrongType();
        }
        boolean done = options.allow(call, old);
        byte[] answer = options.get ? (byte[]) old : null; // an entry is not changed by what replaces it
        if (done) {
            call.checkKey(1);
            long end = options.keepExpiry && old != null ? Keyspace.expiresAt(old) : options.expiresAt;
            if (end != Entry.NEVER && end <= call.keys.now()) {
                if (call.remove(1)) {
                    call.event(KeyspaceEvents.GENERIC, "del", 1);
                }
            } else {
                call.put(1, 2, end);
                call.event(KeyspaceEvents.STRING, "set", 1);
                if (options.expiresAt != Entry.NEVER) {
                    call.event(KeyspaceEvents.GENERIC, "expire", 1);
                }
            }
        }
        if (options.get) {
            call.replyValue(answer);
        } else if (done) {
            call.reply.ok();
        } else {
            call.reply.nil();
        }
    }

    private static final class SetOptions {
        boolean ifAbsent;
        boolean ifPresent;
        boolean get;
        boolean keepExpiry;
        int equalTo = -1;
        long expiresAt = Entry.NEVER;

        static SetOptions parse(Call call, int from) {
            SetOptions options = new SetOptions();
            for (int i = from; i < call.count(); i++) {
                boolean hasNext = i + 1 < call.count();
                boolean unconditional = !options.ifAbsent && !options.ifPresent && options.equalTo < 0;
                boolean endless = options.expiresAt == Entry.NEVER && !options.keepExpiry;
                if (call.is(i, "NX") && !options.ifPresent && options.equalTo < 0) {
                    options.ifAbsent = true;
                } else if (call.is(i, "XX") && !options.ifAbsent && options.equalTo < 0) {
                    options.ifPresent = true;
                } else if (call.is(i, "IFEQ") && hasNext && unconditional) {
                    options.equalTo = ++i;
                } else if (call.is(i, "GET")) {
                    options.get = true;
                } else if (call.is(i, "KEEPTTL") && options.expiresAt == Entry.NEVER) {
                    options.keepExpiry = true;
                } else if (hasNext && endless && Expiries.isUnit(call, i)) {
                    options.expiresAt = Expiries.positive(call, i, i + 1);
                    i++;
                } else {
                    throw CommandException.syntax();
                }
            }
            return options;
        }

        boolean allow(Call call, @Nullable Object old) {
            if (equalTo >= 0) {
                return old instanceof byte[] entry && hasValue(call, entry, equalTo);
            }
            return old == null ? !ifPresent : !ifAbsent;
        }

        private static boolean hasValue(Call call, byte[] entry, int index) {
            int offset = call.arguments.offset(index);
            int end = offset + call.arguments.length(index);
            return Arrays.equals(entry, Entry.valueOffset(entry), entry.length, call.arguments.bytes(), offset, end);
        }
    }

    static void setIfAbsent(Call call) {
        boolean absent = call.find(1) == null;
        if (absent) {
            call.put(1, 2, Entry.NEVER);
            call.event(KeyspaceEvents.STRING, "set", 1);
        }
        call.reply.truth(absent);
    }

    static void setWithSeconds(Call call) {
        setWithExpiry(call, "EX");
    }

    static void setWithMilliseconds(Call call) {
        setWithExpiry(call, "PX");
    }

    private static void setWithExpiry(Call call, String unit) {
        long end = Expiries.positive(call, unit, 2);
        call.put(1, 3, end);
        call.event(KeyspaceEvents.STRING, "set", 1);
        call.event(KeyspaceEvents.GENERIC, "expire", 1);
        call.reply.ok();
    }

    static void getAndSet(Call call) {
        byte[] old = call.string(1);
        call.put(1, 2, Entry.NEVER);
        call.event(KeyspaceEvents.STRING, "set", 1);
        call.replyValue(old);
    }

    static void getAndDelete(Call call) {
        byte[] old = call.string(1);
        if (old != null) {
            call.remove(1);
            call.event(KeyspaceEvents.GENERIC, "del", 1);
        }
        call.replyValue(old);
    }

    /** GETEX key [EX s | PX ms | EXAT s | PXAT ms | PERSIST]. */
    static void getAndExpire(Call call) {
        boolean persist = call.count() == 3 && call.is(2, "PERSIST");
        boolean expire = call.count() == 4 && Expiries.isUnit(call, 2);
        if (call.count() > 2 && !persist && !expire) {
            throw CommandException.syntax();
        }
        byte[] entry = call.string(1);
        if (entry == null) {
            call.reply.nil();
            return;
        }
        long end = expire ? Expiries.positive(call, 2, 3) : Entry.NEVER;
        if (expire) {
            Expiries.expire(call, 1, entry, end);
        } else if (persist && Entry.expires(entry)) {
            call.keys.expireAt(entry, Entry.NEVER);
            call.event(KeyspaceEvents.GENERIC, "persist", 1);
        }
        call.replyValue(entry);
    }

    static void getMany(Call call) {
        call.reply.list(call.count() - 1);
        for (int i = 1; i < call.count(); i++) {
            call.replyValue(call.use(i) instanceof byte[] entry ? entry : null);
        }
    }

    static void setMany(Call call) {
        checkPairs(call, "mset");
        setPairs(call);
        call.reply.ok();
    }

    static void setManyIfAbsent(Call call) {
        checkPairs(call, "msetnx");
        for (int i = 1; i < call.count(); i += 2) {
            if (call.find(i) != null) {
                call.reply.integer(0);
                return;
            }
        }
        setPairs(call);
        call.reply.integer(1);
    }

    private static void checkPairs(Call call, String verb) {
        if (call.count() % 2 == 0) {
            throw new CommandException("ERR wrong number of arguments for '" + verb + "' command");
        }
        for (int i = 1; i < call.count(); i += 2) {
            call.checkKey(i);
        }
    }

    private static void setPairs(Call call) {
        for (int i = 1; i < call.count(); i += 2) {
            call.put(i, i + 1, Entry.NEVER);
            call.event(KeyspaceEvents.STRING, "set", i);
        }
    }

    static void append(Call call) {
        byte[] old = call.string(1);
        int added = call.arguments.length(2);
        if (old == null) {
            call.put(1, 2, Entry.NEVER);
            call.event(KeyspaceEvents.STRING, "append", 1);
            call.reply.integer(added);
            return;
        }
        int length = Entry.valueLength(old);
        call.checkValueLength((long) length + added);
        byte[] longer = Entry.withValueLength(old, length + added);
        System.arraycopy(call.arguments.bytes(), call.arguments.offset(2), longer, longer.length - added, added);
        call.keys.put(longer);
        call.event(KeyspaceEvents.STRING, "append", 1);
        call.reply.integer((long) length + added);
    }

    static void length(Call call) {
        byte[] entry = call.string(1);
        call.reply.integer(entry == null ? 0 : Entry.valueLength(entry));
    }

    /** GETRANGE key first last; negative numbers count from the end. */
    static void range(Call call) {
        long first = call.number(2);
        long last = call.number(3);
        byte[] entry = call.string(1);
        int length = entry == null ? 0 : Entry.valueLength(entry);
        if (entry == null || (first < 0 && last < 0 && first > last)) {
            call.reply.bulk("");
            return;
        }
        long from = Math.max(0, first < 0 ? length + first : first);
        long to = Math.min(length - 1L, last < 0 ? Math.max(0, length + last) : last);
        if (length == 0 || from > to) {
            call.reply.bulk("");
            return;
        }
        call.reply.bulk(entry, Entry.valueOffset(entry) + (int) from, (int) (to - from + 1));
    }

    /** SETRANGE key offset bytes; what lies between the old end and the offset becomes zero. */
    static void setRange(Call call) {
        long offset = call.number(2);
        if (offset < 0) {
            throw new CommandException("ERR offset is out of range");
        }
        byte[] old = call.string(1);
        int length = old == null ? 0 : Entry.valueLength(old);
        int added = call.arguments.length(3);
        if (added == 0) {
            call.reply.integer(length);
            return;
        }
        if (offset > Integer.MAX_VALUE) {
            call.checkValueLength(offset);
        }
        call.checkValueLength(offset + added);
        int newLength = (int) Math.max(length, offset + added);
        call.checkKey(1);
        byte[] base = old != null ? old : Entry.of(call.copy(1), new byte[0], Entry.NEVER);
        byte[] changed = Entry.withValueLength(base, newLength);
        System.arraycopy(
                call.arguments.bytes(),
                call.arguments.offset(3),
                changed,
                Entry.valueOffset(changed) + (int) offset,
                added);
        call.keys.put(changed);
        call.event(KeyspaceEvents.STRING, "setrange", 1);
        call.reply.integer(newLength);
    }

    static void increment(Call call) {
        add(call, 1);
    }

    static void decrement(Call call) {
        add(call, -1);
    }

    static void incrementBy(Call call) {
        add(call, call.number(2));
    }

    static void decrementBy(Call call) {
        long amount = call.number(2);
        if (amount == Long.MIN_VALUE) {
            throw new CommandException("ERR decrement would overflow");
        }
        add(call, -amount);
    }

    private static void add(Call call, long amount) {
        byte[] old = call.string(1);
        long value = old == null ? 0 : Numbers.toLong(old, Entry.valueOffset(old), Entry.valueLength(old));
        if (((value ^ (value + amount)) & (amount ^ (value + amount))) < 0) {
            throw new CommandException("ERR increment or decrement would overflow");
        }
        byte[] text = Numbers.bytes(value + amount);
        call.put(1, text, 0, text.length, old == null ? Entry.NEVER : Entry.expiresAt(old));
        call.event(KeyspaceEvents.STRING, "incrby", 1);
        call.reply.integer(value + amount);
    }

    static void incrementByFloat(Call call) {
        byte[] old = call.string(1);
        BigDecimal value =
                old == null ? BigDecimal.ZERO : Numbers.toDecimal(old, Entry.valueOffset(old), Entry.valueLength(old));
        BigDecimal amount =
                Numbers.toDecimal(call.arguments.bytes(), call.arguments.offset(2), call.arguments.length(2));
        byte[] text = Numbers.text(value.add(amount)).getBytes(StandardCharsets.US_ASCII);
        call.put(1, text, 0, text.length, old == null ? Entry.NEVER : Entry.expiresAt(old));
        call.event(KeyspaceEvents.STRING, "incrbyfloat", 1);
        call.reply.bulk(text);
    }
}
