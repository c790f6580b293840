package dev.wharf.ftp.protocol;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses as the control connection writes them: PORT and 227 (RFC 959, 5.3.2), EPRT, EPSV and 229 (RFC 2428). */
public final class HostPort {
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final String PORT_SYNTAX = "PORT needs six numbers 0..255: h1,h2,h3,h4,p1,p2.";
    private static final String EPRT_SYNTAX = "EPRT needs |1|address|port| or |2|address|port|.";

    private HostPort() {}

    /** What follows EPSV (RFC 2428, 3). */
    public enum EpsvArgument {
        /** Nothing: the family of the control connection. */
        SAME_FAMILY,
        IPV4,
        IPV6,
        /** From now on only EPSV may be used. */
        ALL
    }

    /** Reads {@code 127,0,0,1,195,80}. */
    public static InetSocketAddress parsePort(String argument) throws ReplyException {
        byte[] numbers = new byte[6];
        int at = 0;
        for (int i = 0; i < 6; i++) {
            int value = 0;
            int digits = 0;
            while (at < argument.length() && isDigit(argument.charAt(at)) && digits < 3) {
                value = 10 * value + (argument.charAt(at++) - '0');
                digits++;
            }
            boolean ended = i == 5 ? at == argument.length() : at < argument.length() && argument.charAt(at++) == ',';
            if (digits == 0 || value > 255 || !ended) {
                throw ReplyException.syntax(PORT_SYNTAX);
            }
            numbers[i] = (byte) value;
        }
        int port = (numbers[4] & 0xff) << 8 | (numbers[5] & 0xff);
        if (port == 0) {
            throw ReplyException.syntax(PORT_SYNTAX);
        }
        return new InetSocketAddress(address(new byte[] {numbers[0], numbers[1], numbers[2], numbers[3]}), port);
    }

    /** Reads {@code |2|::1|50000|}; any printable character may stand for the bar. */
    public static InetSocketAddress parseEprt(String argument) throws ReplyException {
        if (argument.length() < 7 || argument.charAt(0) < 33 || argument.charAt(0) > 126) {
            throw ReplyException.syntax(EPRT_SYNTAX);
        }
        char bar = argument.charAt(0);
        int second = argument.indexOf(bar, 1);
        int third = argument.indexOf(bar, second + 1);
        int fourth = argument.indexOf(bar, third + 1);
        if (second < 0 || third <= second || fourth != argument.length() - 1 || fourth <= third) {
            throw ReplyException.syntax(EPRT_SYNTAX);
        }
        String family = argument.substring(1, second);
        String literal = argument.substring(second + 1, third);
        int port = parsePortNumber(argument.substring(third + 1, fourth));
        boolean right = switch (family) {
            case "1" -> NetUtil.isValidIpV4Address(literal);
            case "2" -> NetUtil.isValidIpV6Address(literal) && literal.indexOf('%') < 0;
            default -> throw protocolNotSupported();
        };
        if (!right) {
            throw ReplyException.syntax(EPRT_SYNTAX);
        }
        return new InetSocketAddress(address(NetUtil.createByteArrayFromIpAddressString(literal)), port);
    }

    /** Reads what follows EPSV. */
    public static EpsvArgument parseEpsv(String argument) throws ReplyException {
        if (argument.isEmpty()) {
            return EpsvArgument.SAME_FAMILY;
        }
        if (argument.equalsIgnoreCase("ALL")) {
            return EpsvArgument.ALL;
        }
        if (!argument.chars().allMatch(c -> isDigit((char) c)) || argument.length() > 5) {
            throw ReplyException.syntax("EPSV takes nothing, 1, 2 or ALL.");
        }
        return switch (Integer.parseInt(argument)) {
            case IPV4 -> EpsvArgument.IPV4;
            case IPV6 -> EpsvArgument.IPV6;
            default -> throw protocolNotSupported();
        };
    }

    /** The text of a 227. */
    public static String passiveMode(Inet4Address host, int port) {
        byte[] h = host.getAddress();
        return "Entering Passive Mode (%d,%d,%d,%d,%d,%d)."
                .formatted(h[0] & 0xff, h[1] & 0xff, h[2] & 0xff, h[3] & 0xff, port >> 8, port & 0xff);
    }

    /** The text of a 229; its form is fixed. */
    public static String extendedPassiveMode(int port) {
        return "Entering Extended Passive Mode (|||" + port + "|)";
    }

    /** The answer to a network protocol that is unknown, or not the control connection's (RFC 2428, 2). */
    public static ReplyException protocolNotSupported() {
        return new ReplyException(ReplyCode.PROTOCOL_NOT_SUPPORTED, "Network protocol not supported, use (1,2)");
    }

    private static int parsePortNumber(String digits) throws ReplyException {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> isDigit((char) c))) {
            throw ReplyException.syntax(EPRT_SYNTAX);
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw ReplyException.syntax(EPRT_SYNTAX);
        }
        return port;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes is one", e);
        }
    }
}
