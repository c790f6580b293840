package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.protocol.Answer;
import dev.wharf.cloudhash.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Every verb of the text grammar, level 1. */
@SuppressWarnings("ImmutableEnumChecker") // method references without state
public enum TextCommand {
    // spotless:off
    //     verb      takes                    handler
    SET   ("SET",    Arguments.KEY_AND_VALUE, Execution::set),
    GET   ("GET",    Arguments.KEY,           Execution::get),
    DELETE("DELETE", Arguments.KEY,           Execution::delete),
    HAS   ("KEY?",   Arguments.KEY,           Execution::contains),
    SIZE  ("SIZE",   Arguments.NOTHING,       Execution::size),
    PING  ("PING",   Arguments.NOTHING,       Execution::ping),
    HELP  ("HELP",   Arguments.NOTHING,       Execution::help),
    HELLO ("HELLO",  Arguments.LEVEL,         Execution::hello),
    EXIT  ("EXIT",   Arguments.NOTHING,       Execution::exit);
    // spotless:on

    private static final TextCommand[] ALL = values();

    private final String verb;
    private final byte[] verbBytes;
    private final Arguments arguments;
    private final Handler handler;

    TextCommand(String verb, Arguments arguments, Handler handler) {
        this.verb = verb;
        this.verbBytes = verb.getBytes(StandardCharsets.US_ASCII);
        this.arguments = arguments;
        this.handler = handler;
    }

    /** What follows a verb. */
    enum Arguments {
        NOTHING(""),
        KEY(" key"),
        KEY_AND_VALUE(" key value"),
        LEVEL(" level");

        private final String usage;

        Arguments(String usage) {
            this.usage = usage;
        }
    }

    /** Does a command. */
    @FunctionalInterface
    interface Handler {
        /**
         * Does it.
         *
         * @param argument the key or the level, empty if none is taken
         */
        CompletionStage<Answer> handle(Store store, byte[] argument, byte[] value);
    }

    /** The verb as it is typed. */
    public String verb() {
        return verb;
    }

    Arguments arguments() {
        return arguments;
    }

    Handler handler() {
        return handler;
    }

    /** How it is written: {@code SET key value}. */
    String usage() {
        return verb + arguments.usage;
    }

    /** The command whose verb stands in the first {@code length} bytes, in any case; null if there is none. */
    static @Nullable TextCommand find(byte[] text, int length) {
        for (TextCommand command : ALL) {
            if (command.verbBytes.length == length && matches(command.verbBytes, text)) {
                return command;
            }
        }
        return null;
    }

    private static boolean matches(byte[] verb, byte[] text) {
        for (int i = 0; i < verb.length; i++) {
            int b = text[i];
            int upper = b >= 'a' && b <= 'z' ? b - ('a' - 'A') : b;
            if (upper != verb[i]) {
                return false;
            }
        }
        return true;
    }
}
