package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.ReplyWriter;
import dev.wharf.cloudhash.store.Entry;
import dev.wharf.cloudhash.store.memory.HashValue;
import dev.wharf.cloudhash.store.memory.Keyspace;
import org.jspecify.annotations.Nullable;

/** One command being done: who asks for what, and where the answer goes. Under the keyspace's lock. */
final class Call {
    final Commands commands;
    final Keyspace keys;
    final Session session;
    Arguments arguments;
    ReplyWriter reply;

    Call(Commands commands, Session session, Arguments arguments, ReplyWriter reply) {
        this.commands = commands;
        this.keys = commands.keys;
        this.session = session;
        this.arguments = arguments;
        this.reply = reply;
    }

    int count() {
        return arguments.count();
    }

    byte[] copy(int index) {
        return arguments.copy(index);
    }

    String text(int index) {
        return arguments.text(index);
    }

    boolean is(int index, String upperCase) {
        return arguments.is(index, upperCase);
    }

    long number(int index) {
        return Numbers.toLong(arguments.bytes(), arguments.offset(index), arguments.length(index));
    }

    /** A number in a range. */
    long number(int index, long low, long high) {
        long number = number(index);
        if (number < low || number > high) {
            throw CommandException.notAnInteger();
        }
        return number;
    }

    // Keys by the number of their argument

    @Nullable
    Object find(int index) {
        return keys.find(arguments.bytes(), arguments.offset(index), arguments.length(index));
    }

    @Nullable
    Object use(int index) {
        return keys.use(arguments.bytes(), arguments.offset(index), arguments.length(index));
    }

    /** The string under a key, with the key; null if there is none. */
    byte @Nullable [] string(int index) {
        Object entry = use(index);
        if (entry instanceof HashValue) {
            throw CommandException.wrongType();
        }
        return (byte[]) entry;
    }

    /** The hash under a key; null if there is none. */
    @Nullable
    HashValue hash(int index) {
        Object entry = use(index);
        if (entry instanceof byte[]) {
            throw CommandException.wrongType();
        }
        return (HashValue) entry;
    }

    /** Stores an argument under a key. */
    void put(int keyIndex, int valueIndex, long expiresAtMillis) {
        byte[] bytes = arguments.bytes();
        put(keyIndex, bytes, arguments.offset(valueIndex), arguments.length(valueIndex), expiresAtMillis);
    }

    /** Stores bytes under a key. */
    void put(int keyIndex, byte[] value, int offset, int length, long expiresAtMillis) {
        checkKey(keyIndex);
        if (commands.events.wants(KeyspaceEvents.NEW) && find(keyIndex) == null) {
            event(KeyspaceEvents.NEW, "new", keyIndex);
        }
        byte[] bytes = arguments.bytes();
        keys.put(Entry.of(
                bytes, arguments.offset(keyIndex), arguments.length(keyIndex), value, offset, length, expiresAtMillis));
    }

    void checkKey(int index) {
        int limit = commands.limits.keyBytes();
        if (arguments.length(index) > limit) {
            throw new CommandException("ERR key: longer than " + limit + " bytes");
        }
    }

    void checkValueLength(long length) {
        if (length > commands.limits.valueBytes()) {
            throw new CommandException("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
        }
    }

    boolean remove(int index) {
        return keys.remove(arguments.bytes(), arguments.offset(index), arguments.length(index)) != null;
    }

    /** Answers with the value of an entry, or with nothing. */
    void replyValue(byte @Nullable [] entry) {
        if (entry == null) {
            reply.nil();
        } else {
            int offset = Entry.valueOffset(entry);
            reply.bulk(entry, offset, entry.length - offset);
        }
    }

    /** Tells those who want to know what has happened to a key. */
    void event(int kind, String event, int keyIndex) {
        if (commands.events.wants(kind)) {
            commands.events.happened(kind, event, copy(keyIndex));
        }
    }
}
