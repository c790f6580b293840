package dev.wharf.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

/**
 * Inputs for the property that a fuzz target states: bytes at random and, more often, pieces that mean something to the
 * parser, in random order. They are the same in every run, so what fails here fails again.
 */
public final class RandomInputs {
    private static final int MOST_PIECES = 12;

    private RandomInputs() {}

    /** What has to be true of every input; throws if it is not. */
    @FunctionalInterface
    public interface Property {
        void check(byte[] input) throws Exception;
    }

    /** Checks a property with that many inputs. A piece is one byte for each character. */
    public static void check(int times, Property property, String... pieces) {
        Random random = new Random(42);
        for (int i = 0; i < times; i++) {
            byte[] input = next(random, pieces);
            try {
                property.check(input);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("with the input " + HexFormat.of().formatHex(input), e);
            }
        }
    }

    private static byte[] next(Random random, String[] pieces) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (int count = random.nextInt(MOST_PIECES + 1); count > 0; count--) {
            if (random.nextInt(4) == 0) {
                byte[] noise = new byte[random.nextInt(4)];
                random.nextBytes(noise);
                input.writeBytes(noise);
            } else {
                input.writeBytes(pieces[random.nextInt(pieces.length)].getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return input.toByteArray();
    }

    /** The bytes as text, one character for each. */
    public static String text(byte[] input) {
        return new String(input, StandardCharsets.ISO_8859_1);
    }
}
