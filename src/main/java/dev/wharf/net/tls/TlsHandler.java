package dev.wharf.net.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/**
 * Secures one connection as the server's side, and tells what the handshake has shown.
 *
 * <p>Owns its native memory and frees it when it is removed. Thread: its channel's event loop.
 */
public final class TlsHandler extends SslHandler {
    /** Where the JDK's sessions keep their binding; BoringSSL's know it by themselves. */
    private static final String BINDING = "dev.wharf.binding";

    private boolean resumed;

    TlsHandler(SSLEngine engine, TlsBinding binding) {
        super(engine);
        handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                resumed = resumes(engine, binding);
            }
        });
    }

    /** Whether the handshake resumed a session of a connection with the same binding; to be asked when it is over. */
    public boolean isResumed() {
        return resumed;
    }

    private static boolean resumes(SSLEngine engine, TlsBinding binding) {
        if (engine instanceof ReferenceCountedOpenSslEngine boring) {
            return SSL.isSessionReused(boring.sslPointer());
        }
        SSLSession session = engine.getSession();
        if (session.getValue(BINDING) == binding) {
            return true;
        }
        session.putValue(BINDING, binding);
        return false;
    }
}
