package dev.wharf.cloudhash.store.memory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who watches which keys. Under the keyspace's lock. */
final class Watches {
    private final Map<ByteBuffer, List<Keyspace.Watcher>> watchers = new HashMap<>();

    boolean isEmpty() {
        return watchers.isEmpty();
    }

    void add(byte[] key, Keyspace.Watcher watcher) {
        watchers.computeIfAbsent(ByteBuffer.wrap(key), any -> new ArrayList<>(1))
                .add(watcher);
    }

    void remove(byte[] key, Keyspace.Watcher watcher) {
        watchers.computeIfPresent(ByteBuffer.wrap(key), (any, list) -> {
            list.remove(watcher);
            return list.isEmpty() ? null : list;
        });
    }

    void touch(byte[] key) {
        List<Keyspace.Watcher> list = watchers.get(ByteBuffer.wrap(key));
        if (list != null) {
            List.copyOf(list).forEach(watcher -> watcher.touched(key)); // one may stop watching
        }
    }
}
