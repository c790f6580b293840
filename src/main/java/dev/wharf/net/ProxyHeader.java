package dev.wharf.net;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy says about the connection it passes on, in version 1 or 2 of the PROXY protocol:
 *
 * <pre>
 *   PROXY TCP4 192.0.2.1 198.51.100.1 50000 21 CR LF
 *
 *   0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A | 21 | 11 | length, 2 bytes | source 4, destination 4, ports 2 + 2 | more
 * </pre>
 *
 * <p>Immutable.
 *
 * @param source the client; null if the proxy speaks for itself (LOCAL: a health check) or does not know (UNKNOWN)
 * @param destination what the client reached; null as {@code source}
 */
record ProxyHeader(
        @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    /** Longest line of version 1, CRLF included. */
    private static final int MAX_LINE_BYTES = 107;
    /** More than any proxy adds to the addresses in version 2. */
    private static final int MAX_BLOCK_BYTES = 4096;

    private static final byte[] LINE_BEGINNING = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int BLOCK_HEAD_BYTES = 16;

    private static final int VERSION_2_LOCAL = 0x20;
    private static final int VERSION_2_PROXY = 0x21;
    private static final int UNSPECIFIED = 0x00;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;

    private static final ProxyHeader OF_THE_PROXY_ITSELF = new ProxyHeader(null, null);

    /**
     * Reads the header that {@code in} begins with.
     *
     * @return null if more bytes are needed, of which nothing has been consumed
     * @throws CorruptedFrameException as soon as it is clear that it is no header, or not one for TCP
     */
    static @Nullable ProxyHeader decode(ByteBuf in) {
        if (!in.isReadable()) {
            return null;
        }
        boolean block = in.getByte(in.readerIndex()) == SIGNATURE[0];
        requireBeginning(in, block ? SIGNATURE : LINE_BEGINNING);
        return block ? decodeBlock(in) : decodeLine(in);
    }

    private static void requireBeginning(ByteBuf in, byte[] beginning) {
        for (int i = 0; i < Math.min(beginning.length, in.readableBytes()); i++) {
            if (in.getByte(in.readerIndex() + i) != beginning[i]) {
                throw new CorruptedFrameException("no PROXY header");
            }
        }
    }

    private static @Nullable ProxyHeader decodeLine(ByteBuf in) {
        int visible = Math.min(in.readableBytes(), MAX_LINE_BYTES);
        int lineFeed = in.indexOf(in.readerIndex(), in.readerIndex() + visible, (byte) '\n');
        if (lineFeed < 0) {
            if (visible == MAX_LINE_BYTES) {
                throw new CorruptedFrameException("PROXY line without an end in " + MAX_LINE_BYTES + " bytes");
            }
            return null;
        }
        int length = lineFeed - in.readerIndex() - 1;
        String line = in.toString(in.readerIndex(), length, StandardCharsets.ISO_8859_1);
        if (in.getByte(lineFeed - 1) != '\r') {
            throw new CorruptedFrameException("PROXY line that does not end with CRLF");
        }
        ProxyHeader header = parseLine(line.split(" ", -1));
        in.readerIndex(lineFeed + 1);
        return header;
    }

    private static ProxyHeader parseLine(String[] words) {
        if (words.length >= 2 && words[1].equals("UNKNOWN")) {
            return OF_THE_PROXY_ITSELF;
        }
        boolean ipv4 = words.length == 6 && words[1].equals("TCP4");
        boolean ipv6 = words.length == 6 && words[1].equals("TCP6");
        if (!ipv4 && !ipv6) {
            throw new CorruptedFrameException("PROXY line for neither TCP4, TCP6 nor UNKNOWN");
        }
        return new ProxyHeader(parse(words[2], words[4], ipv4), parse(words[3], words[5], ipv4));
    }

    private static InetSocketAddress parse(String address, String port, boolean ipv4) {
        boolean right = ipv4
                ? NetUtil.isValidIpV4Address(address)
                : NetUtil.isValidIpV6Address(address) && address.indexOf('%') < 0 && address.indexOf('[') < 0;
        if (!right || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new CorruptedFrameException("PROXY line with a wrong address or port");
        }
        return address(NetUtil.createByteArrayFromIpAddressString(address), Integer.parseInt(port));
    }

    private static @Nullable ProxyHeader decodeBlock(ByteBuf in) {
        int start = in.readerIndex();
        int known = in.readableBytes();
        int command = known > SIGNATURE.length ? in.getUnsignedByte(start + SIGNATURE.length) : VERSION_2_LOCAL;
        if (command != VERSION_2_LOCAL && command != VERSION_2_PROXY) {
            throw new CorruptedFrameException(
                    "PROXY version and command: 0x%02x (expected: 0x20 or 0x21)".formatted(command));
        }
        if (known < BLOCK_HEAD_BYTES) {
            return null;
        }
        int family = in.getUnsignedByte(start + SIGNATURE.length + 1);
        int length = in.getUnsignedShort(start + SIGNATURE.length + 2);
        int addressBytes = addressBytes(command, family);
        if (length < 2 * addressBytes + (addressBytes > 0 ? 4 : 0) || length > MAX_BLOCK_BYTES) {
            throw new CorruptedFrameException("PROXY length: " + length);
        }
        if (known < BLOCK_HEAD_BYTES + length) {
            return null;
        }
        ProxyHeader header =
                addressBytes == 0 ? OF_THE_PROXY_ITSELF : addresses(in, start + BLOCK_HEAD_BYTES, addressBytes);
        in.readerIndex(start + BLOCK_HEAD_BYTES + length);
        return header;
    }

    private static int addressBytes(int command, int family) {
        if (command == VERSION_2_LOCAL) {
            return 0;
        }
        return switch (family) {
            case UNSPECIFIED -> 0;
            case TCP_OVER_IPV4 -> 4;
            case TCP_OVER_IPV6 -> 16;
            default ->
                throw new CorruptedFrameException(
                        "PROXY family and protocol: 0x%02x (expected: TCP over IP)".formatted(family));
        };
    }

    private static ProxyHeader addresses(ByteBuf in, int at, int addressBytes) {
        byte[] source = new byte[addressBytes];
        byte[] destination = new byte[addressBytes];
        in.getBytes(at, source);
        in.getBytes(at + addressBytes, destination);
        int ports = at + 2 * addressBytes;
        return new ProxyHeader(
                address(source, in.getUnsignedShort(ports)), address(destination, in.getUnsignedShort(ports + 2)));
    }

    private static InetSocketAddress address(byte[] bytes, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes is one", e);
        }
    }
}
