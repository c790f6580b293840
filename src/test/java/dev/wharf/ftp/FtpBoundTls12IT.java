package dev.wharf.ftp;

/** TLS 1.2, with data connections that must resume the control connection's session. */
class FtpBoundTls12IT extends FtpBoundTlsContract {
    @Override
    String protocol() {
        return "TLSv1.2";
    }
}
