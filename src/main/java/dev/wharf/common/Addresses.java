package dev.wharf.common;

import java.net.InetAddress;

/** Addresses as text. */
public final class Addresses {
    private Addresses() {}

    /** The address as it stands before a port: {@code 192.0.2.1}, {@code [2001:db8:0:0:0:0:0:1]}. */
    public static String literal(InetAddress address) {
        String literal = address.getHostAddress();
        return literal.indexOf(':') < 0 ? literal : "[" + literal + "]";
    }
}
