package dev.wharf.app;

import dev.wharf.config.ConfigurationException;
import java.nio.file.Path;
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
        Serving.configuration(Optional.ofNullable(file), settings).bind(ServerConfig.class);
        System.out.println("wharf: the configuration is good");
    }
}
