package dev.wharf.net;

import dev.wharf.common.Network;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What clients are told to connect to: an IPv4 address, a DNS name that has one, or the address that they reached.
 *
 * @param literal the address itself
 * @param name the name to look up; neither: the address that the client reached
 */
public record AnnouncedAddress(Optional<Inet4Address> literal, Optional<String> name) {
    private static final String EXPECTED = "an IPv4 address or a DNS name";
    private static final String REACHED = "reached";
    /** RFC 1123, 2.1; the last label has a letter, else it would be a mistyped address. */
    private static final Pattern DNS_NAME = Pattern.compile(
            "(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.?");

    /** Reads an address or a name; the exception's message says what was expected. */
    public static AnnouncedAddress parse(String text) {
        if (NetUtil.isValidIpV4Address(text)) {
            return new AnnouncedAddress(Optional.of(address(text)), Optional.empty());
        }
        if (!DNS_NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return new AnnouncedAddress(Optional.empty(), Optional.of(text.toLowerCase(Locale.ROOT)));
    }

    /**
     * What clients of one network are told.
     *
     * @param network where they come from
     */
    public record ForNetwork(Network network, AnnouncedAddress address) {
        /** Reads {@code 10.0.0.0/8 = 10.1.2.3}; {@code reached} stands for the address that the client reached. */
        public static ForNetwork parse(String text) {
            String[] sides = text.split("=", -1);
            if (sides.length != 2) {
                throw new IllegalArgumentException(
                        "a network and what it is told: 10.0.0.0/8 = 10.1.2.3, or = reached");
            }
            String told = sides[1].strip();
            return new ForNetwork(
                    Network.parse(sides[0].strip()),
                    told.equals(REACHED)
                            ? new AnnouncedAddress(Optional.empty(), Optional.empty())
                            : AnnouncedAddress.parse(told));
        }
    }

    private static Inet4Address address(String text) {
        try {
            return (Inet4Address) InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 bytes is one", e);
        }
    }
}
