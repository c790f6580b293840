package dev.wharf.cloudhash.protocol;

import java.nio.charset.StandardCharsets;

/**
 * What a command answers with, whatever the connection speaks. One top-level value for each request; an aggregate is
 * announced with its size and followed by its elements.
 *
 * <p>Thread: the connection's event loop, under the keyspace's lock where keys are read.
 */
public interface ReplyWriter {
    /** A word such as {@code OK}. */
    void simple(String word);

    /** An error: a code in capitals, a space, a text. Line breaks in it are replaced. */
    void error(String codeAndText);

    /** A number. */
    void integer(long number);

    /** Bytes. */
    void bulk(byte[] bytes, int offset, int length);

    /** No value. */
    void nil();

    /** No list, as EXEC answers when a watched key has changed. */
    void nilList();

    /** A list of {@code size} values. */
    void list(int size);

    /** {@code size} pairs of values. */
    void map(int size);

    /** {@code size} values in no order. */
    void set(int size);

    /** Something that nobody has asked for, of {@code size} values. */
    void push(int size);

    /** A number with a fraction, as text. */
    void decimal(String number);

    /** Text for people. */
    void verbatim(String text);

    /** Bytes. */
    default void bulk(byte[] bytes) {
        bulk(bytes, 0, bytes.length);
    }

    /** A text of ours, each character a byte. */
    default void bulk(String text) {
        bulk(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The usual word of success. */
    default void ok() {
        simple("OK");
    }

    /** 1 or 0. */
    default void truth(boolean value) {
        integer(value ? 1 : 0);
    }
}
