package dev.wharf.cloudhash.store.memory;

import dev.wharf.cloudhash.store.Store;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Keeps everything in the heap; every result is there at once. */
public final class MemoryStore implements Store {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);
    private static final CompletionStage<Optional<byte[]>> ABSENT = CompletableFuture.completedFuture(Optional.empty());

    private final ConcurrentHashMap<Key, byte[]> values = new ConcurrentHashMap<>();
    private final LongAdder dataBytes = new LongAdder();

    @Override
    public CompletionStage<Void> set(byte[] key, byte[] value) {
        byte[] old = values.put(new Key(key), value);
        dataBytes.add(old == null ? key.length + (long) value.length : (long) value.length - old.length);
        return DONE;
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(byte[] key) {
        return present(values.get(new Key(key)));
    }

    @Override
    public CompletionStage<Optional<byte[]>> delete(byte[] key) {
        byte[] old = values.remove(new Key(key));
        if (old != null) {
            dataBytes.add(-key.length - (long) old.length);
        }
        return present(old);
    }

    @Override
    public CompletionStage<Boolean> contains(byte[] key) {
        return CompletableFuture.completedFuture(values.containsKey(new Key(key)));
    }

    @Override
    public long size() {
        return values.mappingCount();
    }

    @Override
    public long dataBytes() {
        return dataBytes.sum();
    }

    @Override
    public void close() {
        values.clear();
        dataBytes.reset();
    }

    private static CompletionStage<Optional<byte[]>> present(byte @Nullable [] value) {
        return value == null ? ABSENT : CompletableFuture.completedFuture(Optional.of(value));
    }
}
