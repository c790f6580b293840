package dev.wharf.cloudhash.framing;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What has come in on a connection and was not decoded yet, as plain bytes.
 *
 * <p>What arrives is copied once into memory that all connections of an event loop share, and decoded there; only the
 * beginning of a request whose rest is still on its way is kept for the connection, and grows as it arrives. So an idle
 * connection holds nothing, and a length that somebody only announces costs nothing.
 */
public final class Input {
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    byte[] bytes = new byte[0];
    int start;
    int end;
    boolean ended;
    private byte @Nullable [] kept; // what is left over, from start to end; then the same as bytes

    /** How many bytes there are. */
    public int length() {
        return end - start;
    }

    /** Whether nothing more will come. */
    public void endInput() {
        ended = true;
    }

    /**
     * Takes what has arrived.
     *
     * @param shared memory of the event loop, used until {@link #keepRest} is called
     * @return that memory, or larger memory in its place
     */
    public byte[] take(ByteBuf arrived, byte[] shared) {
        int count = arrived.readableBytes();
        byte[] own = kept;
        if (own == null) {
            byte[] memory = shared.length < count ? new byte[count] : shared;
            arrived.readBytes(memory, 0, count);
            bytes = memory;
            start = 0;
            end = count;
            return memory;
        }
        if (own.length - end < count) {
            own = makeRoom(own, count);
        }
        arrived.readBytes(own, end, count);
        end += count;
        return shared;
    }

    private byte[] makeRoom(byte[] own, int count) {
        int length = end - start;
        long needed = (long) length + count;
        byte[] larger =
                needed <= own.length / 2 ? own : new byte[(int) Math.min(Math.max(needed, 2L * length), MAX_BYTES)];
        System.arraycopy(own, start, larger, 0, length);
        start = 0;
        end = length;
        kept = larger;
        bytes = larger;
        return larger;
    }

    /** Moves what was not decoded out of the shared memory. */
    public void keepRest() {
        if (start == end) {
            clear();
        } else if (kept == null) {
            kept = Arrays.copyOfRange(bytes, start, end);
            bytes = kept;
            end -= start;
            start = 0;
        }
    }

    /** Forgets everything. */
    public void clear() {
        kept = null;
        bytes = EMPTY;
        start = 0;
        end = 0;
    }

    private static final byte[] EMPTY = new byte[0];

    /** Where a byte stands first, from {@code from} on; negative if nowhere. */
    int indexOf(byte wanted, int from) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
