package dev.wharf.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.Background;
import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** One passive port for all clients, as a container's port mapping wants it. */
class FtpOnePassivePortIT extends FtpClientContract {
    private static final int CLIENTS = 12;
    private static final int ROUNDS = 8;

    @Override
    String[] settings() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new String[] {"ftp.passive.ports=" + free.getLocalPort()};
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    FTPClient newClient() {
        return new FTPClient();
    }

    @Override
    void connect(FTPClient unconnected, RunningWharf server) throws IOException {
        unconnected.connect("127.0.0.1", server.ftpPort());
    }

    @Test
    void givesEachOfManyClientsBehindOneAddressItsOwnFile() throws Exception {
        List<CompletableFuture<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String content = "the file of client " + i;
            wharf().file("client-" + i, content);
            String name = "client-" + i;
            clients.add(Background.start(() -> fetchAgainAndAgain(name, content)));
        }
        for (CompletableFuture<Integer> client : clients) {
            assertThat(client.get(60, TimeUnit.SECONDS)).isEqualTo(ROUNDS);
        }
    }

    private int fetchAgainAndAgain(String name, String content) throws IOException {
        try (RawConnection ftp = RawConnection.to(wharf().ftpPort()).login()) {
            for (int round = 0; round < ROUNDS; round++) {
                try (RawConnection data = ftp.openData()) {
                    assertThat(ftp.command("RETR " + name)).startsWith("1");
                    assertThat(data.restAsText()).isEqualTo(content);
                }
                assertThat(ftp.reply()).startsWith("226 ");
            }
            return ROUNDS;
        }
    }
}
