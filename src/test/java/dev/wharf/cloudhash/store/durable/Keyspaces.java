package dev.wharf.cloudhash.store.durable;

import dev.wharf.cloudhash.store.Entry;
import dev.wharf.cloudhash.store.memory.HashValue;
import dev.wharf.cloudhash.store.memory.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Short words for what tests do with a keyspace. */
final class Keyspaces {
    private Keyspaces() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Stores a string and tells the number of the change. */
    static long set(Keyspace keyspace, String key, String value) {
        return set(keyspace, key, value, Entry.NEVER);
    }

    static long set(Keyspace keyspace, String key, String value, long expiresAt) {
        return change(keyspace, () -> keyspace.put(Entry.of(bytes(key), bytes(value), expiresAt)));
    }

    static long remove(Keyspace keyspace, String key) {
        return change(keyspace, () -> keyspace.remove(bytes(key), 0, key.length()));
    }

    static long setField(Keyspace keyspace, String key, String field, String value) {
        return change(
                keyspace,
                () -> keyspace.putField(hash(keyspace, key), Entry.of(bytes(field), bytes(value), Entry.NEVER)));
    }

    static long removeField(Keyspace keyspace, String key, String field) {
        return change(keyspace, () -> keyspace.removeField(hash(keyspace, key), bytes(field), 0, field.length()));
    }

    private static HashValue hash(Keyspace keyspace, String key) {
        return keyspace.find(bytes(key), 0, key.length()) instanceof HashValue found
                ? found
                : keyspace.newHash(bytes(key));
    }

    static long change(Keyspace keyspace, Runnable change) {
        keyspace.lock();
        try {
            change.run();
            return keyspace.dependsOn();
        } finally {
            keyspace.unlock();
        }
    }

    /** Everything, by key; fields stand behind a slash, ends behind an at. */
    static Map<String, String> content(Keyspace keyspace) {
        Map<String, String> content = new TreeMap<>();
        keyspace.lock();
        try {
            keyspace.forEach(entry -> {
                String key = text(Keyspace.keyOf(entry));
                if (Keyspace.expiresAt(entry) != Entry.NEVER) {
                    content.put(key + "@", Long.toString(Keyspace.expiresAt(entry)));
                }
                if (entry instanceof byte[] string) {
                    content.put(key, text(Entry.value(string)));
                } else {
                    ((HashValue) entry)
                            .forEach(
                                    field -> content.put(key + "/" + text(Entry.key(field)), text(Entry.value(field))));
                }
            });
        } finally {
            keyspace.unlock();
        }
        return content;
    }
}
