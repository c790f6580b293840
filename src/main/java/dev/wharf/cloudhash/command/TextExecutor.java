package dev.wharf.cloudhash.command;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.wharf.cloudhash.protocol.Answer;
import dev.wharf.cloudhash.protocol.ErrorCode;
import dev.wharf.cloudhash.protocol.Limits;
import dev.wharf.cloudhash.protocol.Request;
import dev.wharf.cloudhash.store.Store;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request by the grammar of level 1 and does it.
 *
 * <pre>
 *   verb [ SP key [ SP value ] ]      the value is everything behind the single space, to the end
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class TextExecutor {
    private static final byte[] NOTHING = new byte[0];

    private final Store store;
    private final Limits limits;

    public TextExecutor(Store store, Limits limits) {
        this.store = store;
        this.limits = limits;
    }

    /** The command that the request's first word names; null if there is none of that name. */
    public static @Nullable TextCommand commandOf(Request request) {
        byte[] text = request.text();
        return TextCommand.find(text, wordEnd(text, 0));
    }

    /**
     * Does a request.
     *
     * @param command what {@link #commandOf} says of it
     * @return the answer, of which errors are one kind; fails only if the store does
     */
    public CompletionStage<Answer> execute(@Nullable TextCommand command, Request request) {
        byte[] text = request.text();
        int verbEnd = wordEnd(text, 0);
        if (command == null) {
            return error(ErrorCode.UNKNOWN, "verb: " + Text.of(Arrays.copyOf(text, verbEnd)) + " (HELP lists them)");
        }
        int argumentStart = Math.min(verbEnd + 1, text.length);
        int argumentEnd = wordEnd(text, argumentStart);
        boolean hasArgument = argumentEnd > argumentStart;
        boolean hasMore = argumentEnd < text.length;
        boolean right = switch (command.arguments()) {
            case NOTHING -> verbEnd == text.length;
            case KEY, LEVEL -> hasArgument && !hasMore;
            case KEY_AND_VALUE -> hasArgument && hasMore;
        };
        if (!right) {
            return error(ErrorCode.SYNTAX, "expected: " + command.usage());
        }
        if (argumentEnd - argumentStart > limits.keyBytes()) {
            return error(ErrorCode.LIMIT, "key: longer than " + limits.keyBytes() + " bytes");
        }
        int valueBytes = hasMore ? text.length - argumentEnd - 1 : 0;
        if (valueBytes > limits.valueBytes()) {
            return error(ErrorCode.LIMIT, "value: longer than " + limits.valueBytes() + " bytes");
        }
        byte[] argument = hasArgument ? Arrays.copyOfRange(text, argumentStart, argumentEnd) : NOTHING;
        byte[] value = hasMore ? Arrays.copyOfRange(text, argumentEnd + 1, text.length) : NOTHING;
        return command.handler().handle(store, argument, value);
    }

    private static CompletionStage<Answer> error(ErrorCode code, String text) {
        return completedFuture(Answer.error(code, text));
    }

    private static int wordEnd(byte[] text, int from) {
        int end = from;
        while (end < text.length && text[end] != ' ') {
            end++;
        }
        return end;
    }
}
