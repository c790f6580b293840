package dev.wharf.cloudhash.store;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Nothing is kept, so nothing is ever owed. */
final class NoChangeLog implements ChangeLog {
    @Override
    public void put(byte[] entry) {}

    @Override
    public void putField(byte[] key, byte[] fieldEntry) {}

    @Override
    public void removeField(byte[] key, byte[] field) {}

    @Override
    public void expire(byte[] key, long atMillis) {}

    @Override
    public void remove(byte[] key) {}

    @Override
    public void clear() {}

    @Override
    public long sequence() {
        return 0;
    }

    @Override
    public long durable() {
        return 0;
    }

    @Override
    public void whenDurable(long sequence, Executor executor, Runnable action) {
        executor.execute(action);
    }

    @Override
    public @Nullable String refusal() {
        return null;
    }

    @Override
    public boolean isCongested() {
        return false;
    }

    @Override
    public String mode() {
        return "none";
    }

    @Override
    public void close() {}
}
