package dev.wharf.testing;

import dev.wharf.net.InputBegun;
import dev.wharf.net.InputCleared;
import dev.wharf.net.InputEnded;
import dev.wharf.net.OnDemandDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * An embedded channel without auto-read, with a decoder and behind it a handler that writes down what arrives: each
 * message, and the events {@code complete}, {@code begun}, {@code ended} and {@code failed}. In front of the decoder
 * the requests to read from the socket are counted.
 */
public final class OnDemandChannel implements AutoCloseable {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> log = new ArrayList<>();
    private final List<Object> messages = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Function<Object, String> print;
    private final boolean greedy;
    private int socketReads;

    /**
     * @param greedy whether the handler asks for the next message whenever it has got one
     * @param print how a message is written down
     */
    public OnDemandChannel(OnDemandDecoder decoder, boolean greedy, Function<Object, String> print) {
        this.print = print;
        this.greedy = greedy;
        channel.config().setAutoRead(false);
        channel.pipeline().addLast(new ReadCounter(), decoder, new Recorder());
    }

    /** Asks for one message. */
    public void read() {
        channel.read();
        channel.checkException();
    }

    /** What one read of the socket brings. */
    public void receive(byte[] bytes) {
        receive(channel.alloc().buffer(Math.max(1, bytes.length)).writeBytes(bytes));
    }

    /** What one read of the socket brings, one byte for each character. */
    public void receive(String text) {
        receive(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What one read of the socket brings; the channel owns it from now on. */
    public void receive(ByteBuf bytes) {
        channel.writeInbound(bytes);
    }

    /** The peer has ended its direction. */
    public void endInput() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        channel.checkException();
    }

    /** Messages and events in their order. */
    public List<String> log() {
        return log;
    }

    /** The messages as they are written down. */
    public List<String> messages() {
        return messages.stream().map(print).toList();
    }

    /** What came as {@code exceptionCaught}. */
    public List<Throwable> failures() {
        return failures;
    }

    /** How often the decoder has asked the socket for more. */
    public int socketReads() {
        return socketReads;
    }

    /** The channel itself. */
    public EmbeddedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }

    private final class ReadCounter extends ChannelOutboundHandlerAdapter {
        @Override
        public void read(ChannelHandlerContext context) {
            socketReads++;
            context.read();
        }
    }

    private final class Recorder extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            messages.add(message);
            log.add(print.apply(message));
            if (greedy) {
                context.read();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            log.add("complete");
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == InputBegun.INSTANCE) {
                log.add("begun");
            } else if (event == InputCleared.INSTANCE) {
                log.add("cleared");
            } else if (event == InputEnded.INSTANCE) {
                log.add("ended");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failures.add(cause);
            log.add("failed");
        }
    }
}
