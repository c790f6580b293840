package dev.wharf.ftp.session;

/** Whether control and data connections can, or must, be secured with AUTH TLS. */
public enum TlsPolicy {
    OFF,
    OFFERED,
    /** No login and no data in clear. */
    REQUIRED
}
