package dev.wharf.cloudhash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Connections that store numbered values as fast as they are answered, and remember up to which number they were; later
 * they look whether all of that is there.
 */
final class WriteLoad implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final int AT_A_TIME = 16;

    private final String round;
    private final AtomicIntegerArray answered = new AtomicIntegerArray(CONNECTIONS);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ending;

    private WriteLoad(String round) {
        this.round = round;
    }

    static WriteLoad start(String round, int port) {
        WriteLoad load = new WriteLoad(round);
        for (int i = 0; i < CONNECTIONS; i++) {
            int connection = i;
            Thread thread = new Thread(() -> load.write(connection, port), "load-" + i);
            load.threads.add(thread);
            thread.start();
        }
        return load;
    }

    private void write(int connection, int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader in = reader(socket);
            OutputStream out = socket.getOutputStream();
            for (int next = 1; !ending; next += AT_A_TIME) {
                StringBuilder burst = new StringBuilder();
                for (int i = next; i < next + AT_A_TIME; i++) {
                    burst.append("SET ")
                            .append(key(connection, i))
                            .append(" value")
                            .append(i)
                            .append('\n');
                }
                out.write(burst.toString().getBytes(StandardCharsets.US_ASCII));
                for (int i = next; i < next + AT_A_TIME; i++) {
                    String answer = in.readLine();
                    if (answer == null || answer.startsWith("ERR")) {
                        return;
                    }
                    assertThat(answer).isEqualTo("value" + i);
                    answered.set(connection, i);
                }
            }
        } catch (IOException e) {
            assertThat(e).isNotNull(); // the server was killed: what was answered until then counts
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private String key(int connection, int number) {
        return round + ":" + connection + ":" + number;
    }

    /** How many requests have been answered so far. */
    int answered() {
        int sum = 0;
        for (int i = 0; i < CONNECTIONS; i++) {
            sum += answered.get(i);
        }
        return sum;
    }

    /** Sends no more, and waits until everything is answered or the connections are lost. */
    void end() {
        ending = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        end();
    }

    /** Fails unless everything that was answered is there. */
    void verify(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader in = reader(socket);
            OutputStream out = socket.getOutputStream();
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                for (int first = 1; first <= answered.get(connection); first += 1000) {
                    int last = Math.min(first + 999, answered.get(connection));
                    StringBuilder burst = new StringBuilder();
                    for (int i = first; i <= last; i++) {
                        burst.append("GET ").append(key(connection, i)).append('\n');
                    }
                    out.write(burst.toString().getBytes(StandardCharsets.US_ASCII));
                    for (int i = first; i <= last; i++) {
                        assertThat(in.readLine()).as(key(connection, i)).isEqualTo("value" + i);
                    }
                }
            }
        }
    }
}
