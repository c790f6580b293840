package dev.wharf.cloudhash.store.durable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A journal on a disk that forgets at a power failure whatever was not forced, and that can fail. Snapshots take the
 * place of batches as they do on a real one.
 */
final class MemoryJournal implements Journal {
    private final List<byte[]> system = new ArrayList<>();
    private List<byte[]> disk = List.of();
    private int generationStart;
    private final List<byte[]> snapshot = new ArrayList<>();
    private long appendedBytes;
    private long snapshotBytes;

    int batches;
    int forces;
    int wholeSnapshots;
    boolean closed;
    private volatile boolean full;
    private volatile boolean failing;

    /** From now on nothing can be written. */
    void fill() {
        full = true;
    }

    /** From now on forcing fails. */
    void failForces() {
        failing = true;
    }

    /** What is there after the process was killed. */
    synchronized MemoryJournal afterKill() {
        MemoryJournal copy = new MemoryJournal();
        copy.system.addAll(system);
        return copy;
    }

    /** What is there after the power failed. */
    synchronized MemoryJournal afterPowerFailure() {
        MemoryJournal copy = new MemoryJournal();
        copy.system.addAll(disk);
        return copy;
    }

    @Override
    public synchronized void read(Reader reader) throws IOException {
        for (byte[] changes : system) {
            reader.read(changes);
        }
    }

    @Override
    public synchronized void append(byte[] changes, int length, boolean force) throws IOException {
        if (full) {
            throw new IOException("no space left on device");
        }
        system.add(Arrays.copyOf(changes, length));
        appendedBytes += length;
        batches++;
        if (force) {
            force();
        }
    }

    @Override
    public synchronized void force() throws IOException {
        if (failing) {
            throw new IOException("input/output error");
        }
        forces++;
        disk = List.copyOf(system);
    }

    @Override
    public synchronized void beginGeneration() {
        generationStart = system.size();
        appendedBytes = 0;
        snapshot.clear();
    }

    @Override
    public synchronized void writeSnapshot(byte[] changes, int length) {
        snapshot.add(Arrays.copyOf(changes, length));
    }

    @Override
    public synchronized void completeGeneration() {
        List<byte[]> since = new ArrayList<>(system.subList(generationStart, system.size()));
        system.clear();
        system.addAll(snapshot);
        system.addAll(since);
        disk = List.copyOf(system);
        snapshotBytes = snapshot.stream().mapToLong(part -> part.length).sum();
        wholeSnapshots++;
    }

    @Override
    public synchronized long appendedBytes() {
        return appendedBytes;
    }

    @Override
    public synchronized long snapshotBytes() {
        return snapshotBytes;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
