package dev.wharf.ftp;

/** A way to reach the server: the address family, who opens data connections, and TLS. */
enum FtpWay {
    PASSIVE("127.0.0.1", true, "none", "1.3"),
    ACTIVE("127.0.0.1", false, "none", "1.3"),
    IPV6_PASSIVE("::1", true, "none", "1.3"),
    IPV6_ACTIVE("::1", false, "none", "1.3"),
    TLS12_PASSIVE("127.0.0.1", true, "explicit", "1.2"),
    TLS12_ACTIVE("127.0.0.1", false, "explicit", "1.2"),
    TLS13_PASSIVE("127.0.0.1", true, "explicit", "1.3"),
    TLS13_ACTIVE("127.0.0.1", false, "explicit", "1.3"),
    IMPLICIT_TLS12_PASSIVE("127.0.0.1", true, "implicit", "1.2"),
    IMPLICIT_TLS13_PASSIVE("127.0.0.1", true, "implicit", "1.3");

    final String host;
    final boolean passive;
    /** {@code none}, {@code explicit} or {@code implicit}. */
    final String tls;

    final String tlsVersion;

    FtpWay(String host, boolean passive, String tls, String tlsVersion) {
        this.host = host;
        this.passive = passive;
        this.tls = tls;
        this.tlsVersion = tlsVersion;
    }
}
