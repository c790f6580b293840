package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.FILE_ACTION_COMPLETE;
import static dev.wharf.ftp.protocol.ReplyCode.FILE_STATUS;
import static dev.wharf.ftp.protocol.ReplyCode.OK;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.wharf.ftp.digest.DigestAlgorithm;
import dev.wharf.ftp.digest.FileDigest;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.protocol.ByteRange;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** HASH (draft-bryan-ftpext-hash), and the older verbs for one algorithm each: XCRC, XMD5, XSHA1, XSHA256, XSHA512. */
final class Digests {
    /** A name, in quotes if it looks like more, then perhaps where to begin and before which byte to end. */
    private static final Pattern NAME_AND_RANGE =
            Pattern.compile("(?:\"(?<quoted>[^\"]+)\"|(?<bare>.+?))(?: (?<start>\\d{1,18})(?: (?<end>\\d{1,18}))?)?");

    private Digests() {}

    /** HASH: the digest of a file, or of the stretch that RANG chose. */
    static CompletionStage<Reply> hash(FtpSession session, String argument) throws FileTreeException {
        VirtualPath path = session.resolve(argument);
        ByteRange range = session.settings().takeRange();
        return make(session, "HASH", path, session.settings().digest(), range).thenApply(made -> {
            long first = made.range().start();
            long last = Math.max(first, made.range().end() - 1);
            return Reply.of(
                    FILE_STATUS,
                    made.algorithm().label() + " " + first + "-" + last + " " + made.hex() + " " + argument);
        });
    }

    /** FEAT's line. */
    static String feature(FtpSession session) {
        return "HASH " + DigestAlgorithm.feature(session.settings().digest());
    }

    /** OPTS HASH: tells or chooses the algorithm. */
    static CompletionStage<Reply> choose(FtpSession session, String name) throws ReplyException {
        if (!name.isEmpty()) {
            session.settings()
                    .digestBy(DigestAlgorithm.find(name)
                            .orElseThrow(() -> ReplyException.syntax("HASH knows "
                                    + DigestAlgorithm.feature(session.settings().digest()) + ".")));
        }
        return completedFuture(Reply.of(OK, session.settings().digest().label()));
    }

    static CompletionStage<Reply> crc32(FtpSession session, String argument) throws ReplyException, FileTreeException {
        return older(session, "XCRC", argument, DigestAlgorithm.CRC32);
    }

    static CompletionStage<Reply> md5(FtpSession session, String argument) throws ReplyException, FileTreeException {
        return older(session, "XMD5", argument, DigestAlgorithm.MD5);
    }

    static CompletionStage<Reply> sha1(FtpSession session, String argument) throws ReplyException, FileTreeException {
        return older(session, "XSHA1", argument, DigestAlgorithm.SHA_1);
    }

    static CompletionStage<Reply> sha256(FtpSession session, String argument) throws ReplyException, FileTreeException {
        return older(session, "XSHA256", argument, DigestAlgorithm.SHA_256);
    }

    static CompletionStage<Reply> sha512(FtpSession session, String argument) throws ReplyException, FileTreeException {
        return older(session, "XSHA512", argument, DigestAlgorithm.SHA_512);
    }

    private static CompletionStage<Reply> older(
            FtpSession session, String verb, String argument, DigestAlgorithm algorithm)
            throws ReplyException, FileTreeException {
        Matcher matcher = NAME_AND_RANGE.matcher(argument);
        if (!matcher.matches()) {
            throw ReplyException.syntax(
                    verb + " needs a name, then perhaps the first byte and the one behind the last.");
        }
        String quoted = matcher.group("quoted");
        VirtualPath path = session.resolve(quoted == null ? matcher.group("bare") : quoted);
        long start = number(matcher.group("start"), 0);
        long end = number(matcher.group("end"), Long.MAX_VALUE);
        if (start > end) {
            throw ReplyException.syntax(verb + " needs an end that does not come before the start.");
        }
        return make(session, verb, path, algorithm, new ByteRange(start, end))
                .thenApply(made -> Reply.of(FILE_ACTION_COMPLETE, made.hex().toUpperCase(Locale.ROOT)));
    }

    private static long number(@Nullable String digits, long otherwise) {
        return digits == null ? otherwise : Long.parseLong(digits);
    }

    private static CompletionStage<FileDigest.Result> make(
            FtpSession session, String verb, VirtualPath path, DigestAlgorithm algorithm, ByteRange range) {
        FileDigest digest = new FileDigest(
                session.loop(),
                session.services().disk(),
                session.services().digests(),
                session.files(),
                path,
                algorithm,
                range);
        return session.watch(verb + " " + path, digest, digest.start());
    }
}
