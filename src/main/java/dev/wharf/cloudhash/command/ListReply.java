package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.protocol.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps a command's answer for another command to work on: its values in their order, lists within lists flat. */
final class ListReply implements ReplyWriter {
    final List<byte @Nullable []> values = new ArrayList<>();

    @Nullable
    String error;

    @Override
    public void simple(String word) {
        bulk(word);
    }

    @Override
    public void error(String codeAndText) {
        error = codeAndText;
    }

    @Override
    public void integer(long number) {
        values.add(Numbers.bytes(number));
    }

    @Override
    public void bulk(byte[] bytes, int offset, int length) {
        values.add(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Override
    public void nil() {
        values.add(null);
    }

    @Override
    public void nilList() {
        values.add(null);
    }

    @Override
    public void list(int size) {}

    @Override
    public void map(int size) {}

    @Override
    public void set(int size) {}

    @Override
    public void push(int size) {}

    @Override
    public void decimal(String number) {
        bulk(number);
    }

    @Override
    public void verbatim(String text) {
        bulk(text.getBytes(StandardCharsets.UTF_8));
    }
}
