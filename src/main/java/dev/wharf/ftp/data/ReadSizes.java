package dev.wharf.ftp.data;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * How much is read from a data connection at once. Large reads are what makes uploads cheap, half the CPU of reads of
 * 16 KiB; a small file, and whatever comes on a connection for a download, needs no more than those.
 */
final class ReadSizes {
    private static final int SMALLEST_BYTES = 16 * 1024;
    private static final int LARGEST_BYTES = 256 * 1024;

    /** To be set before the first read. Thread-safe. */
    static final RecvByteBufAllocator ALLOCATOR =
            new AdaptiveRecvByteBufAllocator(SMALLEST_BYTES, SMALLEST_BYTES, LARGEST_BYTES);

    private ReadSizes() {}
}
