package dev.wharf.ftp;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.SocketWithPort;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.apache.commons.net.ftp.FTPSClient;
import org.apache.commons.net.util.TrustManagerUtils;
import org.jspecify.annotations.Nullable;

/** A client that takes any certificate and speaks one version of TLS. */
final class TrustingFtpsClient {
    private TrustingFtpsClient() {}

    /**
     * A client whose data connections resume the TLS session of its control connection, which the library does not do by
     * itself: it is made to open plain ones, and they are secured as if they led to the control port.
     */
    static FTPSClient resuming(String protocol) {
        SSLContext context = RawConnection.newTlsClient();
        FTPSClient client = new FTPSClient(false, context) {
            @Override
            protected @Nullable Socket _openDataConnection_(String command, String argument) throws IOException {
                setSocketFactory(SocketFactory.getDefault());
                setServerSocketFactory(ServerSocketFactory.getDefault());
                Socket plain = super._openDataConnection_(command, argument);
                if (plain == null) {
                    return null; // refused
                }
                SSLSocket secured = (SSLSocket) context.getSocketFactory()
                        .createSocket(
                                new SocketWithPort(plain, getRemotePort()),
                                getRemoteAddress().getHostAddress(),
                                getRemotePort(),
                                true);
                secured.setEnabledProtocols(new String[] {protocol});
                secured.startHandshake();
                return secured;
            }
        };
        client.setEnabledProtocols(new String[] {protocol});
        return client;
    }

    static FTPSClient create(boolean implicit, String protocol) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {TrustManagerUtils.getAcceptAllTrustManager()}, null);
            FTPSClient client = new FTPSClient(implicit, context);
            client.setEnabledProtocols(new String[] {protocol});
            return client;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
