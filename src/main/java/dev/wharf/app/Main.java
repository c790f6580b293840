package dev.wharf.app;

import dev.wharf.common.InvalidValueException;
import dev.wharf.config.ConfigSource;
import dev.wharf.config.ConfigurationException;
import java.io.PrintWriter;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
        name = "wharf",
        description = {
            "An FTP and FTPS file server and CloudHash, a hash over TCP, in one process.",
            "Without a command it serves."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Environment: WHARF_CONFIG names the configuration file; WHARF_FTP_EXPLICIT_PORT and the like set keys."
        })
public final class Main implements Runnable {
    /** It could not be started, or the configuration is wrong. */
    private static final int EXIT_FAILED = 1;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file; only the keys that differ from the defaults are needed.",
            scope = CommandLine.ScopeType.INHERIT)
    private @Nullable Path file;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Sets one key, over file and environment: --set ftp.explicit.port=21",
            scope = CommandLine.ScopeType.INHERIT)
    private Map<String, String> settings = new LinkedHashMap<>();

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, commandLine, parsed) -> {
            if (!(failure instanceof ConfigurationException)) {
                throw failure;
            }
            commandLine.getErr().println("wharf: " + failure.getMessage());
            return EXIT_FAILED;
        });
    }

    /** Without a command it serves. */
    @Override
    public void run() {
        serve();
    }

    /** Starts, says so, and goes on until the process is told to end. */
    @Command(name = "serve", description = "Serves until SIGTERM or Ctrl-C, then lets running work end.")
    void serve() {
        ConfigSource source = source();
        ServerConfig config = source.bind(ServerConfig.class);
        Logging.setLevel(config.log());
        Wharf wharf = start(source, config);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(wharf), "wharf-stop"));
        out().println(wharf.readyLine());
        out().flush();
        awaitShutdown();
    }

    private static Wharf start(ConfigSource source, ServerConfig config) {
        try {
            return Wharf.start(config);
        } catch (InvalidValueException e) {
            throw source.explain(e);
        }
    }

    /** Reads and checks the configuration, and says what is wrong with it, or nothing is. */
    @Command(name = "check-config", description = "Checks the configuration without starting anything.")
    void checkConfig() {
        source().bind(ServerConfig.class);
        out().println("wharf: the configuration is good");
    }

    /** What a signal leads to. */
    private static void stop(Wharf wharf) {
        wharf.drain();
        wharf.close();
        Logging.flush();
        Runtime.getRuntime().halt(0); // a signal's own exit code would be 143, though this end was in order
    }

    private static void awaitShutdown() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ConfigSource source() {
        URL defaults = Objects.requireNonNull(Main.class.getResource("wharf.conf"), "built-in defaults");
        Map<String, String> environment = System.getenv();
        Optional<Path> named = Optional.ofNullable(file)
                .or(() -> Optional.ofNullable(environment.get("WHARF_CONFIG")).map(Path::of));
        return ConfigSource.read(defaults, named, environment, settings);
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
