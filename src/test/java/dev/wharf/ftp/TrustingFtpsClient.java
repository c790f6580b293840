package dev.wharf.ftp;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.apache.commons.net.ftp.FTPSClient;
import org.apache.commons.net.util.TrustManagerUtils;

/** A client that takes any certificate and speaks one version of TLS. */
final class TrustingFtpsClient {
    private TrustingFtpsClient() {}

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
