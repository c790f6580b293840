package dev.wharf.ftp.digest;

import dev.wharf.ftp.filetree.FileInfo;
import dev.wharf.ftp.protocol.ByteRange;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Digests made lately, by file (not name), modification time and size: a file that has changed has none. The least used
 * go first. Thread-safe.
 */
public final class DigestCache {
    /** File systems keep time in ticks; a file that was changed just now can change again within the same one. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final Map<Key, String> digests;

    /** @param capacity how many are kept */
    public DigestCache(int capacity) {
        digests = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, String> eldest) {
                return size() > capacity;
            }
        };
    }

    private record Key(Object identity, Instant modified, long sizeBytes, DigestAlgorithm algorithm, ByteRange range) {
        static Key of(FileInfo file, DigestAlgorithm algorithm, ByteRange range) {
            return new Key(file.identity(), file.modified(), file.sizeBytes(), algorithm, range);
        }
    }

    /** The digest of a file as it is now. */
    public Optional<String> find(FileInfo file, DigestAlgorithm algorithm, ByteRange range) {
        synchronized (digests) {
            return Optional.ofNullable(digests.get(Key.of(file, algorithm, range)));
        }
    }

    /**
     * Keeps a digest, unless the file changed meanwhile or may have.
     *
     * @param before the file before its first byte was read
     * @param after the file after its last byte was read
     * @param now when {@code before} was looked at
     */
    public void keep(
            FileInfo before, FileInfo after, Instant now, DigestAlgorithm algorithm, ByteRange range, String digest) {
        Key key = Key.of(before, algorithm, range);
        if (!key.equals(Key.of(after, algorithm, range)) || before.modified().isAfter(now.minus(SETTLED))) {
            return;
        }
        synchronized (digests) {
            digests.put(key, digest);
        }
    }

    /** How many are kept. */
    int size() {
        synchronized (digests) {
            return digests.size();
        }
    }
}
