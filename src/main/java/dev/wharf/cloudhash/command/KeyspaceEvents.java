package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.store.memory.Keyspace;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Publishes what happens to keys, as far as {@code notify-keyspace-events} asks for it. Under the keyspace's lock. */
final class KeyspaceEvents implements Keyspace.Events {
    static final int KEYSPACE = 1;
    static final int KEYEVENT = 1 << 1;
    static final int GENERIC = 1 << 2;
    static final int STRING = 1 << 3;
    static final int HASH = 1 << 6;
    static final int EXPIRED = 1 << 8;
    static final int EVICTED = 1 << 9;
    static final int NEW = 1 << 14;

    /** The letters of the setting, in the order in which it is shown, with their bits. */
    private static final String LETTERS = "g$lshzxetdKEmn";

    private static final int[] BITS = {
        GENERIC, STRING, 1 << 4, 1 << 5, HASH, 1 << 7, EXPIRED, EVICTED, 1 << 10, 1 << 13, KEYSPACE, KEYEVENT, 1 << 11,
        NEW
    };
    private static final String ALL_LETTERS = "g$lshzxetd";
    private static final int ALL = bits(ALL_LETTERS);

    private final Channels channels;
    private int wanted;

    KeyspaceEvents(Channels channels) {
        this.channels = channels;
    }

    private static int bits(String letters) {
        int bits = 0;
        for (int i = 0; i < letters.length(); i++) {
            bits |= BITS[LETTERS.indexOf(letters.charAt(i))];
        }
        return bits;
    }

    /** The setting as it is shown. */
    String setting() {
        StringBuilder text = new StringBuilder();
        if ((wanted & ALL) == ALL) {
            text.append('A');
        }
        for (int i = 0; i < LETTERS.length(); i++) {
            char letter = LETTERS.charAt(i);
            boolean shown = text.indexOf("A") < 0 || ALL_LETTERS.indexOf(letter) < 0;
            if (shown && (wanted & BITS[i]) != 0) {
                text.append(letter);
            }
        }
        return text.toString();
    }

    /** Takes a setting; null if it is none. */
    static @Nullable Integer parse(String setting) {
        int bits = 0;
        for (int i = 0; i < setting.length(); i++) {
            char letter = setting.charAt(i);
            int index = LETTERS.indexOf(letter);
            if (letter != 'A' && index < 0) {
                return null;
            }
            bits |= letter == 'A' ? ALL : BITS[index];
        }
        return bits;
    }

    void want(int bits) {
        wanted = bits;
    }

    boolean wants(int kind) {
        return (wanted & kind) != 0 && (wanted & (KEYSPACE | KEYEVENT)) != 0;
    }

    void happened(int kind, String event, byte[] key) {
        if (!wants(kind)) {
            return;
        }
        byte[] name = event.getBytes(StandardCharsets.US_ASCII);
        if ((wanted & KEYSPACE) != 0) {
            channels.publish(channel("__keyspace@0__:", key), name);
        }
        if ((wanted & KEYEVENT) != 0) {
            channels.publish(channel("__keyevent@0__:", name), key);
        }
    }

    @Override
    public void expired(byte[] key) {
        happened(EXPIRED, "expired", key);
    }

    @Override
    public void evicted(byte[] key) {
        happened(EVICTED, "evicted", key);
    }

    private static byte[] channel(String prefix, byte[] rest) {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        name.writeBytes(prefix.getBytes(StandardCharsets.US_ASCII));
        name.writeBytes(rest);
        return name.toByteArray();
    }
}
