package dev.wharf.ftp;

import dev.wharf.testing.RunningWharf;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.condition.EnabledIf;

/** In clear, over io_uring, where files are read and written in chunks; skipped where the kernel has none to give. */
@EnabledIf("isAvailable")
class FtpIoUringIT extends FtpClientContract {
    static boolean isAvailable() {
        return IoUring.isAvailable();
    }

    @Override
    String[] settings() {
        return new String[] {"network.transport=io_uring"};
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
