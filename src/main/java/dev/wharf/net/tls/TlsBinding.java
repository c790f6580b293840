package dev.wharf.net.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ties TLS connections together: one made with a binding can resume the sessions of those made with the same binding,
 * and no others. Immutable.
 *
 * <p>With BoringSSL it is the session id context (the library's own word), which every session and ticket carries and
 * which must be the same when it is resumed; tickets are encrypted, so a client can neither read nor change it.
 */
public final class TlsBinding {
    private static final AtomicLong LAST = new AtomicLong();

    /** For connections that are not tied to certain others. */
    static final TlsBinding COMMON = new TlsBinding();

    private final long number = LAST.incrementAndGet();

    byte[] bytes() {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
