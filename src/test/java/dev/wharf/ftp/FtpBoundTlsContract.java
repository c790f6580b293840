package dev.wharf.ftp;

import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;

/** Data connections that must resume the control connection's TLS session. */
abstract class FtpBoundTlsContract extends FtpClientContract {
    @Override
    String[] settings() {
        return new String[] {"ftp.tls=required", "ftp.data-tls=require"};
    }

    /** The version of TLS that the client speaks. */
    abstract String protocol();

    @Override
    FTPClient newClient() {
        return TrustingFtpsClient.resuming(protocol());
    }

    @Override
    void connect(FTPClient unconnected, RunningWharf server) throws IOException {
        unconnected.connect("127.0.0.1", server.ftpPort());
    }

    @Override
    void afterLogin(FTPClient loggedIn) throws IOException {
        FTPSClient secured = (FTPSClient) loggedIn;
        secured.execPBSZ(0);
        secured.execPROT("P");
    }
}
