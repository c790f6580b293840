package dev.wharf.ftp.session;

import dev.wharf.auth.Account.DataTls;
import dev.wharf.ftp.data.ActiveConnector;
import dev.wharf.ftp.data.PassivePorts;
import dev.wharf.ftp.data.TransferConfig;
import dev.wharf.ftp.data.TransferMetrics;
import dev.wharf.ftp.digest.DigestCache;
import dev.wharf.net.BlockingPool;
import dev.wharf.net.PublicAddress;
import dev.wharf.net.tls.TlsServer;

/**
 * What all sessions share. Thread-safe.
 *
 * @param logins what logging in needs
 * @param disk where everything that touches files runs
 * @param passivePorts for PASV and EPSV
 * @param publicAddress the address that PASV tells
 * @param activeConnector for PORT and EPRT
 * @param digests what is remembered of digests made
 * @param transfer time-outs
 * @param transferMetrics what transfers count
 * @param tls secures connections
 * @param tlsPolicy whether they can or must be secured
 * @param dataTls what data connections under TLS have to prove, unless a user's account says otherwise
 * @param kernelSendsFiles whether the transport can leave sending files to the kernel
 */
public record SessionServices(
        LoginServices logins,
        BlockingPool disk,
        PassivePorts passivePorts,
        PublicAddress publicAddress,
        ActiveConnector activeConnector,
        DigestCache digests,
        TransferConfig transfer,
        TransferMetrics transferMetrics,
        TlsServer tls,
        TlsPolicy tlsPolicy,
        DataTls dataTls,
        boolean kernelSendsFiles) {}
