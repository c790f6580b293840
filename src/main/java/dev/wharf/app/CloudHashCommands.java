package dev.wharf.app;

import dev.wharf.cloudhash.client.ClientConfig;
import dev.wharf.cloudhash.client.CloudHashClient;
import dev.wharf.cloudhash.client.ServerErrorException;
import dev.wharf.cloudhash.client.UnavailableException;
import dev.wharf.common.InvalidValueException;
import dev.wharf.net.EventLoops;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code wharf cloudhash ...}: a client for people and scripts. */
@Command(
        name = "cloudhash",
        description = "Talks to a CloudHash server.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code: 0 done; 1 there is no such key; 2 wrong usage; 3 no connection, or no answer in time;",
            "4 the server answered with an error."
        })
final class CloudHashCommands {
    private static final int EXIT_NO_KEY = 1;
    private static final int EXIT_UNAVAILABLE = 3;
    private static final int EXIT_REFUSED = 4;
    private static final String STANDARD_INPUT = "-";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "The server's name or address; default ${DEFAULT-VALUE}.",
            scope = ScopeType.INHERIT)
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Its port; default 4481, with --tls 4483.",
            scope = ScopeType.INHERIT)
    private @Nullable Integer port;

    @Option(names = "--tls", description = "Over TLS; the server's certificate is verified.", scope = ScopeType.INHERIT)
    private boolean tls;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Certificates to trust, PEM; without it those that Java trusts. Implies --tls.",
            scope = ScopeType.INHERIT)
    private @Nullable Path authorities;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Logs in with the first line of this file.",
            scope = ScopeType.INHERIT)
    private @Nullable Path passwordFile;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "For the connection, and for each answer; default ${DEFAULT-VALUE}.",
            scope = ScopeType.INHERIT)
    private double timeoutSeconds;

    @Command(name = "get", description = "Prints the value of a key, and a line end.")
    int get(
            @Option(
                            names = {"-r", "--raw"},
                            description = "No line end behind the value.")
                    boolean raw,
            @Parameters(paramLabel = "KEY") String key) {
        return with((client, out) -> {
            Optional<byte[]> value = client.get(utf8(key)).join();
            if (value.isEmpty()) {
                return EXIT_NO_KEY;
            }
            out.writeBytes(value.get());
            if (!raw) {
                out.println();
            }
            return 0;
        });
    }

    @Command(name = "set", description = "Stores a value.")
    int set(
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "VALUE", description = "- reads it from standard input.") String value) {
        return with((client, out) -> {
            byte[] bytes = value.equals(STANDARD_INPUT) ? System.in.readAllBytes() : utf8(value);
            client.set(utf8(key), bytes).join();
            return 0;
        });
    }

    @Command(name = "delete", description = "Removes keys.")
    int delete(@Parameters(paramLabel = "KEY", arity = "1..*") List<String> keys) {
        return with((client, out) -> {
            List<CompletableFuture<Boolean>> answers =
                    keys.stream().map(key -> client.delete(utf8(key))).toList();
            boolean all = true;
            for (CompletableFuture<Boolean> answer : answers) {
                all &= answer.join();
            }
            return all ? 0 : EXIT_NO_KEY;
        });
    }

    @Command(name = "keys", description = "Prints the keys that match, each on a line.")
    int keys(
            @Parameters(paramLabel = "PATTERN", arity = "0..1", defaultValue = "*", description = "Such as user:*")
                    String pattern) {
        return with((client, out) -> {
            client.keys(utf8(pattern), key -> {
                        out.writeBytes(key);
                        out.println();
                    })
                    .join();
            return 0;
        });
    }

    @Command(name = "size", description = "Prints how many keys there are.")
    int size() {
        return with((client, out) -> {
            out.println(client.size().join());
            return 0;
        });
    }

    @Command(name = "ping", description = "Asks whether the server answers.")
    int ping() {
        return with((client, out) -> {
            client.ping().join();
            out.println("PONG");
            return 0;
        });
    }

    private interface Action {
        int run(CloudHashClient client, PrintStream out) throws IOException;
    }

    private int with(Action action) {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.UTF_8);
        try (EventLoops loops = EventLoops.single();
                CloudHashClient client = new CloudHashClient(config(), loops)) {
            int code = action.run(client, out);
            out.flush();
            return code;
        } catch (CompletionException e) {
            out.flush();
            if (e.getCause() instanceof UnavailableException unavailable) {
                return fail(EXIT_UNAVAILABLE, unavailable);
            }
            if (e.getCause() instanceof ServerErrorException refused) {
                return fail(EXIT_REFUSED, refused);
            }
            throw e;
        } catch (InvalidValueException e) {
            throw new ParameterException(commandLine(), "--" + e.getMessage(), e);
        } catch (IOException e) {
            throw new ParameterException(commandLine(), e.getMessage(), e);
        }
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("not parsed yet");
        }
        return spec.commandLine();
    }

    private static int fail(int code, Exception e) {
        System.err.println("wharf: " + e.getMessage());
        return code;
    }

    private ClientConfig config() throws IOException {
        boolean secured = tls || authorities != null;
        int target = port != null ? port : secured ? 4483 : 4481;
        Optional<String> password = passwordFile == null
                ? Optional.empty()
                : Files.readAllLines(passwordFile).stream().findFirst();
        Duration timeout = Duration.ofMillis(Math.max(1, Math.round(timeoutSeconds * 1000)));
        return new ClientConfig(host, target, secured, Optional.ofNullable(authorities), password, timeout);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
