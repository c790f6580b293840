package dev.wharf.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The distribution as a user starts it, in a process of its own, on free ports and an empty data directory. Buffers it
 * leaks and errors it logs fail the test when it is closed.
 */
public final class RunningWharf implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final List<String> FREE_PORTS = List.of(
            "ftp.explicit.port=0",
            "ftp.implicit.port=0",
            "ftp.passive.ports=0",
            "cloudhash.plain.port=0",
            "cloudhash.tls.port=0",
            "admin.port=0");

    private final Process process;
    private final Path directory;
    private final Path errors;
    private final String readyLine;
    private final CompletableFuture<String> restOfOutput;
    private boolean errorsExpected;

    private RunningWharf(Process process, Path directory, Path errors, BufferedReader output) throws IOException {
        this.process = process;
        this.directory = directory;
        this.errors = errors;
        readyLine = firstLine(output);
        restOfOutput = Background.start(() -> rest(output));
    }

    /** Starts with what differs from the defaults, as {@code key=value}. */
    public static RunningWharf start(String... settings) {
        return start(List.of(), settings);
    }

    /** Starts through a command line that comes first, such as one that sets limits. */
    public static RunningWharf start(List<String> prefix, String... settings) {
        try {
            return start(Files.createTempDirectory("wharf-it"), prefix, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts on a data directory that may have been used before. */
    public static RunningWharf start(Path directory, List<String> prefix, String... settings) {
        try {
            Files.createDirectories(directory.resolve("ftp"));
            List<String> command = new ArrayList<>(prefix);
            command.add(launcher().toString());
            command.add("--set");
            command.add("data-directory=" + directory);
            for (String setting : FREE_PORTS) {
                command.addAll(List.of("--set", setting));
            }
            // Later settings of the same key win.
            for (String setting : settings) {
                int equals = setting.indexOf('=');
                String key = setting.substring(0, equals + 1);
                for (int i = command.size() - 1; i > 0; i--) {
                    if (command.get(i).startsWith(key)) {
                        command.remove(i);
                        command.remove(i - 1);
                    }
                }
                command.addAll(List.of("--set", setting));
            }
            Path errors = directory.resolve("stderr.log");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment()
                    .put(
                            "WHARF_JAVA_OPTS",
                            "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
                                    + " -Dio.netty.leakDetection.level=paranoid");
            Process process = builder.start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            return new RunningWharf(process, directory, errors, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The script that starts Wharf. */
    public static Path launcher() {
        return Path.of(System.getProperty("wharf.distribution", "target/wharf"), "bin", "wharf")
                .toAbsolutePath();
    }

    private String firstLine(BufferedReader output) throws IOException {
        try {
            String line = Background.start(output::readLine).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new IOException("Wharf did not start: " + Files.readString(errors));
            }
            return line;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IOException("Wharf did not start: " + Files.readString(errors), e);
        }
    }

    private static String rest(BufferedReader output) {
        return String.join("\n", output.lines().toList());
    }

    /** The one line on standard output. */
    public String readyLine() {
        return readyLine;
    }

    /** The port of a listener, by its key: {@code ftp.explicit}. */
    public int port(String listener) {
        Matcher matcher =
                Pattern.compile(" " + Pattern.quote(listener) + "=\\S*:(\\d+)").matcher(readyLine);
        assertThat(matcher.find()).as("%s in: %s", listener, readyLine).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    public int ftpPort() {
        return port("ftp.explicit");
    }

    /** The directory served as "/". */
    public Path root() {
        return directory.resolve("ftp");
    }

    /** The data directory. */
    public Path directory() {
        return directory;
    }

    public Process process() {
        return process;
    }

    /** Puts a file into the root. */
    public Path file(String name, byte[] content) {
        try {
            Path file = root().resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a file into the root. */
    public Path file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** What stands behind {@code /metrics}, by series. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (String line : get("/metrics").body().split("\n", -1)) {
            int space = line.lastIndexOf(' ');
            if (space > 0 && !line.startsWith("#")) {
                metrics.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
            }
        }
        return metrics;
    }

    /** One series; 0 if there is none. */
    public double metric(String series) {
        return metrics().getOrDefault(series, 0.0);
    }

    /** Asks the admin port. */
    public HttpAnswer get(String path) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port("admin") + path)
                    .toURL()
                    .openConnection();
            connection.setConnectTimeout(10_000);
            connection.setReadTimeout(10_000);
            int status = connection.getResponseCode();
            try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new HttpAnswer(
                        status, connection.getContentType(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An HTTP response. */
    public record HttpAnswer(int status, String contentType, String body) {}

    /** Standard error so far. */
    public String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets lines of level ERROR pass. */
    public void expectErrors() {
        errorsExpected = true;
    }

    /** Sends SIGKILL and waits for the end. The data directory stays. */
    public void kill() {
        process.toHandle().destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends SIGTERM and waits for an end in good order. The data directory stays. */
    public void stop() {
        terminate();
        int exit = awaitExit();
        assertThat(exit).as("exit code; log: %s", errors()).isZero();
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.toHandle().destroy(); // Process.destroy would close our end of its output too
    }

    /** Waits for the process to end and tells its exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("Wharf did not end within " + PATIENCE_SECONDS + " s: " + errors());
            }
            assertThat(restOfOutput.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("standard output behind the ready line")
                    .isEmpty();
            return process.exitValue();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        terminate();
        int exit = awaitExit();
        String log = errors();
        assertThat(exit).as("exit code; log: %s", log).isZero();
        assertThat(log).as("log").doesNotContain("LEAK:");
        if (!errorsExpected) {
            assertThat(log).as("log").doesNotContain(" ERROR ");
        }
        delete(directory);
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
