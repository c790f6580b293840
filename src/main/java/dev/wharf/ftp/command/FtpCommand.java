package dev.wharf.ftp.command;

import static dev.wharf.ftp.command.FtpCommand.Argument.FORBIDDEN;
import static dev.wharf.ftp.command.FtpCommand.Argument.OPTIONAL;
import static dev.wharf.ftp.command.FtpCommand.Argument.REQUIRED;
import static dev.wharf.ftp.command.FtpCommand.Phase.ANY_TIME;
import static dev.wharf.ftp.command.FtpCommand.Phase.LOGGED_IN;
import static dev.wharf.ftp.command.FtpCommand.Transfer.ACTS_DURING;
import static dev.wharf.ftp.command.FtpCommand.Transfer.STARTS;
import static dev.wharf.ftp.command.FtpCommand.Transfer.WAITS;

import dev.wharf.auth.Permission;
import dev.wharf.ftp.protocol.FtpRequest;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.ftp.session.FtpSession;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Every command there is, with everything that is decided about it before it runs. The gate, FEAT, HELP, metrics and
 * the conformance page follow this table.
 */
@SuppressWarnings("ImmutableEnumChecker") // method references without state, and a List.of
public enum FtpCommand {
    // spotless:off
    //   phase      argument   permission       transfer     RFC             handler
    USER(ANY_TIME,  REQUIRED,  null,            WAITS,       "959 4.1.1",    Login::user),
    PASS(ANY_TIME,  OPTIONAL,  null,            WAITS,       "959 4.1.1",    Login::password),
    ACCT(ANY_TIME,  OPTIONAL,  null,            WAITS,       "959 4.1.1",    Login::account),
    REIN(ANY_TIME,  FORBIDDEN, null,            WAITS,       "959 4.1.1",    Login::reinitialize),
    AUTH(ANY_TIME,  REQUIRED,  null,            WAITS,       "4217 4",       Security::auth, "AUTH TLS"),
    PBSZ(ANY_TIME,  REQUIRED,  null,            WAITS,       "4217 8",       Security::protectionBufferSize, "PBSZ"),
    PROT(ANY_TIME,  REQUIRED,  null,            WAITS,       "4217 9",       Security::protection, "PROT"),
    QUIT(ANY_TIME,  OPTIONAL,  null,            WAITS,       "959 4.1.1",    Information::quit),
    NOOP(ANY_TIME,  OPTIONAL,  null,            WAITS,       "959 4.1.3",    Information::noop),
    SYST(ANY_TIME,  FORBIDDEN, null,            WAITS,       "959 4.1.3",    Information::system),
    FEAT(ANY_TIME,  FORBIDDEN, null,            WAITS,       "2389 3",       Information::features),
    HELP(ANY_TIME,  OPTIONAL,  null,            WAITS,       "959 4.1.3",    Information::help),
    OPTS(ANY_TIME,  REQUIRED,  null,            WAITS,       "2389 4",       Information::options, "UTF8"),
    LANG(ANY_TIME,  OPTIONAL,  null,            WAITS,       "2640 4",       Information::language, "LANG EN*"),
    CLNT(ANY_TIME,  REQUIRED,  null,            WAITS,       "no RFC",       Information::client, "CLNT"),
    CSID(ANY_TIME,  REQUIRED,  null,            WAITS,       "draft-peterson-streamlined-ftp-command-extensions 5", Information::clientAndServer, "CSID"),
    PWD (LOGGED_IN, FORBIDDEN, null,            WAITS,       "959 4.1.3",    WorkingDirectory::print),
    CWD (LOGGED_IN, REQUIRED,  Permission.LIST, WAITS,       "959 4.1.1",    WorkingDirectory::change),
    CDUP(LOGGED_IN, FORBIDDEN, Permission.LIST, WAITS,       "959 4.1.1",    WorkingDirectory::up),
    TYPE(LOGGED_IN, REQUIRED,  null,            WAITS,       "959 4.1.2",    Representation::type),
    MODE(LOGGED_IN, REQUIRED,  null,            WAITS,       "959 4.1.2",    Representation::mode, "MODE Z"),
    STRU(LOGGED_IN, REQUIRED,  null,            WAITS,       "959 4.1.2",    Representation::structure),
    PORT(LOGGED_IN, REQUIRED,  null,            WAITS,       "959 4.1.2",    DataConnection::port),
    PASV(LOGGED_IN, FORBIDDEN, null,            WAITS,       "959 4.1.2",    DataConnection::passive),
    EPRT(LOGGED_IN, REQUIRED,  null,            WAITS,       "2428 2",       DataConnection::extendedPort, "EPRT"),
    EPSV(LOGGED_IN, OPTIONAL,  null,            WAITS,       "2428 3",       DataConnection::extendedPassive, "EPSV"),
    REST(LOGGED_IN, REQUIRED,  null,            WAITS,       "3659 5",       Retrieve::restart, "REST STREAM"),
    RETR(LOGGED_IN, REQUIRED,  Permission.READ, STARTS,      "959 4.1.3",    Retrieve::handle),
    LIST(LOGGED_IN, OPTIONAL,  Permission.LIST, STARTS,      "959 4.1.3",    ListDirectory::list),
    NLST(LOGGED_IN, OPTIONAL,  Permission.LIST, STARTS,      "959 4.1.3",    ListDirectory::names),
    MLSD(LOGGED_IN, OPTIONAL,  Permission.LIST, STARTS,      "3659 7",       ListDirectory::machine),
    MLST(LOGGED_IN, OPTIONAL,  Permission.LIST, WAITS,       "3659 7",       MachineFacts::tell, MachineFacts::feature),
    STAT(LOGGED_IN, OPTIONAL,  null,            ACTS_DURING, "959 4.1.3",    Status::tell),
    RANG(LOGGED_IN, REQUIRED,  null,            WAITS,       "draft-bryan-ftp-range 3",    Retrieve::range, "RANG STREAM"),
    HASH(LOGGED_IN, REQUIRED,  Permission.READ, WAITS,       "draft-bryan-ftpext-hash 3",     Digests::hash, Digests::feature),
    XCRC(LOGGED_IN, REQUIRED,  Permission.READ, WAITS,       "draft-bryan-ftpext-hash 3",     Digests::crc32, "XCRC"),
    XMD5(LOGGED_IN, REQUIRED,  Permission.READ, WAITS,       "draft-bryan-ftpext-hash 3",     Digests::md5, "XMD5"),
    XSHA1(LOGGED_IN, REQUIRED, Permission.READ, WAITS,       "draft-bryan-ftpext-hash 3",     Digests::sha1, "XSHA1"),
    XSHA256(LOGGED_IN, REQUIRED, Permission.READ, WAITS,     "draft-bryan-ftpext-hash 3",     Digests::sha256, "XSHA256"),
    XSHA512(LOGGED_IN, REQUIRED, Permission.READ, WAITS,     "draft-bryan-ftpext-hash 3",     Digests::sha512, "XSHA512"),
    ABOR(LOGGED_IN, OPTIONAL,  null,            ACTS_DURING, "959 4.1.3",    DataConnection::abort),
    SIZE(LOGGED_IN, REQUIRED,  Permission.LIST, WAITS,       "3659 4",       FileFacts::size, "SIZE"),
    MDTM(LOGGED_IN, REQUIRED,  Permission.LIST, WAITS,       "3659 3",       FileFacts::modificationTime, "MDTM"),
    STOR(LOGGED_IN, REQUIRED,  Permission.WRITE,  STARTS,    "959 4.1.3",    Store::store),
    APPE(LOGGED_IN, REQUIRED,  Permission.APPEND, STARTS,    "959 4.1.3",    Store::append),
    STOU(LOGGED_IN, OPTIONAL,  Permission.WRITE,  STARTS,    "1123 4.1.2.9", Store::storeUnique),
    ALLO(LOGGED_IN, REQUIRED,  Permission.WRITE,  WAITS,     "959 4.1.3",    Store::allocate),
    AVBL(LOGGED_IN, OPTIONAL,  Permission.WRITE,  WAITS,     "draft-peterson-streamlined-ftp-command-extensions 4", Store::available, "AVBL"),
    DELE(LOGGED_IN, REQUIRED,  Permission.DELETE, WAITS,     "959 4.1.3",    Changes::deleteFile),
    RMD (LOGGED_IN, REQUIRED,  Permission.DELETE, WAITS,     "959 4.1.3",    Changes::removeDirectory),
    MKD (LOGGED_IN, REQUIRED,  Permission.MAKE_DIRECTORY, WAITS, "959 4.1.3", Changes::makeDirectory),
    RNFR(LOGGED_IN, REQUIRED,  Permission.RENAME, WAITS,     "959 4.1.3",    Changes::renameFrom),
    RNTO(LOGGED_IN, REQUIRED,  Permission.RENAME, WAITS,     "959 4.1.3",    Changes::renameTo),
    MFMT(LOGGED_IN, REQUIRED,  Permission.SET_TIME, WAITS,   "draft-somers-ftp-mfxx 3", ChangeFacts::modificationTime, "MFMT"),
    MFCT(LOGGED_IN, REQUIRED,  Permission.SET_TIME, WAITS,   "draft-somers-ftp-mfxx 4", ChangeFacts::creationTime),
    MFF (LOGGED_IN, REQUIRED,  null,            WAITS,       "draft-somers-ftp-mfxx 5", ChangeFacts::facts, "MFF modify;UNIX.mode;"),
    SITE_HELP(ANY_TIME, OPTIONAL, null,         WAITS,       "959 4.1.3",    Information::siteHelp),
    SITE_WHO(LOGGED_IN, FORBIDDEN, null,        WAITS,       "959 4.1.3",    Information::who),
    SITE_CHMOD(LOGGED_IN, REQUIRED, Permission.CHMOD, WAITS, "959 4.1.3",    ChangeFacts::mode),
    SITE_UTIME(LOGGED_IN, REQUIRED, Permission.SET_TIME, WAITS, "959 4.1.3", ChangeFacts::time);
    // spotless:on

    /** Other names (RFC 775 and RFC 1123, 4.1.3.1). */
    private static final Map<String, FtpCommand> BY_VERB = new HashMap<>();

    static {
        for (FtpCommand command : values()) {
            BY_VERB.put(command.verb(), command);
        }
        BY_VERB.putAll(Map.of("XPWD", PWD, "XCWD", CWD, "XCUP", CDUP, "XMKD", MKD, "XRMD", RMD));
    }

    private final Phase phase;
    private final Argument argument;
    private final @Nullable Permission permission;
    private final Transfer transfer;
    private final String rfc;
    private final Handler handler;
    private final List<Feature> features;

    FtpCommand(
            Phase phase,
            Argument argument,
            @Nullable Permission permission,
            Transfer transfer,
            String rfc,
            Handler handler,
            String... features) {
        this(
                phase,
                argument,
                permission,
                transfer,
                rfc,
                handler,
                Arrays.stream(features)
                        .map(feature -> (Feature) session -> feature)
                        .toList());
    }

    FtpCommand(
            Phase phase,
            Argument argument,
            @Nullable Permission permission,
            Transfer transfer,
            String rfc,
            Handler handler,
            Feature feature) {
        this(phase, argument, permission, transfer, rfc, handler, List.of(feature));
    }

    FtpCommand(
            Phase phase,
            Argument argument,
            @Nullable Permission permission,
            Transfer transfer,
            String rfc,
            Handler handler,
            List<Feature> features) {
        this.phase = phase;
        this.argument = argument;
        this.permission = permission;
        this.transfer = transfer;
        this.rfc = rfc;
        this.handler = handler;
        this.features = features;
    }

    /** When a command may be given. */
    public enum Phase {
        ANY_TIME,
        LOGGED_IN
    }

    /** Whether something must, may or must not follow the verb. */
    public enum Argument {
        REQUIRED,
        OPTIONAL,
        FORBIDDEN
    }

    /** How a command stands to transfers. */
    public enum Transfer {
        /** It is one, and needs a data connection agreed on. */
        STARTS,
        /** It is done at once, even while one is running. */
        ACTS_DURING,
        /** It is done when the running one has been answered. */
        WAITS
    }

    /** Does a command. */
    @FunctionalInterface
    private interface Handler {
        CompletionStage<Reply> handle(FtpSession session, String argument) throws ReplyException, IOException;
    }

    /** A line of FEAT, which may depend on what the session has chosen. */
    @FunctionalInterface
    private interface Feature {
        String line(FtpSession session);
    }

    /** The command of a verb in capitals, aliases included. */
    public static Optional<FtpCommand> find(String verb) {
        return Optional.ofNullable(BY_VERB.get(verb));
    }

    /** What FEAT tells of all commands, in the order of the table. */
    static List<String> allFeatures(FtpSession session) {
        return Arrays.stream(values())
                .filter(command -> !command.isForTls() || Security.isOffered(session))
                .flatMap(command -> command.features.stream())
                .map(feature -> feature.line(session))
                .sorted()
                .toList();
    }

    /** As it is typed: {@code RETR}, {@code SITE CHMOD}. */
    public String verb() {
        return name().replace('_', ' ');
    }

    /** SITE and the word behind it are one verb here; other requests stay as they are. */
    public static FtpRequest withSubcommand(FtpRequest request) {
        if (!request.verb().equals("SITE") || request.argument().isEmpty()) {
            return request;
        }
        FtpRequest inner = FtpRequest.parse(request.argument());
        return new FtpRequest("SITE " + inner.verb(), inner.argument());
    }

    public Phase phase() {
        return phase;
    }

    public Argument argument() {
        return argument;
    }

    /** What the user must be allowed to do. */
    public Optional<Permission> permission() {
        return Optional.ofNullable(permission);
    }

    public Transfer transfer() {
        return transfer;
    }

    /** Number and section of the RFC that describes it. */
    public String rfc() {
        return rfc;
    }

    private boolean isForTls() {
        return this == AUTH || this == PBSZ || this == PROT;
    }

    /**
     * Does the command. Thread: the session's event loop, where the result is completed too.
     *
     * @return the final reply; fails with {@link ReplyException} or an {@link IOException} of the file tree or the data
     *     connection
     * @throws ReplyException if it is clear at once that it cannot be done
     * @throws IOException if the argument is no path
     */
    public CompletionStage<Reply> handle(FtpSession session, String argumentText) throws ReplyException, IOException {
        return handler.handle(session, argumentText);
    }
}
