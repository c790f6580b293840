package dev.wharf.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.testing.ForeignProgram;
import dev.wharf.testing.ForeignProgram.Result;
import dev.wharf.testing.RunningWharf;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs and libraries that people have, each in every way it can take, judged by the bytes on disk. One server
 * serves them all, some at a time; each has a directory of its own there.
 */
class ForeignFtpClientsIT {
    private static final int LARGE_BYTES = 64 * 1024 * 1024;
    private static final int CLIENTS_AT_A_TIME = 3;

    /** Bcrypt of the lowest cost there is. */
    private static final String HASH_OF_SECRET = "$2y$04$4enpSV1Z7xbKWWamoZb2se4Rt2TwwPvvWtJqPVAtI9A8dj5OIhNiO";

    private static RunningWharf wharf;
    private static Path served;
    private static ExecutorService clients;
    private static final Map<List<Object>, Future<?>> RUNS = new LinkedHashMap<>();

    @TempDir
    private static Path directory;

    @BeforeAll
    static void start() throws IOException {
        byte[] large = new byte[LARGE_BYTES];
        new Random(11).nextBytes(large);
        served = Files.createDirectory(directory.resolve("served"));
        Path users = Files.writeString(
                directory.resolve("users.conf"),
                "users { ann { password = \"" + HASH_OF_SECRET + "\", home = \"" + served + "\" } }");
        wharf = RunningWharf.start("ftp.users-file=" + users);
        Path largeFile = Files.write(directory.resolve("large"), large);
        clients = Executors.newFixedThreadPool(CLIENTS_AT_A_TIME);
        for (ForeignFtpClient client : ForeignFtpClient.values()) {
            FtpWay firstTls = client.ways.stream()
                    .filter(way -> !way.tls.equals("none"))
                    .findFirst()
                    .orElse(null);
            for (FtpWay way : client.ways) {
                boolean withLarge = way == client.ways.get(0) || way == firstTls;
                RUNS.put(
                        List.of(client, way),
                        clients.submit(
                                () -> exchange(client, way, withLarge ? Optional.of(largeFile) : Optional.empty())));
            }
        }
    }

    @AfterAll
    static void stop() {
        clients.shutdownNow();
        wharf.close();
    }

    static Stream<Arguments> runs() {
        return Arrays.stream(ForeignFtpClient.values())
                .flatMap(client -> client.ways.stream().map(way -> Arguments.of(client, way)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void exchangesFiles(ForeignFtpClient client, FtpWay way) throws Throwable {
        try {
            Objects.requireNonNull(RUNS.get(List.of(client, way))).get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    /** What {@code ftp:} URLs do in Java; they know neither TLS nor directories to change, and append nothing. */
    @Test
    void theUrlHandlerOfTheJdkListsFetchesAndStores() throws IOException {
        Files.createDirectories(served.resolve("jdk/with space"));
        Files.writeString(served.resolve("jdk/small"), "hello\n");
        Files.writeString(served.resolve("jdk/with space/\u00e9"), "accent");
        String base = "ftp://ann:secret@127.0.0.1:" + wharf.ftpPort() + "/jdk/";

        assertThat(fetch(base)).contains("small", "with space");
        assertThat(fetch(base + "small;type=i")).isEqualTo("hello\n");
        assertThat(fetch(base + "small;type=a")).isEqualTo("hello\n"); // its own line ends again
        assertThat(fetch(base + "with%20space/%C3%A9")).isEqualTo("accent");
        assertThatThrownBy(() -> fetch(base + "nothing")).isInstanceOf(FileNotFoundException.class);

        URLConnection upload = URI.create(base + "stored;type=i").toURL().openConnection();
        upload.setDoOutput(true);
        try (OutputStream out = upload.getOutputStream()) {
            out.write(new byte[] {1, '\n', 3});
        }
        assertThat(served.resolve("jdk/stored")).hasBinaryContent(new byte[] {1, '\n', 3});
    }

    private static String fetch(String url) throws IOException {
        try (InputStream in = URI.create(url).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Void exchange(ForeignFtpClient client, FtpWay way, Optional<Path> large)
            throws IOException, URISyntaxException {
        ForeignProgram.require(client.toString(), client.probe);
        String name = client + "-" + way;
        FtpExchange files = FtpExchange.prepare(served.resolve(name), directory.resolve(name), large);

        Result result = ForeignProgram.run(
                files.local(), "", environment(way, name, large.isPresent()), command(client.script));

        assertThat(result.exit()).as(result.output()).isZero();
        try {
            files.judge(client.features, client.withoutNames);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + client + " said:\n" + result.output(), e);
        }
        return null;
    }

    private static Map<String, String> environment(FtpWay way, String name, boolean withLarge) {
        int port = way.tls.equals("implicit") ? wharf.port("ftp.implicit") : wharf.ftpPort();
        return Map.ofEntries(
                Map.entry("HOST", way.host),
                Map.entry("PORT", Integer.toString(port)),
                Map.entry("FTP_USER", "ann"),
                Map.entry("FTP_PASSWORD", "secret"),
                Map.entry("PASSIVE", way.passive ? "yes" : "no"),
                Map.entry("TLS", way.tls),
                Map.entry("TLS_VERSION", way.tlsVersion),
                Map.entry("REMOTE", "/" + name),
                Map.entry("LARGE", withLarge ? "yes" : "no"),
                Map.entry("HOME", directory.toString()),
                Map.entry("LC_ALL", "C.UTF-8"));
    }

    private static List<String> command(String script) throws URISyntaxException {
        URI resource =
                ForeignFtpClientsIT.class.getResource("/ftp-clients/" + script).toURI();
        String interpreter = switch (script.substring(script.indexOf('.'))) {
            case ".py" -> "python3";
            case ".pl" -> "perl";
            case ".rb" -> "ruby";
            case ".php" -> "php";
            case ".js" -> "node";
            default -> "sh";
        };
        return List.of(interpreter, Path.of(resource).toString());
    }
}
