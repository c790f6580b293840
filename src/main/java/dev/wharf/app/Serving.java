package dev.wharf.app;

import dev.wharf.auth.UserDirectory;
import dev.wharf.common.InvalidValueException;
import dev.wharf.config.ConfigSource;
import dev.wharf.config.ConfigurationException;
import dev.wharf.net.tls.TlsServer;
import java.io.PrintStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of a serving process, from its configuration to the signal that ends it. */
final class Serving {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    private static final String CONFIG_VARIABLE = "WHARF_CONFIG";

    private Serving() {}

    /**
     * Reads the configuration.
     *
     * @param file the operator's; if none is named, the environment may name one
     * @param settings keys and values of the command line
     * @throws ConfigurationException if it cannot be read
     */
    static ConfigSource configuration(Optional<Path> file, Map<String, String> settings) {
        URL defaults = Objects.requireNonNull(Serving.class.getResource("wharf.conf"), "built-in defaults");
        Map<String, String> environment = System.getenv();
        Optional<Path> named = file.or(
                () -> Optional.ofNullable(environment.get(CONFIG_VARIABLE)).map(Path::of));
        return ConfigSource.read(defaults, named, environment, settings);
    }

    /**
     * Starts, says so, and goes on until the process is told to end; then it ends the JVM itself.
     *
     * @param file as for {@link #configuration}
     * @param settings as for {@link #configuration}
     * @param out for the ready line
     * @throws ConfigurationException if it cannot start with this configuration
     */
    static void serve(Optional<Path> file, Map<String, String> settings, PrintStream out) {
        TlsServer.preload();
        ConfigSource source = configuration(file, settings);
        ServerConfig config = source.bind(ServerConfig.class);
        Logging.setLevel(config.log());
        UserDirectory users = users(source, config);
        Wharf wharf = start(source, config, users);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(wharf), "wharf-stop"));
        HangUp.handle(() -> reload(users));
        if (users.isEmpty()) {
            LOG.warn("nobody can log in by FTP: there are no accounts, and ftp.anonymous.enabled is false");
        }
        out.println(wharf.readyLine());
        out.flush();
        awaitShutdown();
    }

    /**
     * Reads the accounts.
     *
     * @throws ConfigurationException if the file with them cannot be used
     */
    static UserDirectory users(ConfigSource source, ServerConfig config) {
        return UserDirectory.load(
                source,
                "ftp.account-defaults",
                config.ftp().usersFile(),
                config.dataDirectory().resolve("users.conf"),
                config.ftp().anonymous());
    }

    private static Wharf start(ConfigSource source, ServerConfig config, UserDirectory users) {
        try {
            return Wharf.start(config, users);
        } catch (InvalidValueException e) {
            throw source.explain(e);
        }
    }

    private static void reload(UserDirectory users) {
        try {
            LOG.info("{} read again: {} accounts", users.file(), users.reload());
        } catch (ConfigurationException e) {
            LOG.error("{}; the accounts stay as they were", e.getMessage());
        }
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
}
