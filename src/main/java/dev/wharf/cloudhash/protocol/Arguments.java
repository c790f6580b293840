package dev.wharf.cloudhash.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The words of one request, where they lie in the bytes that came in: the verb first. Filled anew for each request, so it
 * is valid until the next one is decoded; {@link #detached} lasts. Confined to one thread at a time.
 */
public final class Arguments {
    private static final int USUAL_COUNT = 8;
    private static final int KEPT_COUNT = 1024;

    private byte[] bytes = new byte[0];
    private int base;
    private int[] offsets = new int[USUAL_COUNT];
    private int[] lengths = new int[USUAL_COUNT];
    private int count;

    /** Copies of some words, for requests that are made and not decoded. */
    public static Arguments of(byte[]... words) {
        int total = 0;
        for (byte[] word : words) {
            total += word.length;
        }
        Arguments arguments = new Arguments();
        arguments.bytes = new byte[total];
        int at = 0;
        for (byte[] word : words) {
            System.arraycopy(word, 0, arguments.bytes, at, word.length);
            arguments.add(at, word.length);
            at += word.length;
        }
        return arguments;
    }

    /** Forgets all words. */
    public void clear() {
        count = 0;
        if (offsets.length > KEPT_COUNT) {
            offsets = new int[USUAL_COUNT];
            lengths = new int[USUAL_COUNT];
        }
    }

    /** Says in which bytes the words are; {@code base} is added to all their offsets. */
    public void in(byte[] input, int from) {
        bytes = input;
        base = from;
    }

    /** Appends a word. */
    public void add(int offset, int length) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        offsets[count] = offset;
        lengths[count] = length;
        count++;
    }

    /** How many words there are, the verb included. */
    public int count() {
        return count;
    }

    /** The bytes in which all words are; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where a word begins in {@link #bytes}. */
    public int offset(int index) {
        return base + offsets[index];
    }

    /** How long a word is. */
    public int length(int index) {
        return lengths[index];
    }

    /** How long all words are together. */
    public long totalBytes() {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += lengths[i];
        }
        return total;
    }

    /** A copy of a word. */
    public byte[] copy(int index) {
        int offset = offset(index);
        return Arrays.copyOfRange(bytes, offset, offset + lengths[index]);
    }

    /** A word as text, each byte a character. */
    public String text(int index) {
        return new String(bytes, offset(index), lengths[index], StandardCharsets.ISO_8859_1);
    }

    /** Whether a word is {@code upperCase}, in any case. */
    public boolean is(int index, String upperCase) {
        int length = lengths[index];
        if (length != upperCase.length()) {
            return false;
        }
        int offset = offset(index);
        for (int i = 0; i < length; i++) {
            int b = bytes[offset + i];
            if ((b >= 'a' && b <= 'z' ? b - 32 : b) != upperCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A copy that lasts. */
    public Arguments detached() {
        byte[][] words = new byte[count][];
        for (int i = 0; i < count; i++) {
            words[i] = copy(i);
        }
        return of(words);
    }
}
