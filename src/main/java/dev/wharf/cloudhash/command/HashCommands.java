package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.command.KeyCommands.ScanOptions;
import dev.wharf.cloudhash.protocol.ReplyWriter;
import dev.wharf.cloudhash.store.Entry;
import dev.wharf.cloudhash.store.memory.HashValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Commands for hashes: keys that hold fields with values. */
final class HashCommands {
    private HashCommands() {}

    private static byte @Nullable [] field(Call call, @Nullable HashValue hash, int index) {
        return hash == null
                ? null
                : hash.field(call.arguments.bytes(), call.arguments.offset(index), call.arguments.length(index));
    }

    private static HashValue hashForWriting(Call call) {
        HashValue hash = call.hash(1);
        if (hash != null) {
            return hash;
        }
        call.checkKey(1);
        call.event(KeyspaceEvents.NEW, "new", 1);
        return call.keys.newHash(call.copy(1));
    }

    /** Stores a field; true if it is new. */
    private static boolean put(Call call, HashValue hash, int fieldIndex, byte[] value, int offset, int length) {
        call.checkKey(fieldIndex);
        byte[] bytes = call.arguments.bytes();
        byte[] entry = Entry.of(
                bytes,
                call.arguments.offset(fieldIndex),
                call.arguments.length(fieldIndex),
                value,
                offset,
                length,
                Entry.NEVER);
        return call.keys.putField(hash, entry) == null;
    }

    static void set(Call call) {
        call.reply.integer(setPairs(call, "hset"));
    }

    static void setMany(Call call) {
        setPairs(call, "hmset");
        call.reply.ok();
    }

    private static int setPairs(Call call, String verb) {
        if (call.count() % 2 != 0) {
            throw new CommandException("ERR wrong number of arguments for '" + verb + "' command");
        }
        for (int i = 2; i < call.count(); i += 2) {
            call.checkKey(i);
        }
        HashValue hash = hashForWriting(call);
        int created = 0;
        for (int i = 2; i < call.count(); i += 2) {
            byte[] bytes = call.arguments.bytes();
            boolean isNew = put(call, hash, i, bytes, call.arguments.offset(i + 1), call.arguments.length(i + 1));
            created += isNew ? 1 : 0;
        }
        call.event(KeyspaceEvents.HASH, "hset", 1);
        return created;
    }

    static void setIfAbsent(Call call) {
        boolean absent = field(call, call.hash(1), 2) == null;
        if (absent) {
            HashValue hash = hashForWriting(call);
            put(call, hash, 2, call.arguments.bytes(), call.arguments.offset(3), call.arguments.length(3));
            call.event(KeyspaceEvents.HASH, "hset", 1);
        }
        call.reply.truth(absent);
    }

    static void get(Call call) {
        call.replyValue(field(call, call.hash(1), 2));
    }

    static void getMany(Call call) {
        HashValue hash = call.hash(1);
        call.reply.list(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            call.replyValue(field(call, hash, i));
        }
    }

    static void getAll(Call call) {
        HashValue hash = call.hash(1);
        call.reply.map(hash == null ? 0 : hash.size());
        if (hash != null) {
            hash.forEach(entry -> {
                replyField(call.reply, entry);
                call.replyValue(entry);
            });
        }
    }

    static void fields(Call call) {
        HashValue hash = call.hash(1);
        call.reply.list(hash == null ? 0 : hash.size());
        if (hash != null) {
            hash.forEach(entry -> replyField(call.reply, entry));
        }
    }

    static void values(Call call) {
        HashValue hash = call.hash(1);
        call.reply.list(hash == null ? 0 : hash.size());
        if (hash != null) {
            hash.forEach(call::replyValue);
        }
    }

    private static void replyField(ReplyWriter reply, byte[] entry) {
        reply.bulk(entry, Entry.keyOffset(entry), Entry.keyLength(entry));
    }

    static void delete(Call call) {
        HashValue hash = call.hash(1);
        int deleted = 0;
        for (int i = 2; hash != null && i < call.count(); i++) {
            byte[] bytes = call.arguments.bytes();
            boolean there = call.keys.removeField(hash, bytes, call.arguments.offset(i), call.arguments.length(i));
            deleted += there ? 1 : 0;
        }
        if (deleted > 0) {
            call.event(KeyspaceEvents.HASH, "hdel", 1);
            if (hash != null && hash.size() == 0) {
                call.event(KeyspaceEvents.GENERIC, "del", 1);
            }
        }
        call.reply.integer(deleted);
    }

    static void exists(Call call) {
        call.reply.truth(field(call, call.hash(1), 2) != null);
    }

    static void size(Call call) {
        HashValue hash = call.hash(1);
        call.reply.integer(hash == null ? 0 : hash.size());
    }

    static void length(Call call) {
        byte[] entry = field(call, call.hash(1), 2);
        call.reply.integer(entry == null ? 0 : Entry.valueLength(entry));
    }

    static void incrementBy(Call call) {
        long amount = call.number(3);
        byte[] old = field(call, call.hash(1), 2);
        long value = 0;
        if (old != null) {
            int offset = Entry.valueOffset(old);
            if (!Numbers.isLong(old, offset, old.length - offset)) {
                throw new CommandException("ERR hash value is not an integer");
            }
            value = Numbers.toLong(old, offset, old.length - offset);
        }
        if (((value ^ (value + amount)) & (amount ^ (value + amount))) < 0) {
            throw new CommandException("ERR increment or decrement would overflow");
        }
        byte[] text = Numbers.bytes(value + amount);
        put(call, hashForWriting(call), 2, text, 0, text.length);
        call.event(KeyspaceEvents.HASH, "hincrby", 1);
        call.reply.integer(value + amount);
    }

    static void incrementByFloat(Call call) {
        BigDecimal amount = amount(call);
        byte[] old = field(call, call.hash(1), 2);
        BigDecimal value = old == null ? BigDecimal.ZERO : decimal(old);
        byte[] text = Numbers.text(value.add(amount)).getBytes(StandardCharsets.US_ASCII);
        put(call, hashForWriting(call), 2, text, 0, text.length);
        call.event(KeyspaceEvents.HASH, "hincrbyfloat", 1);
        call.reply.bulk(text);
    }

    private static BigDecimal amount(Call call) {
        String text = call.text(3).toLowerCase(Locale.ROOT);
        if (text.matches("[+-]?(inf(inity)?|nan)")) {
            throw new CommandException("ERR value is NaN or Infinity");
        }
        return Numbers.toDecimal(call.arguments.bytes(), call.arguments.offset(3), call.arguments.length(3));
    }

    private static BigDecimal decimal(byte[] entry) {
        try {
            return Numbers.toDecimal(entry, Entry.valueOffset(entry), Entry.valueLength(entry));
        } catch (CommandException notOne) {
            throw new CommandException("ERR hash value is not a float");
        }
    }

    /** HSCAN key cursor [MATCH pattern] [COUNT n]. */
    static void scan(Call call) {
        ScanOptions options = new ScanOptions(call, 2, false);
        HashValue hash = call.hash(1);
        List<byte[]> found = new ArrayList<>();
        long next = hash == null
                ? 0
                : hash.scan(options.cursor, options.count, entry -> {
                    if (options.matches(Entry.key(entry))) {
                        found.add(entry);
                    }
                });
        call.reply.list(2);
        call.reply.bulk(Long.toString(next));
        call.reply.list(found.size() * 2);
        for (byte[] entry : found) {
            replyField(call.reply, entry);
            call.replyValue(entry);
        }
    }

    /** HRANDFIELD key [count [WITHVALUES]]; a negative count may name a field more than once. */
    static void random(Call call) {
        boolean withValues = call.count() == 4 && call.is(3, "WITHVALUES");
        if (call.count() > 3 && !withValues) {
            throw CommandException.syntax();
        }
        if (call.count() == 2) {
            HashValue hash = call.hash(1);
            byte[] entry = hash == null ? null : hash.random(call.keys.chance());
            if (entry == null) {
                call.reply.nil();
            } else {
                replyField(call.reply, entry);
            }
            return;
        }
        long count = call.number(2);
        if (count < -Long.MAX_VALUE / 2 || (withValues && Math.abs(count) > Long.MAX_VALUE / 2)) {
            throw new CommandException("ERR value is out of range");
        }
        HashValue hash = call.hash(1);
        if (hash == null || count == 0) {
            call.reply.list(0);
        } else if (count < 0) {
            replyRandomly(call, hash, (int) Math.min(-count, Integer.MAX_VALUE / 2), withValues);
        } else {
            List<byte[]> chosen = sample(call, hash, (int) Math.min(count, hash.size()));
            replyHead(call, chosen.size(), withValues);
            chosen.forEach(entry -> replyPair(call, entry, withValues));
        }
    }

    private static void replyRandomly(Call call, HashValue hash, int count, boolean withValues) {
        replyHead(call, count, withValues);
        for (int i = 0; i < count; i++) {
            byte[] entry = hash.random(call.keys.chance());
            if (entry != null) {
                replyPair(call, entry, withValues);
            }
        }
    }

    /** Different fields, each set of them as likely as the others. */
    private static List<byte[]> sample(Call call, HashValue hash, int count) {
        List<byte[]> all = new ArrayList<>(hash.size());
        hash.forEach(all::add);
        for (int i = 0; i < count; i++) {
            int other = call.keys.chance().nextInt(i, all.size());
            byte[] chosen = all.get(other);
            all.set(other, all.get(i));
            all.set(i, chosen);
        }
        return all.subList(0, count);
    }

    private static void replyHead(Call call, int count, boolean withValues) {
        boolean flat = withValues && call.session.resp.version() == 2;
        call.reply.list(flat ? count * 2 : count);
    }

    private static void replyPair(Call call, byte[] entry, boolean withValues) {
        if (withValues && call.session.resp.version() == 3) {
            call.reply.list(2);
        }
        replyField(call.reply, entry);
        if (withValues) {
            call.replyValue(entry);
        }
    }
}
