package dev.wharf.ftp;

import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import org.apache.commons.net.ftp.FTPClient;

/** In clear, over epoll where it loads. */
class FtpPlainIT extends FtpClientContract {
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
        unconnected.connect("127.0.0.1", server.ftpPort());
    }
}
