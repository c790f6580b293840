package dev.wharf.cloudhash.store.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rocksdb.AbstractImmutableNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/**
 * A journal in RocksDB. Each generation is a column family, and in it a batch is one record, a snapshot some large ones:
 *
 * <pre>
 *   0             -> number of the generation's first batch, parts of the snapshot, bytes of the snapshot: it is whole
 *   1, number u64 -> a part of the snapshot
 *   2, number u64 -> a batch
 * </pre>
 *
 * <p>RocksDB is not given the keys one by one: sorting them into its tables costs several times what the whole rest of
 * a SET does (figures in decisions/0011), and they are in memory anyway. So a batch costs the same few calls however
 * many changes it has. Numbers of batches have no gaps; a gap means that something was lost.
 *
 * <p>The generation that counts is the last whole one, and with it the batches of those begun since. The first one
 * begins empty and is whole by nature.
 */
final class RocksJournal implements Journal {
    private static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FORMAT = "cloudhash 1".getBytes(StandardCharsets.US_ASCII);
    private static final String NAME_PREFIX = "generation-";
    private static final byte[] WHOLE_KEY = {0};
    private static final byte SNAPSHOT = 1;
    private static final byte BATCH = 2;
    private static final int NUMBERED_KEY_BYTES = 1 + Long.BYTES;

    private static final long MEMTABLE_BYTES = 16 << 20;
    private static final long WAL_BYTES = 64 << 20;
    private static final int NEVER = 1 << 30;

    private final DBOptions options = new DBOptions()
            .setCreateIfMissing(true)
            .setWalRecoveryMode(WALRecoveryMode.AbsoluteConsistency) // WalTail has cut what may be cut
            .setMaxTotalWalSize(WAL_BYTES)
            .setRecycleLogFileNum(0)
            .setEnableWriteThreadAdaptiveYield(false) // one writer: nobody to spin for
            .setMaxBackgroundJobs(2)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(2)
            .setStatsDumpPeriodSec(0);
    private final ColumnFamilyOptions generationOptions = new ColumnFamilyOptions()
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setWriteBufferSize(MEMTABLE_BYTES)
            .setTableFormatConfig(new BlockBasedTableConfig().setNoBlockCache(true)) // read once, from end to end
            // Nothing is ever overwritten: a generation goes as a whole.
            .setDisableAutoCompactions(true)
            .setLevel0SlowdownWritesTrigger(NEVER)
            .setLevel0StopWritesTrigger(NEVER);
    private final WriteOptions forced = new WriteOptions().setSync(true);
    private final WriteOptions unforced = new WriteOptions();
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);

    private final RocksDB database;
    private final ColumnFamilyHandle defaultFamily;
    private final TreeMap<Long, ColumnFamilyHandle> generations = new TreeMap<>();

    // The thread that appends; beginGeneration hands over to the one that writes the snapshot.
    private final byte[] batchKey = new byte[NUMBERED_KEY_BYTES];
    private long nextBatch = 1;
    private long appendedBytes;
    private volatile ColumnFamilyHandle newest;
    private volatile long firstBatchOfNewest = 1;

    // The thread that writes the snapshot.
    private long snapshotParts;
    private long snapshotPartBytes;
    private volatile long snapshotBytes;

    private RocksJournal(Path directory) throws RocksDBException, IOException {
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        try (Options listing = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(listing, directory.toString())) {
                descriptors.add(new ColumnFamilyDescriptor(name, generationOptions));
            }
        }
        boolean created = descriptors.isEmpty();
        if (created) {
            descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, generationOptions));
        }
        List<ColumnFamilyHandle> families = new ArrayList<>();
        database = RocksDB.open(options, directory.toString(), descriptors, families);
        defaultFamily = families.get(0);
        if (created) {
            database.put(defaultFamily, forced, FORMAT_KEY, FORMAT);
        } else {
            checkFormat();
        }
        for (ColumnFamilyHandle family : families.subList(1, families.size())) {
            String name = new String(family.getName(), StandardCharsets.US_ASCII);
            generations.put(Long.parseLong(name.substring(NAME_PREFIX.length())), family);
        }
        newest = generations.isEmpty()
                ? newGeneration(1)
                : generations.lastEntry().getValue();
    }

    /**
     * Opens a journal, which is made if it is not there.
     *
     * @throws IOException with a line that says what is wrong
     */
    static RocksJournal open(Path directory) throws IOException {
        Files.createDirectories(directory);
        WalTail.cut(directory);
        RocksDB.loadLibrary(); // from java.library.path if it is there, else out of the jar
        try {
            return new RocksJournal(directory);
        } catch (RocksDBException e) {
            throw failure(e);
        }
    }

    private void checkFormat() throws RocksDBException, IOException {
        byte[] format = database.get(defaultFamily, FORMAT_KEY);
        if (format == null || !Arrays.equals(format, FORMAT)) {
            close();
            throw new IOException(
                    "written in another format (expected: " + new String(FORMAT, StandardCharsets.US_ASCII) + ")");
        }
    }

    private ColumnFamilyHandle newGeneration(long number) throws RocksDBException {
        byte[] name = (NAME_PREFIX + number).getBytes(StandardCharsets.US_ASCII);
        ColumnFamilyHandle family = database.createColumnFamily(new ColumnFamilyDescriptor(name, generationOptions));
        generations.put(number, family);
        return family;
    }

    @Override
    public void read(Reader reader) throws IOException {
        try (ReadOptions once = new ReadOptions().setFillCache(false).setReadaheadSize(1 << 20)) {
            Map.Entry<Long, ColumnFamilyHandle> whole = lastWhole();
            boolean withSnapshot = true; // the others' are not finished
            for (ColumnFamilyHandle family :
                    generations.tailMap(whole.getKey(), true).values()) {
                firstBatchOfNewest = nextBatch;
                appendedBytes = 0;
                readGeneration(family, withSnapshot, once, reader);
                withSnapshot = false;
            }
            dropBefore(whole.getKey());
        } catch (RocksDBException e) {
            throw failure(e);
        }
    }

    private Map.Entry<Long, ColumnFamilyHandle> lastWhole() throws RocksDBException, IOException {
        for (Map.Entry<Long, ColumnFamilyHandle> generation :
                generations.descendingMap().entrySet()) {
            byte[] whole = database.get(generation.getValue(), WHOLE_KEY);
            if (whole != null) {
                ByteBuffer facts = ByteBuffer.wrap(whole);
                nextBatch = facts.getLong();
                snapshotParts = facts.getLong();
                snapshotBytes = facts.getLong();
                return generation;
            }
        }
        Map.Entry<Long, ColumnFamilyHandle> first = generations.firstEntry();
        if (first == null || first.getKey() != 1) {
            throw new IOException("no generation is whole: restore the directory from a backup");
        }
        return first;
    }

    private void readGeneration(ColumnFamilyHandle family, boolean withSnapshot, ReadOptions once, Reader reader)
            throws RocksDBException, IOException {
        long parts = 0;
        try (RocksIterator records = database.newIterator(family, once)) {
            for (records.seek(new byte[] {SNAPSHOT}); records.isValid(); records.next()) {
                byte[] key = records.key();
                byte[] changes = records.value();
                if (key[0] == BATCH) {
                    checkNumber("batch", ByteBuffer.wrap(key, 1, Long.BYTES).getLong(), nextBatch++);
                    appendedBytes += changes.length;
                } else if (withSnapshot) {
                    checkNumber("part", ByteBuffer.wrap(key, 1, Long.BYTES).getLong(), parts++);
                } else {
                    continue; // of a snapshot that was not finished
                }
                reader.read(changes);
            }
            records.status();
        }
        if (withSnapshot) {
            checkNumber("end of the snapshot", parts, snapshotParts);
        }
    }

    private static void checkNumber(String what, long found, long expected) throws IOException {
        if (found != expected) {
            throw new IOException(what + " " + found + " (expected: " + expected
                    + "), so something is lost: restore the directory from a backup");
        }
    }

    @Override
    public void append(byte[] changes, int length, boolean force) throws IOException {
        numbered(batchKey, BATCH, nextBatch);
        try {
            database.put(newest, force ? forced : unforced, batchKey, 0, batchKey.length, changes, 0, length);
        } catch (RocksDBException e) {
            throw failure(e);
        }
        nextBatch++;
        appendedBytes += length;
    }

    private static void numbered(byte[] key, byte kind, long number) {
        ByteBuffer.wrap(key).put(kind).putLong(number);
    }

    @Override
    public void force() throws IOException {
        try {
            database.syncWal();
        } catch (RocksDBException e) {
            throw failure(e);
        }
    }

    @Override
    public void beginGeneration() throws IOException {
        try {
            newest = newGeneration(generations.lastKey() + 1);
        } catch (RocksDBException e) {
            throw failure(e);
        }
        firstBatchOfNewest = nextBatch;
        appendedBytes = 0;
        snapshotParts = 0;
        snapshotPartBytes = 0;
    }

    @Override
    public void writeSnapshot(byte[] changes, int length) throws IOException {
        byte[] key = new byte[NUMBERED_KEY_BYTES];
        numbered(key, SNAPSHOT, snapshotParts);
        try {
            database.put(newest, unlogged, key, 0, key.length, changes, 0, length);
        } catch (RocksDBException e) {
            throw failure(e);
        }
        snapshotParts++;
        snapshotPartBytes += length;
    }

    @Override
    public void completeGeneration() throws IOException {
        byte[] facts = ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(firstBatchOfNewest)
                .putLong(snapshotParts)
                .putLong(snapshotPartBytes)
                .array();
        try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
            database.flush(wait, newest);
            database.put(newest, forced, WHOLE_KEY, facts);
            dropBefore(generations.lastKey());
        } catch (RocksDBException e) {
            throw failure(e);
        }
        snapshotBytes = snapshotPartBytes;
    }

    private void dropBefore(long number) throws RocksDBException {
        Map<Long, ColumnFamilyHandle> older = generations.headMap(number, false);
        for (ColumnFamilyHandle family : older.values()) {
            database.dropColumnFamily(family);
            family.close();
        }
        older.clear();
    }

    @Override
    public long appendedBytes() {
        return appendedBytes;
    }

    @Override
    public long snapshotBytes() {
        return snapshotBytes;
    }

    private static IOException failure(RocksDBException e) {
        return new IOException(String.valueOf(e.getMessage()), e);
    }

    @Override
    public void close() {
        generations.values().forEach(ColumnFamilyHandle::close);
        defaultFamily.close();
        database.close();
        List.of(forced, unforced, unlogged, generationOptions, options)
                .forEach(AbstractImmutableNativeReference::close);
    }
}
