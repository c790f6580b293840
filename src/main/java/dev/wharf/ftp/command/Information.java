package dev.wharf.ftp.command;

import static dev.wharf.ftp.protocol.ReplyCode.GOODBYE;
import static dev.wharf.ftp.protocol.ReplyCode.HELP;
import static dev.wharf.ftp.protocol.ReplyCode.OK;
import static dev.wharf.ftp.protocol.ReplyCode.STATUS;
import static dev.wharf.ftp.protocol.ReplyCode.SYSTEM_TYPE;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyCode;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Commands that tell about the server and change nothing, and the last one. */
final class Information {
    private static final int VERBS_PER_LINE = 8;

    private Information() {}

    /** NOOP. */
    static CompletionStage<Reply> noop(FtpSession session, String ignored) {
        return completedFuture(Reply.of(OK, "OK."));
    }

    /** QUIT: waits for a running transfer by its place in the queue. */
    static CompletionStage<Reply> quit(FtpSession session, String ignored) {
        session.closeAfterReply();
        return completedFuture(Reply.of(GOODBYE, "Goodbye."));
    }

    /** SYST: which form LIST has (RFC 959, 4.1.3). */
    static CompletionStage<Reply> system(FtpSession session, String none) {
        return completedFuture(Reply.of(SYSTEM_TYPE, "UNIX Type: L8"));
    }

    /** FEAT: each line begins with one space (RFC 2389, 3.2). */
    static CompletionStage<Reply> features(FtpSession session, String none) {
        List<String> lines = FtpCommand.allFeatures(session).stream()
                .map(feature -> " " + feature)
                .toList();
        return completedFuture(Reply.of(STATUS, "Features:", lines, "End."));
    }

    /** OPTS (RFC 2389, 4). */
    static CompletionStage<Reply> options(FtpSession session, String option) throws ReplyException {
        int space = option.indexOf(' ');
        String of = (space < 0 ? option : option.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : option.substring(space + 1);
        return switch (of) {
            case "UTF8", "UTF-8" -> utf8(argument);
            case "HASH" -> Digests.choose(session, argument);
            case "MODE" -> Representation.compression(session, argument);
            case "MLST" -> MachineFacts.select(session, argument);
            default -> throw ReplyException.syntax("OPTS is for HASH, MLST, MODE and UTF8.");
        };
    }

    /** Names are bytes here, whichever encoding they are meant in; clients ask all the same. */
    private static CompletionStage<Reply> utf8(String argument) throws ReplyException {
        return switch (argument.toUpperCase(Locale.ROOT)) {
            case "", "ON" -> completedFuture(Reply.of(OK, "UTF8 is always on."));
            case "OFF" -> completedFuture(Reply.of(OK, "Names are sent and taken byte for byte."));
            default -> throw ReplyException.syntax("OPTS UTF8 takes ON or OFF.");
        };
    }

    /** CLNT: the client says what it is; nothing depends on it. */
    static CompletionStage<Reply> client(FtpSession session, String name) {
        return completedFuture(Reply.of(OK, "Noted."));
    }

    /** CSID: both sides say what they are (draft-peterson-streamlined-ftp-command-extensions, 5). */
    static CompletionStage<Reply> clientAndServer(FtpSession session, String client) {
        String version = Information.class.getPackage().getImplementationVersion();
        return completedFuture(Reply.of(
                OK,
                "Name=Wharf; Version=" + (version == null ? "development" : version) + "; CaseSensitive=1; DirSep=/;"));
    }

    /** LANG: replies are in English; without an argument back to the default, which is the same (RFC 2640, 4). */
    static CompletionStage<Reply> language(FtpSession session, String tag) throws ReplyException {
        String wanted = tag.toLowerCase(Locale.ROOT);
        if (!wanted.isEmpty() && !wanted.equals("en") && !wanted.startsWith("en-")) {
            throw new ReplyException(ReplyCode.NOT_IMPLEMENTED_FOR_ARGUMENT, "LANG takes EN only.");
        }
        return completedFuture(Reply.of(OK, "Replies are in English."));
    }

    /** HELP, and HELP with a verb. */
    static CompletionStage<Reply> help(FtpSession session, String verb) throws ReplyException {
        if (verb.isEmpty()) {
            return completedFuture(Reply.of(HELP, "Commands:", verbLines(command -> true), "HELP VERB tells more."));
        }
        Optional<FtpCommand> command = FtpCommand.find(verb.toUpperCase(Locale.ROOT));
        if (command.isEmpty()) {
            throw new ReplyException(ReplyCode.NOT_IMPLEMENTED, verb + " is not implemented.");
        }
        FtpCommand known = command.get();
        String argument = switch (known.argument()) {
            case REQUIRED -> " needs an argument";
            case OPTIONAL -> " may have an argument";
            case FORBIDDEN -> " takes no argument";
        };
        return completedFuture(Reply.of(HELP, known.verb() + argument + "; see RFC " + known.rfc() + "."));
    }

    /** SITE HELP: the commands that stand behind SITE. */
    static CompletionStage<Reply> siteHelp(FtpSession session, String ignored) {
        List<String> verbs = verbLines(command -> command.verb().startsWith("SITE "));
        return completedFuture(Reply.of(HELP, "Commands:", verbs, "HELP SITE VERB tells more."));
    }

    /** SITE WHO: how many sessions the user has; nobody is told about others. */
    static CompletionStage<Reply> who(FtpSession session, String none) {
        int count = session.services().logins().sessions().count(session.user());
        return completedFuture(Reply.of(OK, session.user().name() + " has " + count + " sessions."));
    }

    private static List<String> verbLines(Predicate<FtpCommand> which) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int inLine = 0;
        for (FtpCommand command : FtpCommand.values()) {
            if (!which.test(command)) {
                continue;
            }
            line.append(' ').append(command.verb());
            if (++inLine == VERBS_PER_LINE) {
                lines.add(line.toString());
                line.setLength(0);
                inLine = 0;
            }
        }
        if (inLine > 0) {
            lines.add(line.toString());
        }
        return lines;
    }
}
