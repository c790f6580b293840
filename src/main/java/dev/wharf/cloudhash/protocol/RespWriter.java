package dev.wharf.cloudhash.protocol;

import java.nio.charset.StandardCharsets;

/** Answers as RESP2 or RESP3, for each connection one. */
public final class RespWriter implements ReplyWriter {
    private static final byte[] OK = ascii("+OK\r\n");
    private static final byte[] NIL_2 = ascii("$-1\r\n");
    private static final byte[] NIL_LIST_2 = ascii("*-1\r\n");
    private static final byte[] NIL_3 = ascii("_\r\n");

    private final Output out;
    private int version = 2;
    private int errors;

    /** @param out what is written to; shared with other connections of the event loop */
    public RespWriter(Output out) {
        this.out = out;
    }

    /** 2 or 3. */
    public int version() {
        return version;
    }

    /** Goes on in RESP2 or RESP3. */
    public void version(int newVersion) {
        version = newVersion;
    }

    /** How many errors have been written. */
    public int errors() {
        return errors;
    }

    @Override
    public void ok() {
        out.write(OK);
    }

    @Override
    public void simple(String word) {
        out.write('+');
        out.write(word);
        endLine();
    }

    @Override
    public void error(String codeAndText) {
        errors++;
        out.write('-');
        for (int i = 0; i < codeAndText.length(); i++) {
            char c = codeAndText.charAt(i);
            out.write(c == '\r' || c == '\n' ? ' ' : c);
        }
        endLine();
    }

    @Override
    public void integer(long number) {
        head(':', number);
    }

    @Override
    public void bulk(byte[] bytes, int offset, int length) {
        head('$', length);
        out.write(bytes, offset, length);
        endLine();
    }

    @Override
    public void nil() {
        out.write(version == 3 ? NIL_3 : NIL_2);
    }

    @Override
    public void nilList() {
        out.write(version == 3 ? NIL_3 : NIL_LIST_2);
    }

    @Override
    public void list(int size) {
        head('*', size);
    }

    @Override
    public void map(int size) {
        if (version == 3) {
            head('%', size);
        } else {
            head('*', 2L * size);
        }
    }

    @Override
    public void set(int size) {
        head(version == 3 ? '~' : '*', size);
    }

    @Override
    public void push(int size) {
        head(version == 3 ? '>' : '*', size);
    }

    @Override
    public void decimal(String number) {
        if (version == 3) {
            out.write(',');
            out.write(number);
            endLine();
        } else {
            bulk(number);
        }
    }

    @Override
    public void verbatim(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (version == 3) {
            head('=', bytes.length + 4L);
            out.write("txt:");
            out.write(bytes);
            endLine();
        } else {
            bulk(bytes);
        }
    }

    private void head(char type, long number) {
        out.write(type);
        out.decimal(number);
        endLine();
    }

    private void endLine() {
        out.write('\r');
        out.write('\n');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
