package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.store.ChangeLog;
import dev.wharf.cloudhash.store.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Writes down what it is told; nothing becomes durable before {@link #makeDurable}. */
final class FakeChangeLog implements ChangeLog {
    final List<String> changes = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private long durable;
    private @Nullable String refusal;

    void makeDurable() {
        durable = changes.size();
        wake();
    }

    void fail(String reason) {
        refusal = reason;
        wake();
    }

    private void wake() {
        List<Runnable> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(Runnable::run);
    }

    @Override
    public void put(byte[] entry) {
        changes.add("put " + pair(entry));
    }

    @Override
    public void putField(byte[] key, byte[] fieldEntry) {
        changes.add("putField " + text(key) + " " + pair(fieldEntry));
    }

    @Override
    public void removeField(byte[] key, byte[] field) {
        changes.add("removeField " + text(key) + " " + text(field));
    }

    @Override
    public void expire(byte[] key, long atMillis) {
        changes.add("expire " + text(key));
    }

    @Override
    public void remove(byte[] key) {
        changes.add("remove " + text(key));
    }

    @Override
    public void clear() {
        changes.add("clear");
    }

    @Override
    public long sequence() {
        return changes.size();
    }

    @Override
    public long durable() {
        return durable;
    }

    @Override
    public void whenDurable(long sequence, Executor executor, Runnable action) {
        waiting.add(action);
    }

    @Override
    public @Nullable String refusal() {
        return refusal;
    }

    @Override
    public boolean isCongested() {
        return false;
    }

    @Override
    public String mode() {
        return "fake";
    }

    @Override
    public void close() {}

    private static String pair(byte[] entry) {
        return text(Entry.key(entry)) + "=" + text(Entry.value(entry));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
