package dev.wharf.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A client program that is not ours. Where it is not installed the test is skipped, except in CI ({@code CI=true}),
 * where that is a failure unless {@code CI_WITHOUT} names it.
 */
public final class ForeignProgram {
    private static final long PATIENCE_SECONDS = 120;
    private static final boolean MUST_BE_THERE = "true".equals(System.getenv("CI"));

    private ForeignProgram() {}

    /** What a program said and how it ended. */
    public record Result(int exit, String output) {}

    /** Runs a program to its end. */
    public static Result run(String... command) {
        return run(Path.of("."), "", List.of(command));
    }

    /** Runs a program in a directory, with something on its standard input. */
    public static Result run(Path directory, String input, List<String> command) {
        return run(directory, input, Map.of(), command);
    }

    /** Runs a program in a directory, with something on its standard input and variables in its environment. */
    public static Result run(Path directory, String input, Map<String, String> environment, List<String> command) {
        require(command.get(0), isThere(command.get(0)));
        try {
            Path output = Files.createTempFile("wharf-it", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                // It ended without reading all of it; its exit code tells whether that was right.
                assertThat(e).hasMessageContaining("pipe");
            }
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String text = Files.readString(output, StandardCharsets.ISO_8859_1);
            Files.delete(output);
            if (!ended) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end: " + text);
            }
            return new Result(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Skips the test, or in CI fails it, unless a shell command that tells whether something is installed ends well. */
    public static void require(String what, String probe) {
        require(what, run("sh", "-c", probe).exit() == 0);
    }

    private static void require(String what, boolean there) {
        if (MUST_BE_THERE && !what.equals(System.getenv("CI_WITHOUT"))) {
            assertThat(there).as("%s is installed", what).isTrue();
        }
        assumeTrue(there, what + " is not installed");
    }

    private static boolean isThere(String program) {
        return program.startsWith("/")
                || List.of(System.getenv("PATH").split(":", -1)).stream()
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
