package dev.wharf.net;

import dev.wharf.common.Check;

/**
 * Socket options of a listener and of the connections it accepts.
 *
 * @param backlog connections the kernel may hold that are not accepted yet
 * @param reuseAddress bind although earlier connections are in TIME_WAIT
 * @param tcpNoDelay send small writes at once
 * @param keepAlive let the kernel find peers that vanished
 * @param receiveBufferBytes SO_RCVBUF of accepted connections; 0 leaves it to the kernel
 * @param sendBufferBytes SO_SNDBUF of accepted connections; 0 leaves it to the kernel
 * @param writeHighWatermarkBytes unsent output at which no further request is taken
 * @param writeLowWatermarkBytes unsent output at which requests are taken again
 */
public record SocketConfig(
        int backlog,
        boolean reuseAddress,
        boolean tcpNoDelay,
        boolean keepAlive,
        int receiveBufferBytes,
        int sendBufferBytes,
        int writeHighWatermarkBytes,
        int writeLowWatermarkBytes) {
    public SocketConfig {
        Check.inRange("backlog", backlog, 1, 65_535);
        Check.inRange("receive-buffer-bytes", receiveBufferBytes, 0, 1 << 30);
        Check.inRange("send-buffer-bytes", sendBufferBytes, 0, 1 << 30);
        Check.inRange("write-high-watermark-bytes", writeHighWatermarkBytes, 1024, 1 << 30);
        Check.inRange("write-low-watermark-bytes", writeLowWatermarkBytes, 0, writeHighWatermarkBytes);
    }
}
