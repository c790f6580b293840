package dev.wharf.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.OnDemandChannel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnDemandDecoderTest {
    private final Triples decoder = new Triples();
    private final List<OnDemandChannel> channels = new ArrayList<>();

    /** Three bytes are a message; one that begins with {@code !} or {@code ?} cannot be. */
    private static final class Triples extends OnDemandDecoder {
        private boolean inside;

        @Override
        protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in, boolean endOfInput)
                throws Exception {
            if (in.isReadable() && in.getByte(in.readerIndex()) == '!') {
                throw new DecoderException("exclaimed");
            }
            if (in.isReadable() && in.getByte(in.readerIndex()) == '?') {
                throw new IOException("asked");
            }
            if (in.readableBytes() >= 3) {
                return in.readCharSequence(3, StandardCharsets.US_ASCII);
            }
            if (endOfInput && in.isReadable()) {
                return "rest:" + in.readCharSequence(in.readableBytes(), StandardCharsets.US_ASCII);
            }
            return null;
        }

        @Override
        protected boolean isInsideMessage() {
            return inside;
        }
    }

    @AfterEach
    void close() {
        channels.forEach(OnDemandChannel::close);
    }

    @Test
    void nothingIsDeliveredBeforeItIsAskedFor() {
        OnDemandChannel channel = patient();

        channel.receive("abcdef");

        assertThat(channel.log()).isEmpty();
        assertThat(decoder.hasBufferedInput()).isTrue();
    }

    @Test
    void eachReadDeliversOneMessage() {
        OnDemandChannel channel = patient();
        channel.receive("abcdefghi");

        channel.read();
        assertThat(channel.messages()).containsExactly("abc");
        channel.read();
        assertThat(channel.messages()).containsExactly("abc", "def");
        channel.read();
        assertThat(channel.messages()).containsExactly("abc", "def", "ghi");
    }

    @Test
    void aBufferedMessageIsDeliveredWithoutTouchingTheSocket() {
        OnDemandChannel channel = patient();
        channel.receive("abcdef");

        channel.read();
        channel.read();

        assertThat(channel.socketReads()).isZero();
        channel.read();
        assertThat(channel.socketReads()).isOne();
    }

    @Test
    void aReadIsRememberedUntilTheMessageIsWhole() {
        OnDemandChannel channel = patient();
        channel.read();

        channel.receive("ab");
        assertThat(channel.messages()).isEmpty();
        channel.receive("cde");
        assertThat(channel.messages()).containsExactly("abc");
        channel.receive("f");
        assertThat(channel.messages()).containsExactly("abc");
    }

    @Test
    void theSocketIsAskedAgainWhileAMessageIsNotWhole() {
        OnDemandChannel channel = patient();

        channel.read();
        channel.receive("a");
        channel.receive("b");

        assertThat(channel.socketReads()).isEqualTo(3);
        channel.receive("c");
        assertThat(channel.socketReads()).isEqualTo(3);
    }

    @Test
    void aBurstIsFollowedByOneReadComplete() {
        OnDemandChannel channel = greedy();

        channel.receive("abcdefghi");

        assertThat(channel.log()).containsExactly("abc", "def", "ghi", "complete");
    }

    @Test
    void aSocketReadWithoutAMessageHasNoReadComplete() {
        OnDemandChannel channel = greedy();

        channel.receive("ab");

        assertThat(channel.log()).containsExactly("begun");
    }

    @Test
    void severalBuffersOfOneSocketReadHaveOneReadComplete() {
        OnDemandChannel channel = greedy();

        channel.channel().writeOneInbound(channel.channel().alloc().buffer().writeBytes(ascii("abcd")));
        channel.channel().writeOneInbound(channel.channel().alloc().buffer().writeBytes(ascii("ef")));
        channel.channel().flushInbound();

        assertThat(channel.log()).containsExactly("abc", "def", "complete");
    }

    @Test
    void aBufferedMessageDeliveredLaterHasItsOwnReadComplete() {
        OnDemandChannel channel = patient();
        channel.receive("abcdef");

        channel.read();
        channel.read();

        assertThat(channel.log()).containsExactly("abc", "complete", "def", "complete");
    }

    @Test
    void theBeginningOfAMessageIsAnnouncedOnce() {
        OnDemandChannel channel = greedy();

        channel.receive("a");
        channel.receive("b");
        channel.receive("cd");
        channel.receive("e");
        channel.receive("f");

        assertThat(channel.log()).containsExactly("begun", "abc", "complete", "begun", "def", "complete");
    }

    @Test
    void theBeginningOfAMessageThatNobodyWantsIsNotAnnounced() {
        OnDemandChannel channel = patient();
        channel.receive("a");
        assertThat(channel.log()).isEmpty();

        channel.read();
        assertThat(channel.log()).containsExactly("begun");
        channel.read();
        assertThat(channel.log()).containsExactly("begun");
    }

    @Test
    void aWholeMessageIsNotAnnounced() {
        OnDemandChannel channel = greedy();

        channel.receive("abc");
        channel.receive("def");

        assertThat(channel.log()).doesNotContain("begun");
    }

    @Test
    void bytesTheDecoderHasTakenAlreadyCountAsABeginning() {
        OnDemandChannel channel = patient();
        decoder.inside = true;

        channel.read();

        assertThat(decoder.hasBufferedInput()).isTrue();
        assertThat(channel.log()).containsExactly("begun");
    }

    @Test
    void theEndOfInputIsAnnouncedOnceAndAfterEveryMessage() {
        OnDemandChannel channel = greedy();

        channel.receive("abcd");
        channel.endInput();
        channel.endInput();
        channel.read();

        assertThat(channel.log()).containsExactly("abc", "complete", "begun", "rest:d", "complete", "ended");
    }

    @Test
    void theEndOfInputWaitsUntilAMessageIsAskedFor() {
        OnDemandChannel channel = patient();
        channel.receive("abcdef");
        channel.endInput();
        assertThat(channel.log()).isEmpty();

        channel.read();
        channel.read();
        assertThat(channel.log()).containsExactly("abc", "complete", "def", "complete");
        channel.read();
        assertThat(channel.log()).endsWith("complete", "ended");
        channel.read();
        assertThat(channel.log()).containsOnlyOnce("ended");
    }

    @Test
    void theEndOfInputBeforeAnyByteIsAnnounced() {
        OnDemandChannel channel = greedy();

        channel.endInput();

        assertThat(channel.log()).containsExactly("ended");
    }

    @Test
    void theSocketIsNotAskedAfterTheEndOfInput() {
        OnDemandChannel channel = patient();
        channel.endInput();

        channel.read();
        channel.read();

        assertThat(channel.socketReads()).isZero();
    }

    @Test
    void aCloseNotifyIsTheEndOfInputToo() {
        OnDemandChannel channel = greedy();

        channel.channel().pipeline().fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);

        assertThat(channel.log()).containsExactly("ended");
    }

    @Test
    void bytesAfterTheEndOfInputAreDroppedAndReleased() {
        OnDemandChannel channel = greedy();
        channel.endInput();
        ByteBuf late = channel.channel().alloc().buffer().writeBytes(ascii("abc"));

        channel.receive(late);

        assertThat(late.refCnt()).isZero();
        assertThat(channel.messages()).isEmpty();
    }

    @Test
    void otherEventsGoThrough() {
        OnDemandChannel channel = patient();

        channel.channel().pipeline().fireUserEventTriggered(InputBegun.INSTANCE);

        assertThat(channel.log()).containsExactly("begun");
    }

    @Test
    void messagesThatAreNoBytesGoThrough() {
        OnDemandChannel channel = patient();

        channel.channel().writeInbound("a message");

        assertThat(channel.messages()).containsExactly("a message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "?"})
    void anErrorIsReportedOnceAndTheInputDroppedFromThenOn(String bad) {
        OnDemandChannel channel = greedy();
        ByteBuf first = channel.channel().alloc().buffer().writeBytes(ascii("abc" + bad + "defghi"));
        ByteBuf second = channel.channel().alloc().buffer().writeBytes(ascii("!jkl"));
        int socketReads = channel.socketReads();

        channel.receive(first);
        channel.receive(second);
        channel.read();
        channel.endInput();

        assertThat(channel.log()).containsExactly("abc", "failed", "complete");
        assertThat(channel.failures()).hasSize(1).first().isInstanceOf(DecoderException.class);
        assertThat(first.refCnt()).isZero();
        assertThat(second.refCnt()).isZero();
        assertThat(decoder.hasBufferedInput()).isFalse();
        assertThat(channel.socketReads()).isEqualTo(socketReads);
    }

    @Test
    void anErrorThatIsNoDecoderExceptionBecomesTheCauseOfOne() {
        OnDemandChannel channel = greedy();

        channel.receive("?");

        assertThat(channel.failures())
                .singleElement()
                .satisfies(e -> assertThat(e).hasCauseInstanceOf(IOException.class));
    }

    @Test
    void anErrorIsReportedOnlyWhenTheMessageIsAskedFor() {
        OnDemandChannel channel = patient();
        channel.receive("abc!");

        channel.read();
        assertThat(channel.log()).containsExactly("abc", "complete");
        channel.read();
        assertThat(channel.log()).containsExactly("abc", "complete", "failed");
    }

    @Test
    void aBufferIsReleasedWhenItsLastByteIsTaken() {
        OnDemandChannel channel = greedy();
        ByteBuf bytes = channel.channel().alloc().buffer().writeBytes(ascii("abcdef"));

        channel.receive(bytes);

        assertThat(bytes.refCnt()).isZero();
        assertThat(decoder.hasBufferedInput()).isFalse();
    }

    @Test
    void anEmptyBufferIsReleasedAndChangesNothing() {
        OnDemandChannel channel = greedy();
        ByteBuf empty = channel.channel().alloc().buffer(1);

        channel.receive(empty);
        channel.receive("abc");

        assertThat(empty.refCnt()).isZero();
        assertThat(channel.messages()).containsExactly("abc");
    }

    @Test
    void whatIsBufferedIsReleasedWhenTheConnectionCloses() {
        OnDemandChannel channel = patient();
        ByteBuf bytes = channel.channel().alloc().buffer().writeBytes(ascii("abcdef"));
        channel.receive(bytes);

        channel.channel().close();

        assertThat(bytes.refCnt()).isZero();
        assertThat(channel.messages()).isEmpty();
    }

    @Test
    void whatIsBufferedIsReleasedWhenTheDecoderIsRemoved() {
        OnDemandChannel channel = patient();
        ByteBuf bytes = channel.channel().alloc().buffer().writeBytes(ascii("abcdef"));
        channel.receive(bytes);

        channel.channel().pipeline().remove(decoder);

        assertThat(bytes.refCnt()).isZero();
    }

    @Test
    void aHundredThousandMessagesInOneReadDoNotExhaustTheStack() {
        OnDemandChannel channel = greedy();

        channel.receive("abc".repeat(100_000));

        assertThat(channel.messages()).hasSize(100_000);
        assertThat(channel.log()).endsWith("abc", "complete").containsOnlyOnce("complete");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5})
    void theCutsBetweenReadsMakeNoDifference(int size) {
        OnDemandChannel channel = greedy();
        String text = "abcdefghijkl";

        for (int i = 0; i < text.length(); i += size) {
            channel.receive(text.substring(i, Math.min(text.length(), i + size)));
        }

        assertThat(channel.messages()).containsExactly("abc", "def", "ghi", "jkl");
    }

    private OnDemandChannel patient() {
        OnDemandChannel channel = new OnDemandChannel(decoder, false, Object::toString);
        channels.add(channel);
        return channel;
    }

    private OnDemandChannel greedy() {
        OnDemandChannel channel = new OnDemandChannel(decoder, true, Object::toString);
        channels.add(channel);
        channel.read();
        return channel;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
