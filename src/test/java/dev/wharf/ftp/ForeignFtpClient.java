package dev.wharf.ftp;

import static dev.wharf.ftp.ForeignFtpClient.Feature.CHANGES;
import static dev.wharf.ftp.ForeignFtpClient.Feature.FETCHES;
import static dev.wharf.ftp.ForeignFtpClient.Feature.FETCHES_NAMES;
import static dev.wharf.ftp.ForeignFtpClient.Feature.FETCHES_TEXT;
import static dev.wharf.ftp.ForeignFtpClient.Feature.FETCHES_TREE;
import static dev.wharf.ftp.ForeignFtpClient.Feature.LISTS;
import static dev.wharf.ftp.ForeignFtpClient.Feature.RESUMES_FETCHING;
import static dev.wharf.ftp.ForeignFtpClient.Feature.RESUMES_STORING;
import static dev.wharf.ftp.ForeignFtpClient.Feature.STORES;
import static dev.wharf.ftp.ForeignFtpClient.Feature.STORES_NAMES;
import static dev.wharf.ftp.ForeignFtpClient.Feature.STORES_TEXT;
import static dev.wharf.ftp.ForeignFtpClient.Feature.STORES_TREE;
import static dev.wharf.ftp.FtpWay.ACTIVE;
import static dev.wharf.ftp.FtpWay.IMPLICIT_TLS12_PASSIVE;
import static dev.wharf.ftp.FtpWay.IMPLICIT_TLS13_PASSIVE;
import static dev.wharf.ftp.FtpWay.IPV6_ACTIVE;
import static dev.wharf.ftp.FtpWay.IPV6_PASSIVE;
import static dev.wharf.ftp.FtpWay.PASSIVE;
import static dev.wharf.ftp.FtpWay.TLS12_ACTIVE;
import static dev.wharf.ftp.FtpWay.TLS12_PASSIVE;
import static dev.wharf.ftp.FtpWay.TLS13_ACTIVE;
import static dev.wharf.ftp.FtpWay.TLS13_PASSIVE;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The client programs and libraries that people have, each with the script that drives it, the ways it can take and
 * what it can do of the whole exchange. What one of them cannot is said beside it.
 */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes them
enum ForeignFtpClient {
    /**
     * curl, one transfer for each run. It knows no directory trees. Active mode under TLS is left out: curl 7.87 and
     * 7.88 begin it without TLS (its issue 10666).
     */
    CURL(
            "curl.sh",
            "command -v curl",
            List.of(
                    PASSIVE,
                    ACTIVE,
                    IPV6_PASSIVE,
                    IPV6_ACTIVE,
                    TLS12_PASSIVE,
                    TLS13_PASSIVE,
                    IMPLICIT_TLS12_PASSIVE,
                    IMPLICIT_TLS13_PASSIVE),
            allBut(FETCHES_TREE, STORES_TREE)),

    /** wget, which only fetches. It takes the percent sign of a listed name for an escape: {@code a%20b} is left out. */
    WGET(
            "wget.sh",
            "command -v wget",
            List.of(PASSIVE, ACTIVE, IPV6_PASSIVE, IPV6_ACTIVE, TLS12_PASSIVE, TLS13_PASSIVE, IMPLICIT_TLS13_PASSIVE),
            EnumSet.of(LISTS, FETCHES, FETCHES_TEXT, RESUMES_FETCHING, FETCHES_NAMES, FETCHES_TREE),
            "a%20b"),

    /**
     * lftp: mirrors both ways, fetches in four parts, and everything else. Active mode over IPv6 is left out: it names
     * {@code ::} as its address in EPRT.
     */
    LFTP(
            "lftp.sh",
            "command -v lftp",
            List.of(
                    PASSIVE,
                    ACTIVE,
                    IPV6_PASSIVE,
                    TLS12_PASSIVE,
                    TLS12_ACTIVE,
                    TLS13_PASSIVE,
                    TLS13_ACTIVE,
                    IMPLICIT_TLS12_PASSIVE,
                    IMPLICIT_TLS13_PASSIVE),
            allBut()),

    /** tnftp, which knows neither TLS nor directory trees. */
    TNFTP(
            "tnftp.sh",
            "command -v tnftp",
            List.of(PASSIVE, ACTIVE, IPV6_PASSIVE, IPV6_ACTIVE),
            allBut(FETCHES_TREE, STORES_TREE)),

    /** The ftp of GNU inetutils, which knows neither TLS nor directory trees. */
    INETUTILS(
            "inetutils.sh",
            "command -v inetutils-ftp",
            List.of(PASSIVE, ACTIVE, IPV6_PASSIVE, IPV6_ACTIVE),
            allBut(FETCHES_TREE, STORES_TREE)),

    /**
     * ncftp and its relatives, which know neither TLS nor IPv6. Going on with an upload is left out: ncftpput 3.2 sends
     * the whole file behind REST.
     */
    NCFTP("ncftp.sh", "command -v ncftp && command -v ncftpput", List.of(PASSIVE, ACTIVE), allBut(RESUMES_STORING)),

    /** aria2, in four connections at a time. It only fetches, lists nothing, and knows no FTPS. */
    ARIA2(
            "aria2.sh",
            "command -v aria2c",
            List.of(PASSIVE, ACTIVE, IPV6_PASSIVE),
            EnumSet.of(FETCHES, FETCHES_TEXT, RESUMES_FETCHING)),

    /** rclone: sync and check. It has no active mode, no text mode and resumes nothing. */
    RCLONE(
            "rclone.sh",
            "command -v rclone",
            List.of(PASSIVE, IPV6_PASSIVE, TLS12_PASSIVE, TLS13_PASSIVE, IMPLICIT_TLS13_PASSIVE),
            EnumSet.of(LISTS, FETCHES, FETCHES_NAMES, FETCHES_TREE, STORES, STORES_NAMES, STORES_TREE, CHANGES)),

    /** busybox ftpget and ftpput, one file for each run, and nothing else. */
    BUSYBOX(
            "busybox.sh",
            "busybox ftpget --help",
            List.of(PASSIVE, IPV6_PASSIVE),
            EnumSet.of(FETCHES, RESUMES_FETCHING, FETCHES_NAMES, STORES)),

    /** Python's ftplib, which has no implicit TLS. */
    PYTHON(
            "python.py",
            "python3 -c 'import ftplib, ssl'",
            List.of(
                    PASSIVE,
                    ACTIVE,
                    IPV6_PASSIVE,
                    IPV6_ACTIVE,
                    TLS12_PASSIVE,
                    TLS12_ACTIVE,
                    TLS13_PASSIVE,
                    TLS13_ACTIVE),
            allBut()),

    /** Perl's Net::FTP. Under TLS it does not read the refusal of a transfer, so none is provoked there. */
    PERL("perl.pl", "perl -MNet::FTP -MIO::Socket::SSL -e 1", List.of(FtpWay.values()), allBut()),

    /** Ruby's net/ftp of version 0.1, which has no implicit TLS. */
    RUBY(
            "ruby.rb",
            "ruby -rnet/ftp -e 1",
            List.of(
                    PASSIVE,
                    ACTIVE,
                    IPV6_PASSIVE,
                    IPV6_ACTIVE,
                    TLS12_PASSIVE,
                    TLS12_ACTIVE,
                    TLS13_PASSIVE,
                    TLS13_ACTIVE),
            allBut()),

    /** PHP's ftp extension, which has no implicit TLS and lets nobody choose its version. */
    PHP(
            "php.php",
            "php -r 'exit(function_exists(\"ftp_ssl_connect\") ? 0 : 1);'",
            List.of(PASSIVE, ACTIVE, IPV6_PASSIVE, TLS13_PASSIVE),
            allBut()),

    /**
     * basic-ftp on Node.js, which has neither active mode nor text mode. Under TLS it takes the end of an unused data
     * connection for the end of the session, so no refusal is provoked there.
     */
    NODE(
            "node.js",
            "node -e 'require(\"basic-ftp\")'",
            List.of(PASSIVE, IPV6_PASSIVE, TLS12_PASSIVE, TLS13_PASSIVE, IMPLICIT_TLS13_PASSIVE),
            allBut(FETCHES_TEXT, STORES_TEXT));

    /** The script below {@code ftp-clients/}. */
    final String script;

    /** A shell command that ends well if the client is installed. */
    final String probe;

    final List<FtpWay> ways;
    final Set<Feature> features;

    /** Names that it cannot fetch, or not store as they are. */
    final Set<String> withoutNames;

    ForeignFtpClient(String script, String probe, List<FtpWay> ways, Set<Feature> features, String... withoutNames) {
        this.script = script;
        this.probe = probe;
        this.ways = ways;
        this.features = features;
        this.withoutNames = Set.of(withoutNames);
    }

    /** A part of the exchange. */
    enum Feature {
        /** Lists a directory. */
        LISTS,
        /** Fetches an empty, a small and a large file. */
        FETCHES,
        /** Fetches in ASCII mode. */
        FETCHES_TEXT,
        /** Fetches the second half of a file. */
        RESUMES_FETCHING,
        /** Fetches files with difficult names. */
        FETCHES_NAMES,
        /** Fetches a directory and all below it. */
        FETCHES_TREE,
        /** Stores an empty, a small and a large file. */
        STORES,
        /** Stores in ASCII mode. */
        STORES_TEXT,
        /** Stores the second half of a file. */
        RESUMES_STORING,
        /** Stores files with difficult names. */
        STORES_NAMES,
        /** Stores a directory and all below it. */
        STORES_TREE,
        /** Renames, deletes, makes a directory and removes one. */
        CHANGES
    }

    private static Set<Feature> allBut(Feature... missing) {
        Set<Feature> features = EnumSet.allOf(Feature.class);
        features.removeAll(List.of(missing));
        return features;
    }
}
