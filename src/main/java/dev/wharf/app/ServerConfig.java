package dev.wharf.app;

import dev.wharf.auth.AuthConfig;
import dev.wharf.cloudhash.CloudHashConfig;
import dev.wharf.common.Check;
import dev.wharf.ftp.FtpConfig;
import dev.wharf.net.ListenerConfig;
import dev.wharf.net.NetworkConfig;
import dev.wharf.net.tls.TlsConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Everything that can be configured; the keys of {@code config/wharf.conf} are the components in kebab case.
 *
 * @param dataDirectory where Wharf keeps what must not be lost
 * @param drainTimeout how long running work may go on after SIGTERM
 * @param log logging
 * @param network event loops and limits
 * @param disk the threads that touch files
 * @param auth checking passwords
 * @param tls certificates and versions
 * @param ftp the FTP service
 * @param cloudhash the CloudHash service
 * @param admin HTTP for operators
 */
public record ServerConfig(
        Path dataDirectory,
        Duration drainTimeout,
        LogConfig log,
        NetworkConfig network,
        DiskConfig disk,
        AuthConfig auth,
        TlsConfig tls,
        FtpConfig ftp,
        CloudHashConfig cloudhash,
        ListenerConfig admin) {
    public ServerConfig {
        Check.inRange("drain-timeout", drainTimeout, Duration.ZERO, Duration.ofDays(1));
    }

    /**
     * Logging.
     *
     * @param level lines below it are not written
     */
    public record LogConfig(Level level) {
        /** From the rarest to the most talkative. */
        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG
        }
    }

    /**
     * The threads that touch files.
     *
     * @param threads how many; 0 means two per core, at least four
     * @param queue how many operations may wait for one
     */
    public record DiskConfig(int threads, int queue) {
        public DiskConfig {
            Check.inRange("threads", threads, 0, 1024);
            Check.inRange("queue", queue, 1, 1_000_000);
        }

        int threadCount() {
            return threads > 0 ? threads : Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        }
    }
}
