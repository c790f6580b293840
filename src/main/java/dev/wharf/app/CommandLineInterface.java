package dev.wharf.app;

import dev.wharf.auth.PasswordHash;
import dev.wharf.config.ConfigSource;
import dev.wharf.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line: its commands and options, and help for them. */
@Command(
        name = "wharf",
        description = {
            "An FTP and FTPS file server and CloudHash, a hash over TCP, in one process.",
            "Without a command it serves."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = CloudHashCommands.class,
        footer = {
            "",
            "Environment: WHARF_CONFIG names the configuration file; WHARF_FTP_EXPLICIT_PORT and the like set keys."
        })
final class CommandLineInterface implements Runnable {
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

    /** Does what the arguments say; returns the exit code. */
    static int execute(String... arguments) {
        return new CommandLine(new CommandLineInterface())
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    if (failure instanceof ConfigurationException wrong) {
                        commandLine.getErr().println(Main.message(wrong));
                        return Main.EXIT_FAILED;
                    }
                    throw failure;
                })
                .execute(arguments);
    }

    /** Without a command it serves. */
    @Override
    public void run() {
        serve();
    }

    @Command(name = "serve", description = "Serves until SIGTERM or Ctrl-C, then lets running work end.")
    void serve() {
        Serving.serve(Optional.ofNullable(file), settings, System.out);
    }

    @Command(name = "check-config", description = "Checks the configuration without starting anything.")
    void checkConfig() {
        ConfigSource source = configuration();
        Serving.users(source, source.bind(ServerConfig.class));
        System.out.println("wharf: the configuration is good");
    }

    @Command(
            name = "hash-password",
            description = {
                "Reads a password from the terminal or standard input and prints its hash, for users.conf:",
                "Argon2id (19 MiB, two passes), or bcrypt if asked for."
            })
    void hashPassword(
            @Option(names = "--bcrypt", description = "Use bcrypt, which looks at 72 bytes of a password.")
                    boolean bcrypt,
            @Option(
                            names = "--cost",
                            paramLabel = "N",
                            defaultValue = "10",
                            description = "Of bcrypt, ${DEFAULT-VALUE} if not given; each step doubles the work.")
                    int cost)
            throws IOException {
        if (cost < 4 || cost > 16) {
            throw new ConfigurationException("--cost: " + cost + " (expected: 4..16)");
        }
        String password = PasswordPrompt.read();
        SecureRandom random = new SecureRandom();
        if (bcrypt && password.length() > 72) {
            throw new ConfigurationException(
                    "password: " + password.length() + " bytes (expected: at most 72 for bcrypt)");
        }
        System.out.println(
                bcrypt ? PasswordHash.bcrypt(password, cost, random) : PasswordHash.argon2id(password, random));
    }

    private ConfigSource configuration() {
        return Serving.configuration(Optional.ofNullable(file), settings);
    }
}
