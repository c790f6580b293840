package dev.wharf.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A socket and nothing more: bytes out, bytes in, each char a byte. Gives up after twenty seconds of silence. */
public final class RawConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final SSLContext TRUSTS_ALL = trustsAll();

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** Connects to this machine over IPv4. */
    public static RawConnection to(int port) throws IOException {
        return to("127.0.0.1", port);
    }

    public static RawConnection to(String host, int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
        return new RawConnection(socket);
    }

    /** Takes over a socket. */
    public static RawConnection of(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new RawConnection(socket);
    }

    /** Goes on under TLS, as the client, without looking at the certificate. */
    public RawConnection startTls() throws IOException {
        SSLSocket secured =
                (SSLSocket) TRUSTS_ALL.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
        secured.startHandshake();
        socket = secured;
        in = secured.getInputStream();
        out = secured.getOutputStream();
        return this;
    }

    /** A TLS client with a memory of its own for sessions, which takes any certificate. */
    public static SSLContext newTlsClient() {
        return trustsAll();
    }

    /**
     * Goes on under TLS, as the client, and tries to resume what {@code client} has had with {@code port}, whatever port
     * this connection goes to.
     */
    public RawConnection startTls(SSLContext client, int port, String... protocols) throws IOException {
        SSLSocket secured = (SSLSocket)
                client.getSocketFactory().createSocket(new SocketWithPort(socket, port), "127.0.0.1", port, true);
        if (protocols.length > 0) {
            secured.setEnabledProtocols(protocols);
        }
        secured.startHandshake();
        socket = secured;
        in = secured.getInputStream();
        out = secured.getOutputStream();
        return this;
    }

    public Socket socket() {
        return socket;
    }

    public RawConnection send(String bytes) throws IOException {
        return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawConnection send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Ends the output; input goes on. */
    public RawConnection endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The next line without its end; null at the end of the stream. */
    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return null;
        }
        while (b >= 0 && b != '\n') {
            line.write(b);
            b = in.read();
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** The next so many bytes. */
    public byte[] bytes(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** Everything up to the end of the stream. */
    public byte[] rest() throws IOException {
        return in.readAllBytes();
    }

    public String restAsText() throws IOException {
        return new String(rest(), StandardCharsets.ISO_8859_1);
    }

    // FTP

    /** Sends one FTP command and gives its reply. */
    public String command(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    /** The next FTP reply, all its lines. */
    public String reply() throws IOException {
        String line = line();
        assertThat(line).as("a reply, not the end of the stream").isNotNull();
        StringBuilder reply = new StringBuilder(line);
        if (line.length() > 3 && line.charAt(3) == '-') {
            String last = line.substring(0, 3) + " ";
            do {
                line = line();
                assertThat(line).as("the rest of the reply %s", reply).isNotNull();
                reply.append('\n').append(line);
            } while (!line.startsWith(last));
        }
        return reply.toString();
    }

    /** Reads the greeting and logs in. */
    public RawConnection login() throws IOException {
        assertThat(reply()).startsWith("220 ");
        return loginAfterGreeting();
    }

    public RawConnection loginAfterGreeting() throws IOException {
        assertThat(command("USER ann")).startsWith("331 ");
        assertThat(command("PASS secret")).startsWith("230 ");
        return this;
    }

    /** EPSV, and the connection to where it points. */
    public RawConnection openData() throws IOException {
        String reply = command("EPSV");
        assertThat(reply).startsWith("229 ");
        int bar = reply.indexOf("|||");
        int port = Integer.parseInt(reply.substring(bar + 3, reply.indexOf('|', bar + 3)));
        return to(socket.getInetAddress().getHostAddress(), port);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static SSLContext trustsAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    null,
                    new TrustManager[] {
                        new X509TrustManager() {
                            @Override
                            public void checkClientTrusted(X509Certificate[] chain, String type) {}

                            @Override
                            public void checkServerTrusted(X509Certificate[] chain, String type) {}

                            @Override
                            public X509Certificate[] getAcceptedIssuers() {
                                return new X509Certificate[0];
                            }
                        }
                    },
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
