package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.command.TextCommand.Shape;
import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.ErrorCode;
import dev.wharf.cloudhash.protocol.Output;
import dev.wharf.cloudhash.protocol.ReplyWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Tells a command's answer in words: at level 1 the bare bytes, at level 2 a type and quoted tokens. Lists within lists are
 * told flat.
 */
final class TextWriter implements ReplyWriter {
    private static final String HEX = "0123456789abcdef";
    private static final byte[] NO_BYTES = new byte[0];

    private final Output out;
    private final Statistics statistics;
    private int level = 1;
    private Shape shape = Shape.PLAIN;
    private Arguments arguments = Arguments.of();
    private byte @Nullable [] fallback;

    private int outstanding; // values of the list being told
    private int tokens;
    private int listStart;

    TextWriter(Output out, Statistics statistics) {
        this.out = out;
        this.statistics = statistics;
    }

    int level() {
        return level;
    }

    void level(int newLevel) {
        level = newLevel;
    }

    /**
     * Says what the next answer belongs to.
     *
     * @param defaultValue what FETCH answers where there is no value
     */
    void expect(Shape answerShape, Arguments request, byte @Nullable [] defaultValue) {
        shape = answerShape;
        arguments = request;
        fallback = defaultValue;
        outstanding = 0;
    }

    @Override
    public void simple(String word) {
        if (level == 1) {
            if (shape == Shape.CONDITION) {
                out.write(arguments.bytes(), arguments.offset(2), arguments.length(2));
            } else {
                out.write(word);
            }
        } else if (word.equals("OK")) {
            out.write("OK");
        } else {
            bulk(word);
        }
    }

    @Override
    public void error(String codeAndText) {
        error(ErrorCode.ofRedis(codeAndText), codeAndText.substring(codeAndText.indexOf(' ') + 1));
    }

    /** An error in our own words; what could end a line early is replaced in it. */
    void error(ErrorCode code, String text) {
        statistics.countTextError(code);
        outstanding = 0;
        out.write("ERR " + code + " ");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.write(c >= 0x20 && c < 0x7f ? c : '?');
        }
    }

    @Override
    public void integer(long number) {
        switch (shape) {
            case TRUTH -> truthWord(number != 0);
            case ZERO -> truthWord(number == 0);
            case TTL -> {
                if (number == -2) {
                    nil();
                } else {
                    number(number);
                }
            }
            case PLAIN, CONDITION, FETCH, ADD -> number(number);
        }
    }

    private void number(long number) {
        if (level > 1) {
            out.write(outstanding > 0 ? " " : "INT ");
        }
        out.decimal(number);
        told();
    }

    private void truthWord(boolean value) {
        if (level == 1) {
            out.write(value ? "true" : "false");
        } else {
            out.write(value ? "TRUE" : "FALSE");
        }
    }

    @Override
    public void bulk(byte[] bytes, int offset, int length) {
        if (level == 1) {
            out.write(bytes, offset, length);
        } else {
            out.write(outstanding > 0 ? " " : "VAL ");
            quote(bytes, offset, length);
        }
        told();
    }

    private void quote(byte[] bytes, int offset, int length) {
        out.write('"');
        for (int i = offset; i < offset + length; i++) {
            int b = bytes[i] & 0xff;
            switch (b) {
                case '"', '\\' -> {
                    out.write('\\');
                    out.write(b);
                }
                case '\n' -> out.write("\\n");
                case '\r' -> out.write("\\r");
                case '\t' -> out.write("\\t");
                default -> {
                    if (b >= ' ' && b < 0x7f) {
                        out.write(b);
                    } else {
                        out.write("\\x");
                        out.write(HEX.charAt(b >> 4));
                        out.write(HEX.charAt(b & 15));
                    }
                }
            }
        }
        out.write('"');
    }

    @Override
    public void nil() {
        if (outstanding > 0) {
            out.write(" NIL");
            told();
        } else if (level == 1) {
            bulk(NO_BYTES);
        } else if (shape == Shape.CONDITION) {
            error(ErrorCode.CONFLICT, "the condition does not hold; nothing was stored");
        } else if (shape == Shape.ADD) {
            bulk(arguments.bytes(), arguments.offset(2), arguments.length(2));
        } else if (shape == Shape.FETCH && fallback != null) {
            bulk(fallback);
        } else if (shape == Shape.FETCH) {
            error(ErrorCode.KEY, "no such key: " + TextExecutor.shown(arguments, 1));
        } else {
            out.write("NIL");
        }
    }

    @Override
    public void nilList() {
        nil();
    }

    @Override
    public void list(int size) {
        if (outstanding > 0) {
            outstanding += size - 1;
        } else {
            outstanding = size;
            tokens = 0;
            listStart = out.length();
        }
        if (outstanding == 0) {
            endList();
        }
    }

    /** Counts a value of the list, and ends the list with its last one. */
    private void told() {
        if (outstanding > 0) {
            tokens++;
            outstanding--;
            if (outstanding == 0) {
                endList();
            }
        }
    }

    private void endList() {
        out.insert(listStart, ("ARR " + tokens).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void map(int size) {
        list(size * 2);
    }

    @Override
    public void set(int size) {
        list(size);
    }

    @Override
    public void push(int size) {
        list(size);
    }

    @Override
    public void decimal(String number) {
        bulk(number);
    }

    @Override
    public void verbatim(String text) {
        bulk(text.getBytes(StandardCharsets.UTF_8));
    }
}
