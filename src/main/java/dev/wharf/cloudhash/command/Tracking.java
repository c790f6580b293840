package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.protocol.Output;
import dev.wharf.cloudhash.protocol.RespWriter;
import dev.wharf.cloudhash.store.memory.Keyspace;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client that keeps values by itself has read: it is told once of each key that changes, and in RESP3 only, as
 * nothing can be pushed in RESP2. Under the keyspace's lock.
 */
final class Tracking implements Keyspace.Watcher {
    private static final int MAX_KEYS = 100_000;

    private final Keyspace keys;
    private final Session session;
    private final Set<Name> read = new HashSet<>();

    Tracking(Keyspace keys, Session session) {
        this.keys = keys;
        this.session = session;
    }

    /** Notes the keys that a command reads. */
    void read(RespCommand command, Call call) {
        int last = command.lastKey() < 0 ? call.count() + command.lastKey() : command.lastKey();
        for (int i = command.firstKey(); i > 0 && i <= last; i += command.keyStep()) {
            byte[] key = call.copy(i);
            if (read.add(new Name(key))) {
                keys.watch(key, this);
            }
        }
        if (read.size() > MAX_KEYS) {
            end();
            tell(null);
        }
    }

    @Override
    public void touched(byte[] key) {
        keys.unwatch(key, this);
        read.remove(new Name(key));
        tell(key);
    }

    /** Tells the client to forget a key, or all of them. */
    private void tell(byte @Nullable [] key) {
        if (session.resp.version() != 3) {
            return;
        }
        Output frame = new Output();
        RespWriter push = new RespWriter(frame);
        push.version(3);
        push.push(2);
        push.bulk("invalidate");
        if (key == null) {
            push.nil();
        } else {
            push.list(1);
            push.bulk(key);
        }
        session.push(frame.copyFrom(0));
    }

    /** Ends watching. */
    void end() {
        read.forEach(key -> keys.unwatch(key.bytes(), this));
        read.clear();
    }
}
