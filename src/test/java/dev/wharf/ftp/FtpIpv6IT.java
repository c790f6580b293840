package dev.wharf.ftp;

import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import org.apache.commons.net.ftp.FTPClient;

/** In clear, over IPv6. */
class FtpIpv6IT extends FtpClientContract {
    @Override
    String[] settings() {
        return new String[] {};
    }

    @Override
    FTPClient newClient() {
        return new FTPClient();
    }

    @Override
    void connect(FTPClient unconnected, RunningWharf server) throws IOException {
        unconnected.connect("::1", server.ftpPort());
    }
}
