package dev.wharf.net;

import static io.netty.buffer.Unpooled.wrappedBuffer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of(
                        ascii("PROXY TCP4 192.0.2.1 198.51.100.2 50000 21\r\n"), "192.0.2.1:50000", "198.51.100.2:21"),
                Arguments.of(ascii("PROXY TCP6 2001:db8::1 ::1 1 65535\r\n"), "2001:db8::1:1", "::1:65535"),
                Arguments.of(ascii("PROXY UNKNOWN\r\n"), null, null),
                Arguments.of(ascii("PROXY UNKNOWN ff:: and anything else\r\n"), null, null),
                Arguments.of(hex("2111 000c c0000201 c6336402 c350 0015"), "192.0.2.1:50000", "198.51.100.2:21"),
                // With a TLV behind the addresses.
                Arguments.of(
                        hex("2111 0010 c0000201 c6336402 c350 0015 04000100"), "192.0.2.1:50000", "198.51.100.2:21"),
                Arguments.of(
                        hex("2121 0024 20010db8000000000000000000000001 00000000000000000000000000000001 0001 ffff"),
                        "2001:db8::1:1",
                        "::1:65535"),
                // An IPv4 client that the proxy knows over IPv6.
                Arguments.of(
                        hex("2121 0024 00000000000000000000ffffc0000201 00000000000000000000ffffc6336402 c350 0015"),
                        "192.0.2.1:50000",
                        "198.51.100.2:21"),
                Arguments.of(hex("2000 0000"), null, null), // LOCAL: a health check
                Arguments.of(hex("2011 000c 7f000001 7f000001 0001 0002"), null, null),
                Arguments.of(hex("2100 0003 010203"), null, null)); // PROXY, but of an unknown family
    }

    @ParameterizedTest
    @MethodSource("headers")
    void readsAHeaderWhereverItIsCutAndLeavesWhatFollows(byte[] header, String source, String destination) {
        for (int cut = 0; cut < header.length; cut++) {
            ByteBuf beginning = wrappedBuffer(header, 0, cut);
            assertThat(ProxyHeader.decode(beginning)).as("cut at byte %d", cut).isNull();
            assertThat(beginning.readerIndex()).isZero();
        }
        ByteBuf whole = wrappedBuffer(header, ascii("USER ann\r\n"));

        ProxyHeader decoded = ProxyHeader.decode(whole);

        assertThat(decoded == null ? "none" : text(decoded.source())).isEqualTo(source);
        assertThat(decoded == null ? "none" : text(decoded.destination())).isEqualTo(destination);
        assertThat(whole.toString(StandardCharsets.US_ASCII)).isEqualTo("USER ann\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "USER ann\r\n",
                "PROXX",
                "proxy TCP4 192.0.2.1 198.51.100.2 50000 21\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 50000\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 50000 21 22\r\n",
                "PROXY TCP4 192.0.2.1  198.51.100.2 50000 21\r\n",
                "PROXY TCP4 2001:db8::1 ::1 50000 21\r\n",
                "PROXY TCP6 192.0.2.1 198.51.100.2 50000 21\r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.2 50000 21\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 65536 21\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 -1 21\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 50000 21\n",
                "PROXY TCP6 fe80::1%1 ::1 50000 21\r\n",
                "PROXY UDP4 192.0.2.1 198.51.100.2 50000 21\r\n",
                "PROXY \r\n",
                "PROXY \n",
            })
    void refusesALineThatIsNone(String line) {
        assertThatThrownBy(() -> ProxyHeader.decode(wrappedBuffer(ascii(line))))
                .isInstanceOf(CorruptedFrameException.class);
    }

    @Test
    void refusesALineAsSoonAsItIsTooLong() {
        byte[] longest = ascii("PROXY UNKNOWN " + "x".repeat(91) + "\r\n");
        assertThat(longest).hasSize(107);
        assertThat(ProxyHeader.decode(wrappedBuffer(longest))).isNotNull();
        assertThat(ProxyHeader.decode(wrappedBuffer(longest, 0, 106))).isNull();

        byte[] tooLong = ascii("PROXY UNKNOWN " + "x".repeat(93));
        assertThatThrownBy(() -> ProxyHeader.decode(wrappedBuffer(tooLong)))
                .isInstanceOf(CorruptedFrameException.class)
                .hasMessage("PROXY line without an end in 107 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10", // version 1
                "22", // a command there is not
                "2112 000c c0000201 c6336402 c350 0015", // UDP
                "2131 00d8", // Unix sockets
                "2111 000b", // too short for its addresses
                "2121 0023",
                "2111 1001", // too long
            })
    void refusesABlockBeforeAllocatingForIt(String block) {
        assertThatThrownBy(() -> ProxyHeader.decode(wrappedBuffer(hex(block))))
                .isInstanceOf(CorruptedFrameException.class);
    }

    @Test
    void refusesASignatureAtItsFirstWrongByte() {
        byte[] signature = HexFormat.of().parseHex(SIGNATURE);
        for (int i = 1; i < signature.length; i++) {
            byte[] wrong = java.util.Arrays.copyOf(signature, i + 1);
            wrong[i] ^= 1;
            assertThatThrownBy(() -> ProxyHeader.decode(wrappedBuffer(wrong)))
                    .isInstanceOf(CorruptedFrameException.class)
                    .hasMessage("no PROXY header");
        }
    }

    private static @Nullable String text(@Nullable InetSocketAddress address) {
        return address == null
                ? null
                : io.netty.util.NetUtil.toAddressString(address.getAddress()) + ":" + address.getPort();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String afterSignature) {
        return HexFormat.of().parseHex(SIGNATURE + afterSignature.replace(" ", ""));
    }
}
