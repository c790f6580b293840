/**
 * TLS: who the server says it is, and how a connection is secured.
 *
 * <p>{@link dev.wharf.net.tls.TlsIdentity} is the certificate and key, from PEM files or made once by
 * {@link dev.wharf.net.tls.SelfSignedCertificate}; {@link dev.wharf.net.tls.TlsServer} makes the handlers.
 * BouncyCastle is used here and nowhere else. Loading blocks: at start-up, not on event loops.
 */
@NullMarked
package dev.wharf.net.tls;

import org.jspecify.annotations.NullMarked;
