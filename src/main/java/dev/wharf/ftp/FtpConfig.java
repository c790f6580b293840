package dev.wharf.ftp;

import dev.wharf.auth.Account;
import dev.wharf.auth.Account.DataTls;
import dev.wharf.common.Check;
import dev.wharf.ftp.data.ActiveConfig;
import dev.wharf.ftp.data.PassiveConfig;
import dev.wharf.ftp.data.TransferConfig;
import dev.wharf.ftp.session.TlsPolicy;
import dev.wharf.net.ListenerConfig;
import dev.wharf.net.ProxyProtocolConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The FTP service.
 *
 * @param root the directory that those see as "/" who need no account
 * @param banner the greeting
 * @param loginTimeout from connecting to having logged in
 * @param idleTimeout between commands
 * @param commandTimeout from the first byte of a command line to its last
 * @param maxLineBytes longest command line, CRLF included
 * @param tls whether AUTH TLS is there
 * @param dataTls what data connections under TLS have to prove
 * @param usersFile the accounts; empty: users.conf in the data directory, if it is there
 * @param accountDefaults what an account has that its own keys do not change
 * @param anonymous the account of those who need none
 * @param proxyProtocol the proxies in front of both listeners
 * @param explicit the listener that starts in clear
 * @param implicit the listener that is under TLS from the first byte
 * @param passive PASV and EPSV
 * @param active PORT and EPRT
 * @param transfer time-outs of transfers
 */
public record FtpConfig(
        Path root,
        String banner,
        Duration loginTimeout,
        Duration idleTimeout,
        Duration commandTimeout,
        int maxLineBytes,
        TlsPolicy tls,
        DataTls dataTls,
        Optional<Path> usersFile,
        Account accountDefaults,
        Account anonymous,
        ProxyProtocolConfig proxyProtocol,
        ListenerConfig explicit,
        ListenerConfig implicit,
        PassiveConfig passive,
        ActiveConfig active,
        TransferConfig transfer) {
    public FtpConfig {
        Check.inRange("login-timeout", loginTimeout, Duration.ZERO, Duration.ofDays(1));
        Check.inRange("idle-timeout", idleTimeout, Duration.ZERO, Duration.ofDays(7));
        Check.inRange("command-timeout", commandTimeout, Duration.ZERO, Duration.ofDays(1));
        Check.inRange("max-line-bytes", maxLineBytes, 512, 65_536);
        Check.that(
                !anonymous.isHomeNamedAfterUser(),
                "anonymous.home",
                anonymous.home(),
                "one directory for all, without %u: they may give any name");
        Check.that(banner.chars().noneMatch(Character::isISOControl), "banner", "(text)", "one line of text");
    }
}
