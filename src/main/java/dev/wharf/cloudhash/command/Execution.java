package dev.wharf.cloudhash.command;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.wharf.cloudhash.protocol.Answer;
import dev.wharf.cloudhash.protocol.ErrorCode;
import dev.wharf.cloudhash.store.Store;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** What each verb does. */
final class Execution {
    /** The level of the grammar that is spoken. */
    private static final String LEVEL = "1";

    private static final CompletionStage<Answer> PONG = completedFuture(Answer.text("PONG"));
    private static final CompletionStage<Answer> TRUE = completedFuture(Answer.text("true"));
    private static final CompletionStage<Answer> FALSE = completedFuture(Answer.text("false"));
    private static final CompletionStage<Answer> CLOSE = completedFuture(Answer.CLOSE);

    private Execution() {}

    /** SET answers the value. */
    static CompletionStage<Answer> set(Store store, byte[] key, byte[] value) {
        return store.set(key, value).thenApply(done -> Answer.value(value));
    }

    static CompletionStage<Answer> get(Store store, byte[] key, byte[] none) {
        return store.get(key).thenApply(Execution::valueOrEmpty);
    }

    /** DELETE answers the value that was there. */
    static CompletionStage<Answer> delete(Store store, byte[] key, byte[] none) {
        return store.delete(key).thenApply(Execution::valueOrEmpty);
    }

    static CompletionStage<Answer> contains(Store store, byte[] key, byte[] none) {
        return store.contains(key).thenCompose(there -> there ? TRUE : FALSE);
    }

    static CompletionStage<Answer> size(Store store, byte[] nothing, byte[] none) {
        return completedFuture(Answer.text(Long.toString(store.size())));
    }

    static CompletionStage<Answer> ping(Store store, byte[] nothing, byte[] none) {
        return PONG;
    }

    static CompletionStage<Answer> help(Store store, byte[] nothing, byte[] none) {
        String usages =
                Arrays.stream(TextCommand.values()).map(TextCommand::usage).collect(Collectors.joining(", "));
        return completedFuture(Answer.text(usages));
    }

    static CompletionStage<Answer> hello(Store store, byte[] level, byte[] none) {
        String asked = Text.of(level);
        return completedFuture(
                asked.equals(LEVEL)
                        ? Answer.text("OK cloudhash " + LEVEL)
                        : Answer.error(ErrorCode.SYNTAX, "level: " + asked + " (expected: " + LEVEL + ")"));
    }

    static CompletionStage<Answer> exit(Store store, byte[] nothing, byte[] none) {
        return CLOSE;
    }

    private static Answer valueOrEmpty(Optional<byte[]> value) {
        return value.isPresent() ? Answer.value(value.get()) : Answer.EMPTY;
    }
}
