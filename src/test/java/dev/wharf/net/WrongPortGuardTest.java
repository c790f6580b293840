package dev.wharf.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.net.WrongPortGuard.Expects;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrongPortGuardTest {
    private static final byte[] CLIENT_HELLO = HexFormat.of().parseHex("16030100f8010000f40303");
    private static final byte[] REFUSAL = "wrong port\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Counter refused = new SimpleMeterRegistry().counter("refused");
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    @AfterEach
    void close() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    @Test
    void aClientHelloPassesOnATlsPortWhereverItIsCut() {
        for (int cut = 1; cut <= CLIENT_HELLO.length; cut++) {
            EmbeddedChannel channel = channel(Expects.TLS);
            send(channel, CLIENT_HELLO, cut);

            assertThat(received(channel)).as("cut after %d", cut).isEqualTo(CLIENT_HELLO);
            assertThat(channel.pipeline().get(WrongPortGuard.class)).isNull();
            assertThat(channel.isOpen()).isTrue();
        }
        assertThat(refused.count()).isZero();
    }

    @Test
    void aClientHelloIsRefusedOnAPlainPortWhereverItIsCut() {
        for (int cut = 1; cut <= CLIENT_HELLO.length; cut++) {
            EmbeddedChannel channel = channel(Expects.PLAIN);
            double before = refused.count();
            send(channel, CLIENT_HELLO, cut);

            assertThat(refused.count() - before).as("cut after %d", cut).isEqualTo(1);
            assertThat(sent(channel)).isEqualTo(REFUSAL);
            assertThat(received(channel)).isEmpty();
            assertThat(channel.isOpen()).isFalse();
        }
    }

    @Test
    void aClientHelloIsRefusedOnAPlainPortByteByByte() {
        EmbeddedChannel channel = channel(Expects.PLAIN);
        for (int i = 0; i < 6; i++) {
            assertThat(channel.isOpen()).isTrue();
            channel.writeInbound(Unpooled.copiedBuffer(CLIENT_HELLO, i, 1));
        }

        assertThat(refused.count()).isEqualTo(1);
        assertThat(sent(channel)).isEqualTo(REFUSAL);
        assertThat(channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aClientHelloOfAnyTlsVersionIsRefusedOnAPlainPort(int minorVersion) {
        EmbeddedChannel channel = channel(Expects.PLAIN);

        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0x16, 3, (byte) minorVersion, 0, 5, 1, 0, 0, 1, 3}));

        assertThat(refused.count()).isEqualTo(1);
    }

    @Test
    void plainTextPassesOnAPlainPortWhereverItIsCut() {
        byte[] text = "USER anonymous\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int cut = 1; cut <= text.length; cut++) {
            EmbeddedChannel channel = channel(Expects.PLAIN);
            send(channel, text, cut);

            assertThat(received(channel)).isEqualTo(text);
            assertThat(channel.pipeline().get(WrongPortGuard.class)).isNull();
        }
        assertThat(refused.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"U", "USER anonymous\r\n", "\0\0\0\4PING", "\4\0\0\0PING", "\r\n", "\u0015\3\1\0\2\2\n"})
    void anythingElseIsRefusedOnATlsPort(String text) {
        EmbeddedChannel channel = channel(Expects.TLS);

        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));

        assertThat(refused.count()).isEqualTo(1);
        assertThat(sent(channel)).isEqualTo(REFUSAL);
        assertThat(received(channel)).isEmpty();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aLengthFrameThatBeginsLikeTlsPassesOnAPlainPortWhereverItIsCut() {
        // 66,326 bytes, little-endian, and then text.
        byte[] frame = HexFormat.of().parseHex("1603010041424344");
        for (int cut = 1; cut <= frame.length; cut++) {
            EmbeddedChannel channel = channel(Expects.PLAIN);
            send(channel, frame, cut);

            assertThat(received(channel)).as("cut after %d", cut).isEqualTo(frame);
            assertThat(channel.isOpen()).isTrue();
        }
        assertThat(refused.count()).isZero();
    }

    @Test
    void nothingPassesBehindARefusalThatIsStillBeingSent() {
        List<ChannelPromise> held = new ArrayList<>();
        EmbeddedChannel channel = channel(Expects.TLS);
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message);
                held.add(promise);
            }
        });

        channel.writeInbound(Unpooled.copiedBuffer("USER a\r\n", StandardCharsets.US_ASCII));
        channel.writeInbound(Unpooled.wrappedBuffer(CLIENT_HELLO));

        assertThat(received(channel)).isEmpty();
        assertThat(refused.count()).isEqualTo(1);
        assertThat(held).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"16", "1603", "160301", "16030100", "1603010041"})
    void nothingIsDecidedOnAPlainPortWhileItMayBeTls(String beginning) {
        EmbeddedChannel channel = channel(Expects.PLAIN);

        channel.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(beginning)));

        assertThat(received(channel)).isEmpty();
        assertThat(refused.count()).isZero();
        assertThat(channel.pipeline().get(WrongPortGuard.class)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "1602", "160305", "160301004102", "160301004100"})
    void whatCannotBeAClientHelloPassesOnAPlainPortAtOnce(String beginning) {
        EmbeddedChannel channel = channel(Expects.PLAIN);
        byte[] bytes = HexFormat.of().parseHex(beginning);

        channel.writeInbound(Unpooled.wrappedBuffer(bytes));

        assertThat(received(channel)).isEqualTo(bytes);
        assertThat(refused.count()).isZero();
    }

    @Test
    void whatFollowsTheFirstBytesIsNotLookedAt() {
        EmbeddedChannel channel = channel(Expects.PLAIN);
        channel.writeInbound(Unpooled.copiedBuffer("PING\n", StandardCharsets.US_ASCII));
        channel.writeInbound(Unpooled.wrappedBuffer(CLIENT_HELLO.clone()));

        assertThat(received(channel)).hasSize(5 + CLIENT_HELLO.length);
        assertThat(refused.count()).isZero();
    }

    @Test
    void aConnectionIsRefusedOnceThoughMoreComesWhileTheRefusalIsOnItsWay() {
        HoldingWrites slowSocket = new HoldingWrites();
        EmbeddedChannel channel = channel(Expects.TLS);
        channel.pipeline().addFirst(slowSocket);

        channel.writeInbound(Unpooled.copiedBuffer("USER a\r\n", StandardCharsets.US_ASCII));
        channel.writeInbound(Unpooled.copiedBuffer("PASS b\r\n", StandardCharsets.US_ASCII));

        assertThat(refused.count()).isEqualTo(1);
        assertThat(slowSocket.held).hasSize(1);
        assertThat(received(channel)).isEmpty();
        assertThat(channel.isOpen()).isTrue();
        slowSocket.held.get(0).setSuccess();
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anEmptyRefusalJustCloses() {
        EmbeddedChannel channel = new EmbeddedChannel(new WrongPortGuard(Expects.TLS, refused, new byte[0]));
        channels.add(channel);

        channel.writeInbound(Unpooled.copiedBuffer("USER", StandardCharsets.US_ASCII));

        assertThat(sent(channel)).isEmpty();
        assertThat(channel.isOpen()).isFalse();
        assertThat(refused.count()).isEqualTo(1);
    }

    @Test
    void theAlertIsWhatATlsClientUnderstands() {
        assertThat(WrongPortGuard.tlsAlert()).isEqualTo(HexFormat.of().parseHex("1503010002020a"));
    }

    private static final class HoldingWrites extends ChannelOutboundHandlerAdapter {
        private final List<ChannelPromise> held = new ArrayList<>();

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            held.add(promise);
        }
    }

    private EmbeddedChannel channel(Expects expected) {
        EmbeddedChannel channel = new EmbeddedChannel(new WrongPortGuard(expected, refused, REFUSAL));
        channels.add(channel);
        return channel;
    }

    private static void send(EmbeddedChannel channel, byte[] bytes, int cut) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, cut));
        if (channel.isOpen() && cut < bytes.length) {
            channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOfRange(bytes, cut, bytes.length)));
        }
    }

    private static byte[] received(EmbeddedChannel channel) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
            all.writeBytes(ByteBufUtil.getBytes(next));
            next.release();
        }
        return all.toByteArray();
    }

    private static byte[] sent(EmbeddedChannel channel) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            all.writeBytes(ByteBufUtil.getBytes(next));
            next.release();
        }
        return all.toByteArray();
    }
}
