package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.FILE_STATUS;
import static dev.wharf.ftp.protocol.ReplyCode.FILE_UNAVAILABLE;
import static dev.wharf.ftp.protocol.ReplyCode.NOT_IMPLEMENTED_FOR_ARGUMENT;
import static dev.wharf.ftp.protocol.ReplyCode.OK;

import dev.wharf.auth.Permission;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Changes what is known of a file: MFMT, MFCT and MFF (draft-somers-ftp-mfxx), SITE CHMOD and SITE UTIME. */
final class ChangeFacts {
    /** Seconds may be left out in SITE UTIME only; fractions are taken and dropped, as files here may not hold them. */
    private static final Pattern TIME_VALUE = Pattern.compile("(\\d{12})(\\d{2})?(?:\\.\\d+)?");

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");
    /** The form of ncftp and others: {@code PATH ATIME MTIME CTIME UTC}. */
    private static final Pattern UTIME_WITH_THREE_TIMES =
            Pattern.compile("(.+) (\\d{12,14}) (\\d{12,14}) (\\d{12,14}) UTC");

    private ChangeFacts() {}

    /** MFMT: when a file was last modified. */
    static CompletionStage<Reply> modificationTime(FtpSession session, String argument)
            throws ReplyException, FileTreeException {
        String[] timeAndPath = split(argument, "MFMT takes YYYYMMDDHHMMSS and a path.");
        Instant time = time(timeAndPath[0], true);
        VirtualPath path = session.resolve(timeAndPath[1]);
        FileTree files = session.files();
        return session.onDisk(() -> {
            files.setModified(path, time);
            return Reply.of(FILE_STATUS, "Modify=" + SECONDS.format(time.atOffset(ZoneOffset.UTC)) + "; " + path);
        });
    }

    /** MFCT: when a file was created, which no file system here lets anybody set. */
    static CompletionStage<Reply> creationTime(FtpSession session, String argument) throws ReplyException {
        String[] timeAndPath = split(argument, "MFCT takes YYYYMMDDHHMMSS and a path.");
        time(timeAndPath[0], true);
        throw new ReplyException(NOT_IMPLEMENTED_FOR_ARGUMENT, "The time of creation cannot be changed here.");
    }

    /** MFF: several facts at once, in the order given. */
    static CompletionStage<Reply> facts(FtpSession session, String argument) throws ReplyException, FileTreeException {
        int end = argument.indexOf("; ");
        if (end < 0) {
            throw ReplyException.syntax("MFF takes FACT=VALUE; and so on, a space, and a path.");
        }
        Map<String, String> facts = new LinkedHashMap<>();
        Instant time = null;
        Integer mode = null;
        for (String fact : argument.substring(0, end).split(";", -1)) {
            int equals = fact.indexOf('=');
            String name = equals < 0 ? "" : fact.substring(0, equals).toLowerCase(Locale.ROOT);
            String value = fact.substring(equals + 1);
            switch (name) {
                case "modify" -> {
                    time = time(value, true);
                    facts.put("Modify", value);
                }
                case "unix.mode" -> {
                    mode = mode(value);
                    facts.put("UNIX.mode", value);
                }
                default ->
                    throw new ReplyException(NOT_IMPLEMENTED_FOR_ARGUMENT, "MFF changes Modify and UNIX.mode only.");
            }
        }
        require(session, Permission.SET_TIME, time != null);
        require(session, Permission.CHMOD, mode != null);
        return change(session, session.resolve(argument.substring(end + 2)), time, mode, facts);
    }

    private static CompletionStage<Reply> change(
            FtpSession session,
            VirtualPath path,
            @Nullable Instant time,
            @Nullable Integer mode,
            Map<String, String> facts) {
        FileTree files = session.files();
        return session.onDisk(() -> {
            if (mode != null) {
                files.setMode(path, mode);
            }
            if (time != null) {
                files.setModified(path, time);
            }
            StringBuilder text = new StringBuilder();
            facts.forEach(
                    (name, value) -> text.append(name).append('=').append(value).append(';'));
            return Reply.of(FILE_STATUS, text + " " + path);
        });
    }

    private static void require(FtpSession session, Permission permission, boolean asked) throws ReplyException {
        if (asked && !session.user().may(permission)) {
            throw new ReplyException(FILE_UNAVAILABLE, "You may not change that fact here.");
        }
    }

    /** SITE CHMOD: the nine permission bits, in octal. */
    static CompletionStage<Reply> mode(FtpSession session, String argument) throws ReplyException, FileTreeException {
        String[] modeAndPath = split(argument, "SITE CHMOD takes an octal mode and a path.");
        int mode = mode(modeAndPath[0]);
        VirtualPath path = session.resolve(modeAndPath[1]);
        FileTree files = session.files();
        return session.onDisk(() -> {
            files.setMode(path, mode);
            return Reply.of(OK, "Mode of " + path + " is now " + modeAndPath[0] + ".");
        });
    }

    /** SITE UTIME: when a file was last modified, in either of the two forms in use. */
    static CompletionStage<Reply> time(FtpSession session, String argument) throws ReplyException, FileTreeException {
        Matcher threeTimes = UTIME_WITH_THREE_TIMES.matcher(argument);
        String[] timeAndPath = threeTimes.matches()
                ? new String[] {threeTimes.group(3), threeTimes.group(1)}
                : split(argument, "SITE UTIME takes YYYYMMDDHHMM[SS] and a path, or a path, three times and UTC.");
        Instant time = time(timeAndPath[0], false);
        VirtualPath path = session.resolve(timeAndPath[1]);
        FileTree files = session.files();
        return session.onDisk(() -> {
            files.setModified(path, time);
            return Reply.of(OK, "Time of " + path + " changed.");
        });
    }

    private static String[] split(String argument, String expected) throws ReplyException {
        int space = argument.indexOf(' ');
        if (space <= 0 || space == argument.length() - 1) {
            throw ReplyException.syntax(expected);
        }
        return new String[] {argument.substring(0, space), argument.substring(space + 1)};
    }

    private static Instant time(String text, boolean withSeconds) throws ReplyException {
        Matcher matcher = TIME_VALUE.matcher(text);
        if (matcher.matches() && (matcher.group(2) != null || !withSeconds)) {
            String seconds = matcher.group(2) == null ? "00" : matcher.group(2);
            try {
                return LocalDateTime.parse(matcher.group(1) + seconds, SECONDS).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException noSuchTime) {
                throw ReplyException.syntax(text + " is no time.");
            }
        }
        throw ReplyException.syntax(text + " is no time: YYYYMMDDHHMMSS, UTC, is expected.");
    }

    private static int mode(String text) throws ReplyException {
        if (!MODE.matcher(text).matches()) {
            throw ReplyException.syntax(text + " is no mode: three octal digits are expected.");
        }
        return Integer.parseInt(text, 8);
    }
}
