package dev.wharf.app;

import dev.wharf.config.ConfigurationException;
import java.util.Map;
import java.util.Optional;

/** Where the JVM starts. */
public final class Main {
    /** It could not be started, or the configuration is wrong. */
    static final int EXIT_FAILED = 1;

    private Main() {}

    /** Serves if there are no arguments, else does what they say. */
    public static void main(String[] arguments) {
        // Without arguments, as in a container, nothing has to be parsed: a quarter of a second until ready.
        System.exit(arguments.length == 0 ? serve() : CommandLineInterface.execute(arguments));
    }

    private static int serve() {
        try {
            Serving.serve(Optional.empty(), Map.of(), System.out);
            return 0;
        } catch (ConfigurationException e) {
            System.err.println(message(e));
            return EXIT_FAILED;
        }
    }

    /** The line that says what is wrong with the configuration. */
    static String message(ConfigurationException e) {
        return "wharf: " + e.getMessage();
    }
}
