package dev.wharf.cloudhash.command;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that are compared by what they are: a channel, a pattern, a key. The array is not to be changed. */
final class Name {
    private final byte[] bytes;

    Name(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Name name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
