package dev.wharf.app;

import dev.wharf.config.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Asks for a password: twice and unseen at a terminal, else the first line of standard input. */
final class PasswordPrompt {
    private PasswordPrompt() {}

    /**
     * The password, each char one byte of it as it was typed.
     *
     * @throws ConfigurationException if none was given, or not the same twice
     */
    @SuppressWarnings("SystemConsoleNull") // up to Java 21 it is null where there is no terminal
    static String read() throws IOException {
        Console console = System.console();
        String password = console != null && isTerminal() ? ask(console) : firstLine(System.in);
        if (password.isEmpty()) {
            throw new ConfigurationException("password: empty (expected: at least one character)");
        }
        return password;
    }

    private static String ask(Console console) {
        char[] password = console.readPassword("Password: ");
        char[] again = console.readPassword("Once more: ");
        if (password == null || !Arrays.equals(password, again)) {
            throw new ConfigurationException("password: not the same twice");
        }
        return new String(new String(password).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static String firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Newer JVMs have a console even where there is no terminal. */
    private static boolean isTerminal() throws IOException {
        Path input = Path.of("/proc/self/fd/0");
        return !Files.isSymbolicLink(input)
                || Files.readSymbolicLink(input).startsWith("/dev/pts")
                || Files.readSymbolicLink(input).startsWith("/dev/tty")
                || Files.readSymbolicLink(input).startsWith("/dev/console");
    }
}
