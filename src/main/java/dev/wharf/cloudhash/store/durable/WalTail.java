package dev.wharf.cloudhash.store.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the torn end of RocksDB's write-ahead logs from damage, before RocksDB reads them.
 *
 * <p>RocksDB's own ways are to drop everything behind the first bad record in silence, or to refuse a log that merely
 * ends in the middle of a record, as one does after a power failure. A wrong length near the end even makes it take
 * damage for such an end. Here a log may end in a record that is not whole: that one is cut off. But if a later record
 * begins behind it, something that was whole is lost, and nothing is cut.
 *
 * <pre>
 *   blocks of 32 KiB; in them, none across a border:
 *   masked CRC-32C of type and payload, u32 | length, u16 | type, u8 | payload        all little-endian
 *   type: 1 a whole record, 2 its first part, 3 a part between, 4 its last part, others stand for themselves
 * </pre>
 */
final class WalTail {
    private static final Logger LOG = LoggerFactory.getLogger(WalTail.class);

    private static final int BLOCK_BYTES = 32 * 1024;
    private static final int HEADER_BYTES = 7;
    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int MIDDLE = 3;
    private static final int CRC_MASK_DELTA = 0xa282ead8;

    private final Path file;
    private final ByteBuffer log;

    private WalTail(Path file, ByteBuffer log) {
        this.file = file;
        this.log = log;
    }

    /**
     * Cuts a record that is not whole off the end of the last log.
     *
     * @throws DamagedException if something that was whole is damaged
     */
    static void cut(Path directory) throws IOException {
        List<Path> logs = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.log")) {
            files.forEach(logs::add);
        }
        logs.sort(Collections.reverseOrder()); // their names are numbers with leading zeroes
        boolean last = true;
        for (Path file : logs) {
            last &= !cutFile(file, last);
        }
    }

    /** Whether there was a record in it. */
    private static boolean cutFile(Path file, boolean last) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            if (size == 0) {
                return false;
            }
            ByteBuffer log = channel.map(FileChannel.MapMode.READ_ONLY, 0, size).order(ByteOrder.LITTLE_ENDIAN);
            int end = new WalTail(file, log).wholeRecords(last);
            if (end < size) {
                LOG.warn("{}: the last {} bytes are no whole record; cut off", file, size - end);
                channel.truncate(end);
                channel.force(true);
            }
            return end > 0;
        }
    }

    /** Where the last whole record ends. */
    private int wholeRecords(boolean last) throws DamagedException {
        int end = 0;
        int at = 0;
        while (true) {
            int left = BLOCK_BYTES - at % BLOCK_BYTES;
            if (left < HEADER_BYTES) {
                at += left; // a block's last bytes, where no header fits
            }
            if (at >= log.capacity()) {
                return end;
            }
            if (!isFragment(at)) {
                refuseDamage(end, at, last);
                return end;
            }
            int type = typeAt(at);
            at += HEADER_BYTES + lengthAt(at);
            if (type != FIRST && type != MIDDLE) {
                end = at;
            }
        }
    }

    private void refuseDamage(int end, int at, boolean last) throws DamagedException {
        if (!last) {
            throw new DamagedException(file, at, end, "a later log");
        }
        for (int next = at + 1; next < log.capacity(); next++) {
            int type = next + HEADER_BYTES <= log.capacity() ? typeAt(next) : 0;
            if ((type == FULL || type == FIRST) && isFragment(next)) {
                throw new DamagedException(file, at, end, "whole changes");
            }
        }
    }

    private int lengthAt(int at) {
        return log.getShort(at + 4) & 0xffff;
    }

    private int typeAt(int at) {
        return log.get(at + 6) & 0xff;
    }

    private boolean isFragment(int at) {
        int left = Math.min(BLOCK_BYTES - at % BLOCK_BYTES, log.capacity() - at);
        if (left < HEADER_BYTES || typeAt(at) == 0 || HEADER_BYTES + lengthAt(at) > left) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(log.slice(at + 6, 1 + lengthAt(at)));
        return log.getInt(at) == Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK_DELTA;
    }

    /** A record that was whole is not any more, or never was what follows it. */
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1;

        DamagedException(Path file, int at, int end, String follows) {
            super(file + " is damaged at byte " + at + " and " + follows
                    + " follow: restore the directory from a backup," + " or give up what follows: truncate -s " + end
                    + " " + file);
        }
    }
}
