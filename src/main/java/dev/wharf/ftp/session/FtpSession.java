package dev.wharf.ftp.session;

import dev.wharf.auth.Account.DataTls;
import dev.wharf.auth.User;
import dev.wharf.ftp.data.DataConnectionException;
import dev.wharf.ftp.data.DataConnectionException.Kind;
import dev.wharf.ftp.data.DataEndpoint;
import dev.wharf.ftp.data.DataSource;
import dev.wharf.ftp.data.DeflatingSource;
import dev.wharf.ftp.data.Download;
import dev.wharf.ftp.data.RateLimit;
import dev.wharf.ftp.data.SecuredEndpoint;
import dev.wharf.ftp.data.Transfer;
import dev.wharf.ftp.data.Upload;
import dev.wharf.ftp.data.UploadDecoding;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.IncomingFile;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.protocol.ByteString;
import dev.wharf.ftp.protocol.FtpRequestDecoder;
import dev.wharf.ftp.protocol.Reply;
import dev.wharf.ftp.protocol.ReplyCode;
import dev.wharf.ftp.protocol.ReplyException;
import dev.wharf.net.Route;
import dev.wharf.net.tls.TlsBinding;
import dev.wharf.net.tls.TlsHandler;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One control connection and what it remembers: login, directory, transfer settings, the running transfer.
 *
 * <p>Thread: the control connection's event loop, for every method.
 */
public final class FtpSession {
    private static final Logger LOG = LoggerFactory.getLogger(FtpSession.class);

    private final Channel control;
    private final EventLoop loop;
    private final SessionServices services;
    private final Route route;
    private TransferSettings settings = new TransferSettings();
    private LoginState login = new LoginState.Greeted();
    private VirtualPath directory = VirtualPath.ROOT;
    private boolean secure;
    private @Nullable TlsBinding binding;
    private int failedLogins;
    private boolean countedIn;
    private RateLimit uploadLimit = RateLimit.NONE;
    private RateLimit downloadLimit = RateLimit.NONE;
    private @Nullable Running running;
    private @Nullable Runnable afterReply;

    /** @param secure whether the control connection is under TLS from its first byte; its data is too then */
    public FtpSession(Channel control, SessionServices services, boolean secure) {
        this.control = control;
        this.loop = control.eventLoop();
        this.services = services;
        this.route = Objects.requireNonNull(Route.of(control), "a route, for it has just been accepted");
        this.secure = secure;
        settings.protectData(secure);
    }

    /** A transfer from its command on; the rest exists once the file has been opened. */
    private static final class Running {
        private final String what;
        private @Nullable Transfer transfer;
        private boolean upload;
        private boolean aborted;

        Running(String what) {
            this.what = what;
        }
    }

    /** What all sessions share. */
    public SessionServices services() {
        return services;
    }

    public TransferSettings settings() {
        return settings;
    }

    /** What the user sees below "/". */
    public FileTree files() {
        return loggedIn().files();
    }

    /** How fast the user may send. */
    public RateLimit uploadLimit() {
        return uploadLimit;
    }

    /** How fast the user may fetch. */
    public RateLimit downloadLimit() {
        return downloadLimit;
    }

    /** Who has logged in. */
    public User user() {
        return loggedIn().user();
    }

    private LoginState.LoggedIn loggedIn() {
        if (login instanceof LoginState.LoggedIn in) {
            return in;
        }
        throw new IllegalStateException(this + " has not logged in");
    }

    public EventLoop loop() {
        return loop;
    }

    /** The client's address, as the data connection's must be too. */
    public InetAddress peerAddress() {
        return route.client().getAddress();
    }

    /** The address that the client reached. */
    public InetAddress localAddress() {
        return route.server().getAddress();
    }

    /** This machine's address for data connections: any behind a proxy, for what the client reached is the proxy's. */
    public InetAddress ownAddress() {
        return route.isProxied() ? new InetSocketAddress(0).getAddress() : localAddress();
    }

    public LoginState login() {
        return login;
    }

    /** USER has been given. */
    public void askForPassword(String userName) {
        assert loop.inEventLoop();
        login = new LoginState.NeedsPassword(userName);
    }

    /**
     * Takes a user in.
     *
     * @return false if they have as many sessions as they may have, or the client has left
     */
    public boolean logIn(User user, FileTree files) {
        assert loop.inEventLoop();
        if (!isOpen() || !services.logins().sessions().enter(user)) {
            return false;
        }
        login = new LoginState.LoggedIn(user, files);
        countedIn = true;
        uploadLimit = RateLimit.of(user.account().bandwidth().uploadBytes());
        downloadLimit = RateLimit.of(user.account().bandwidth().downloadBytes());
        directory = VirtualPath.ROOT;
        return true;
    }

    /** Ends the login, however far it has come. */
    public void logOut() {
        assert loop.inEventLoop();
        countOut();
        login = new LoginState.Greeted();
    }

    private void countOut() {
        if (countedIn) {
            services.logins().sessions().leave(user());
            countedIn = false;
        }
    }

    /** Counts a login that was refused; returns how many there have been on this connection. */
    public int countFailedLogin() {
        return ++failedLogins;
    }

    /** Forgets everything but the connection (REIN). */
    public void reinitialize() {
        logOut();
        settings.dropEndpoint();
        settings = new TransferSettings();
        settings.protectData(secure);
        directory = VirtualPath.ROOT;
    }

    /** Whether the client is still there. */
    public boolean isOpen() {
        return control.isActive();
    }

    /** Whether data connections must be under TLS. */
    public boolean requiresDataTls() {
        return services.tlsPolicy() == TlsPolicy.REQUIRED
                || (login instanceof LoginState.LoggedIn in
                        && in.user().account().tlsRequired());
    }

    /** The working directory. */
    public VirtualPath directory() {
        return directory;
    }

    public void enter(VirtualPath newDirectory) {
        directory = newDirectory;
    }

    /** The path that a command's argument means. */
    public VirtualPath resolve(String argument) throws FileTreeException {
        return directory.resolve(argument);
    }

    /** Whether the control connection is under TLS. */
    public boolean isSecure() {
        return secure;
    }

    /** Whether the client has sent more than the command that is being done. */
    public boolean hasPipelinedInput() {
        FtpRequestDecoder decoder = control.pipeline().get(FtpRequestDecoder.class);
        return decoder != null && decoder.hasBufferedInput();
    }

    /** Puts the control connection under TLS once the reply to this command is on its way, and forgets the login. */
    public void secureAfterReply() {
        afterReply(() -> {
            secure = true;
            logOut();
            directory = VirtualPath.ROOT;
            settings.takeRestartOffset();
            settings.renameFrom(null);
            control.pipeline().addFirst(newTlsHandler());
        });
    }

    /** A handler that secures the control connection. */
    public TlsHandler newTlsHandler() {
        return services.tls().newHandler(control.alloc(), binding());
    }

    /** Ties the data connections under TLS to the control connection; made when it is needed. */
    private TlsBinding binding() {
        TlsBinding made = binding;
        if (made == null) {
            made = new TlsBinding();
            binding = made;
        }
        return made;
    }

    /**
     * The data connection that has been agreed on, good for one transfer; under TLS if PROT says so.
     *
     * @throws ReplyException 425 if none has been agreed on
     */
    public DataEndpoint takeEndpoint() throws ReplyException {
        DataEndpoint endpoint = settings.takeEndpoint();
        if (!settings.isDataProtected()) {
            return endpoint;
        }
        DataTls policy = dataTls();
        return new SecuredEndpoint(
                endpoint,
                services.tls(),
                policy == DataTls.OFF ? new TlsBinding() : binding(),
                policy == DataTls.REQUIRE,
                services.transferMetrics());
    }

    private DataTls dataTls() {
        return user().account().dataTls().orElse(services.dataTls());
    }

    /** Closes the connection once the reply to this command has been sent. */
    public void closeAfterReply() {
        afterReply(() -> control.close());
    }

    private void afterReply(Runnable action) {
        afterReply = action;
    }

    /** What is to be done after the reply, once. */
    public @Nullable Runnable takeAfterReply() {
        Runnable action = afterReply;
        afterReply = null;
        return action;
    }

    /**
     * Runs something that touches files on the disk pool.
     *
     * @return completed on the event loop
     */
    public <T> CompletableFuture<T> onDisk(Callable<T> task) {
        return services.disk().submit(task, loop);
    }

    /** Buffers for what is made on the disk pool. */
    public ByteBufAllocator allocator() {
        return control.alloc();
    }

    /** Keeps the way to open the next data connection, unless the client has left meanwhile. */
    public void prepare(DataEndpoint endpoint) {
        assert loop.inEventLoop();
        if (control.isActive()) {
            settings.prepare(endpoint);
        } else {
            endpoint.close();
        }
    }

    /** Whether a transfer's command is being done. */
    public boolean isTransferring() {
        return running != null;
    }

    /** What is being transferred and how far it has come, for people; empty if nothing is. A byte string. */
    public Optional<String> progress() {
        Running now = running;
        if (now == null) {
            return Optional.empty();
        }
        Transfer transfer = now.transfer;
        if (transfer == null) {
            return Optional.of(now.what + ": beginning.");
        }
        long millis = Math.max(1, transfer.elapsed().toMillis());
        return Optional.of("%s: %d bytes in %d ms, %d bytes/s."
                .formatted(now.what, transfer.movedBytes(), millis, transfer.movedBytes() * 1000 / millis));
    }

    /** Ends the running transfer, which then fails. */
    public void abortTransfer() {
        assert loop.inEventLoop();
        Running now = running;
        if (now != null) {
            now.aborted = true;
            if (now.transfer != null) {
                now.transfer.abort();
            }
        }
    }

    /**
     * The client will say nothing more, and has not said QUIT: it may be dead, and the end of its data no real end. An
     * upload is therefore not put in its place.
     */
    public void clientFellSilent() {
        if (running != null && running.upload) {
            abortTransfer();
        }
    }

    /**
     * Lets what a command has begun be watched by STAT and ended by ABOR, as a transfer is.
     *
     * @param what for STAT, a byte string: {@code HASH /a/b}
     * @param outcome how it ends, on the event loop
     */
    public <T> CompletionStage<T> watch(String what, Transfer transfer, CompletionStage<T> outcome) {
        begin(what).transfer = transfer;
        return outcome.whenComplete((done, failure) -> running = null);
    }

    /**
     * Sends what {@code open} opens over a data connection: opens it on the disk pool, says 125 or 150, sends.
     *
     * @param endpoint where to; given up if there is nothing to send
     * @param open in MODE Z, what it opens is compressed
     * @param what for the preliminary reply and the log, a byte string: {@code RETR /a/b}
     * @return the bytes sent; fails with what {@code open} throws, or as {@link Download#start} says
     */
    public CompletionStage<Long> send(DataEndpoint endpoint, Callable<DataSource> open, String what) {
        Running started = begin(what);
        OptionalInt level = settings.compression();
        Callable<DataSource.Opened> openFirst = () -> {
            DataSource plain = open.call();
            DataSource source = level.isPresent() ? new DeflatingSource(plain, level.getAsInt()) : plain;
            return DataSource.Opened.of(source, allocator());
        };
        return ending(endpoint, onDisk(openFirst).thenCompose(opened -> {
            if (isGivenUp(started)) {
                return givenUp(() -> {
                    opened.discard();
                    return true;
                });
            }
            control.writeAndFlush(announcing(endpoint, "sending " + what));
            Download download = new Download(
                    loop, services.disk(), opened, services.transfer(), downloadLimit, services.transferMetrics());
            started.transfer = download;
            return logged(started, download, download.start(endpoint));
        }));
    }

    /**
     * Stores what comes over a data connection in what {@code open} opens: opens it on the disk pool, says 125 or 150,
     * receives, puts the file in its place.
     *
     * @param endpoint where from; given up if nothing can be stored
     * @param what for the log, a byte string: {@code STOR /a/b}
     * @param announcement the preliminary reply, from the path that is being stored
     * @return what has been stored; fails with what {@code open} throws, or as {@link Upload#start} says
     */
    public CompletionStage<Stored> receive(
            DataEndpoint endpoint,
            Callable<IncomingFile> open,
            String what,
            Function<VirtualPath, Reply> announcement) {
        Running started = begin(what);
        return ending(endpoint, onDisk(open).thenCompose(file -> {
            if (isGivenUp(started)) {
                return givenUp(() -> {
                    file.abandon(true);
                    return true;
                });
            }
            control.writeAndFlush(announcement.apply(file.path()));
            UploadDecoding decoding = new UploadDecoding(
                    settings.compression().isPresent(), settings.type() == TransferSettings.Type.ASCII);
            Upload upload = new Upload(
                    loop,
                    services.disk(),
                    file,
                    decoding,
                    services.transfer(),
                    uploadLimit,
                    services.transferMetrics());
            started.transfer = upload;
            started.upload = true;
            return logged(started, upload, upload.start(endpoint)).thenApply(bytes -> new Stored(file.path(), bytes));
        }));
    }

    /** What an upload has come to. */
    public record Stored(VirtualPath path, long receivedBytes) {}

    private Running begin(String what) {
        Running started = new Running(what);
        running = started;
        return started;
    }

    private <T> CompletionStage<T> ending(DataEndpoint endpoint, CompletionStage<T> transfer) {
        return transfer.whenComplete((done, failure) -> {
            running = null;
            if (failure != null) {
                endpoint.close();
            }
        });
    }

    private boolean isGivenUp(Running started) {
        return started.aborted || !control.isActive();
    }

    private <T> CompletionStage<T> givenUp(Callable<Boolean> discard) {
        return onDisk(discard)
                .thenCompose(discarded ->
                        CompletableFuture.failedFuture(new DataConnectionException(Kind.ABORTED, "Transfer aborted.")));
    }

    /** The preliminary reply: 125 if the data connection stands, else 150. */
    public Reply announcing(DataEndpoint endpoint, String what) {
        return endpoint.isConnected()
                ? Reply.of(ReplyCode.DATA_CONNECTION_ALREADY_OPEN, "Data connection open, " + what)
                : Reply.of(ReplyCode.OPENING_DATA_CONNECTION, "Opening data connection, " + what);
    }

    private CompletionStage<Long> logged(Running started, Transfer transfer, CompletionStage<Long> moved) {
        return moved.whenComplete((bytes, failure) -> logTransfer(started.what, transfer, failure));
    }

    private void logTransfer(String what, Transfer transfer, @Nullable Throwable failure) {
        if (LOG.isInfoEnabled()) {
            LOG.info(
                    "{} {}: {} bytes in {} ms{}{}",
                    this,
                    ByteString.forHumans(what),
                    transfer.movedBytes(),
                    transfer.elapsed().toMillis(),
                    settings.isDataProtected() ? ", TLS" : "",
                    failure == null ? "" : ", failed: " + failure.getMessage());
        }
    }

    /** Ends what the session has under way; for when the control connection is gone. */
    public void close() {
        abortTransfer();
        settings.dropEndpoint();
        countOut(); // the login itself stays: what still runs on the disk pool may ask for it
    }

    /** For log lines: {@code ftp[c=7f3a user=ann]}. */
    @Override
    public String toString() {
        String user = login instanceof LoginState.LoggedIn in
                ? ByteString.forHumans(in.user().name())
                : "-";
        return "ftp[c=" + control.id().asShortText() + " user=" + user + "]";
    }
}
