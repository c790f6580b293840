package dev.wharf.common;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A range of IP addresses as CIDR writes it: {@code 10.0.0.0/8}, {@code fd00::/8}, or one address. Immutable.
 *
 * <p>An IPv4 address mapped into IPv6 ({@code ::ffff:10.0.0.1}) is the IPv4 address that it stands for.
 */
public final class Network {
    private static final String EXPECTED = "a network such as 10.0.0.0/8 or fd00::/8, or one address";
    /** Nothing that a resolver would be asked about. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    private final byte[] prefix;
    private final int prefixBits;

    private Network(byte[] prefix, int prefixBits) {
        this.prefix = prefix;
        this.prefixBits = prefixBits;
    }

    /** Reads {@code address/bits} or {@code address}; the exception's message says what was expected. */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        int allBits = address.length * 8;
        int bits = slash < 0 ? allBits : bits(text.substring(slash + 1), allBits);
        byte[] prefix = masked(address, bits);
        if (!Arrays.equals(prefix, address)) {
            throw new IllegalArgumentException(EXPECTED + "; behind the first " + bits + " bits all must be zero");
        }
        return new Network(prefix, bits);
    }

    /** The network of the first {@code bits} of an address. */
    public static Network around(InetAddress address, int bits) {
        return new Network(masked(address.getAddress(), bits), bits);
    }

    /** Whether the address lies in this network; one of the other family never does. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == prefix.length && Arrays.equals(masked(bytes, prefixBits), prefix);
    }

    private static byte[] address(String text) {
        String[] quads = text.split("\\.", -1);
        // "10" and "10.1" are addresses to Java.
        if (!LITERAL.matcher(text).matches() || (text.indexOf(':') < 0 && quads.length != 4)) {
            throw new IllegalArgumentException(EXPECTED);
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(EXPECTED, e);
        }
    }

    private static int bits(String text, int most) {
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return Integer.parseInt(text);
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = new byte[address.length];
        for (int i = 0; i < address.length; i++) {
            int kept = Math.min(8, Math.max(0, bits - 8 * i));
            masked[i] = (byte) (address[i] & (0xff << (8 - kept)));
        }
        return masked;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network
                && network.prefixBits == prefixBits
                && Arrays.equals(network.prefix, prefix);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(prefix) + prefixBits;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        try {
            InetAddress address = InetAddress.getByAddress(prefix);
            String text = address.getHostAddress();
            boolean whole = prefixBits == (address instanceof Inet4Address ? 32 : 128);
            return whole ? text : text + "/" + prefixBits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("made from an address", e);
        }
    }
}
