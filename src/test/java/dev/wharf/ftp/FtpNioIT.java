package dev.wharf.ftp;

import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import org.apache.commons.net.ftp.FTPClient;

/** In clear, over NIO. */
class FtpNioIT extends FtpClientContract {
    @Override
    String[] settings() {
        return new String[] {"network.transport=nio"};
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
