package dev.wharf.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.net.InputBegun;
import dev.wharf.net.InputCleared;
import dev.wharf.net.InputEnded;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wire bytes are written as Strings in which each char is one byte. */
class FtpRequestDecoderTest {
    private static final int LIMIT = 512;

    private static final String NOP = "\u00ff\u00f1";
    private static final String INTERRUPT_PROCESS = "\u00ff\u00f4";
    private static final String DATA_MARK = "\u00ff\u00f2";
    private static final String IAC_IAC = "\u00ff\u00ff";

    @Test
    void endsLinesAtCrLfAndAtBareLf() {
        assertRequests(
                "USER anna\r\nPASS x\nNOOP\r\n", request("USER", "anna"), request("PASS", "x"), request("NOOP", ""));
    }

    @Test
    void leavesOutBlankLines() {
        assertRequests("\n\r\n\nNOOP\r\n\r\n\nPWD\n\r\n", request("NOOP", ""), request("PWD", ""));
    }

    @Test
    void keepsACarriageReturnThatEndsNoLine() {
        assertRequests("RETR a\rb\r\r\n", request("RETR", "a\rb\r"));
    }

    @Test
    void keepsEveryByteOfAnArgument() {
        StringBuilder bytes = new StringBuilder();
        for (char b = 0; b <= 0xff; b++) {
            if (b != '\n') {
                bytes.append(b);
            }
        }
        String wire = bytes.toString().replace("\u00ff", IAC_IAC);

        assertRequests("RETR " + wire + "\r\n", request("RETR", bytes.toString()));
    }

    @Test
    void keepsSpacesBehindTheOneAfterTheVerb() {
        assertRequests("retr  a b \r\n", request("RETR", " a b "));
    }

    @Test
    void takesOutTelnetCommandsWhereverTheyStand() {
        assertRequests(
                NOP + "NO" + NOP + NOP + "OP" + NOP + "\r" + NOP + "\nPW" + DATA_MARK + "D\r\n" + NOP + "\r\n",
                request("NOOP", ""),
                request("PWD", ""));
    }

    @ParameterizedTest
    @ValueSource(chars = {'\u00fb', '\u00fc', '\u00fd', '\u00fe'})
    void takesOutAnOptionOfferWithItsOption(char command) {
        assertRequests(
                "NO\u00ff" + command + "\nOP\r\n\u00ff" + command + "\u00ffPWD\r\n",
                request("NOOP", ""),
                request("PWD", ""));
    }

    @Test
    void takesOutASubnegotiationWhole() {
        assertRequests(
                "PW\u00ff\u00fa\u0018\u0000QUIT\r\n" + IAC_IAC + "\u00f0\n\u00ff\u00f0D\r\nNOOP\r\n",
                request("PWD", ""),
                request("NOOP", ""));
    }

    @Test
    void readsADoubledIacAsOneByte() {
        assertRequests("RETR " + IAC_IAC + IAC_IAC + "\u00f4\r\n", request("RETR", "\u00ff\u00ff\u00f4"));
    }

    @Test
    void keepsAnIacThatBeginsNoTelnetCommand() {
        assertRequests("RETR a\u00ffb\r\nRETR a\u00ff\r\n", request("RETR", "a\u00ffb"), request("RETR", "a\u00ff"));
    }

    @ParameterizedTest
    @CsvSource({"ABOR,ABOR", "abor,ABOR", "Stat,STAT", "QUIT,QUIT"})
    void findsAnUrgentVerbBehindTheRemainsOfALine(String typed, String verb) {
        assertRequests(
                "RETR half" + INTERRUPT_PROCESS + DATA_MARK + typed + "\r\nNOOP\r\n",
                request(verb, ""),
                request("NOOP", ""));
        assertRequests(INTERRUPT_PROCESS + DATA_MARK + typed + "\r\n", request(verb, ""));
        assertRequests(INTERRUPT_PROCESS + typed + "\n", request(verb, ""));
        assertRequests(DATA_MARK + typed + "\n", request(verb, ""));
    }

    @Test
    void readsALineBehindAnInterruptThatEndsInNoUrgentVerbAsItIs() {
        assertRequests(
                INTERRUPT_PROCESS + DATA_MARK + "RETR a\r\nSTOR ABOR\r\n" + INTERRUPT_PROCESS + "BOR\r\n",
                request("RETR", "a"),
                request("STOR", "ABOR"),
                request("BOR", ""));
    }

    @Test
    void takesNoLineForUrgentWithoutAnInterrupt() {
        assertRequests("RETR QUIT\r\n" + NOP + "RETR STAT\r\n", request("RETR", "QUIT"), request("RETR", "STAT"));
    }

    @Test
    void forgetsAnInterruptAtTheEndOfItsLine() {
        assertRequests(INTERRUPT_PROCESS + "\r\nRETR ABOR\r\n", request("RETR", "ABOR"));
    }

    @Test
    void doesNotDeliverAnUnterminatedLastLine() {
        assertRequests("NOOP\r\nDELE precious", request("NOOP", ""));
        assertRequests("NOOP\r\nQUIT\r", request("NOOP", ""));
    }

    @Test
    void deliversNothingForNothing() {
        assertRequests("");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 63, 64, 65, 128, 512, 1000})
    void takesALineExactlyAtTheLimit(int limit) {
        String atLimit = "RETR " + "x".repeat(limit - 7);
        for (int chunk : new int[] {1, 7, 3000}) {
            Recorder crlf = new Recorder(limit).sendInPieces(atLimit + "\r\n" + atLimit + "\r\n", chunk);
            assertThat(crlf.requests)
                    .containsExactly(request("RETR", "x".repeat(limit - 7)), request("RETR", "x".repeat(limit - 7)));
            assertThat(crlf.failures).isEmpty();

            Recorder lf = new Recorder(limit).sendInPieces(atLimit + "x\n", chunk);
            assertThat(lf.requests).containsExactly(request("RETR", "x".repeat(limit - 6)));
            assertThat(lf.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 63, 64, 65, 128, 512, 1000})
    void refusesALineOneByteOverTheLimitAndAllThatFollows(int limit) {
        String tooLong = "RETR " + "x".repeat(limit - 6);
        for (int chunk : new int[] {1, 7, 3000}) {
            Recorder recorder = new Recorder(limit).sendInPieces("NOOP\r\n" + tooLong + "\r\nNOOP\r\n", chunk);
            recorder.endInput();

            assertThat(recorder.requests).containsExactly(request("NOOP", ""));
            assertThat(recorder.failures).hasSize(1);
            assertThat(recorder.failures.get(0))
                    .isInstanceOf(TooLongFrameException.class)
                    .hasMessageContaining(limit + " bytes");
            assertThat(recorder.channel.config().isAutoRead()).isFalse();
        }
    }

    @Test
    void countsTelnetCommandsTowardsTheLimit() {
        assertThat(new Recorder(10).sendInPieces(NOP + NOP + "NOOP\r\n", 3).requests)
                .containsExactly(request("NOOP", ""));
        assertThat(new Recorder(10).sendInPieces(NOP + NOP + "NOOPS\r\n", 3).failures)
                .hasSize(1);
        assertThat(new Recorder(10).sendInPieces("\u00ff\u00fa" + "\0".repeat(9), 3).failures)
                .hasSize(1);
    }

    @Test
    void reportsALineThatIsTooLongBeforeItsEndHasCome() {
        Recorder recorder = new Recorder(16);

        recorder.send("x".repeat(16));
        assertThat(recorder.failures).isEmpty();
        recorder.send("x");
        assertThat(recorder.failures).hasSize(1);
    }

    @Test
    void endsALineAtALineFeedBehindAnFf() {
        assertRequests("RETR \u00ff\nNOOP\r\n", new FtpRequest("RETR", "\u00ff"), new FtpRequest("NOOP", ""));
    }

    @Test
    void takesBackTheBeginningOfABlankLine() {
        Recorder recorder = new Recorder(LIMIT).sendInPieces("\r\nNOOP\r\n", 1);

        assertThat(recorder.log).containsExactly("begun", "cleared", "begun", "NOOP", "complete");
    }

    @Test
    void takesATelnetCommandForNoBeginning() {
        Recorder recorder = new Recorder(LIMIT);

        recorder.send("\u00ff\u00f1");

        assertThat(recorder.log).isEmpty();
    }

    @Test
    void deliversOneRequestForEachRead() {
        Recorder recorder = new Recorder(LIMIT);
        recorder.readOn = false;
        ByteBuf bytes = bytes("NOOP\r\nPWD\r\nQU");

        recorder.channel.writeInbound(bytes);
        assertThat(recorder.requests).containsExactly(request("NOOP", ""));
        recorder.channel.read();
        assertThat(recorder.requests).containsExactly(request("NOOP", ""), request("PWD", ""));
        recorder.channel.read();
        assertThat(recorder.requests).hasSize(2);
        recorder.send("IT\r\n");
        assertThat(recorder.requests).hasSize(3);
        assertThat(bytes.refCnt()).isZero();
    }

    @Test
    void tellsWhetherInputIsBuffered() {
        Recorder recorder = new Recorder(LIMIT);
        recorder.readOn = false;

        recorder.send("NOOP\r\nPWD\r\n");
        assertThat(recorder.decoder.hasBufferedInput()).isTrue();
        recorder.channel.read();
        assertThat(recorder.decoder.hasBufferedInput()).isFalse();
        recorder.channel.read();
        recorder.send("N");
        assertThat(recorder.decoder.hasBufferedInput()).isTrue();
        recorder.send("OOP\n");
        assertThat(recorder.decoder.hasBufferedInput()).isFalse();
    }

    @Test
    void passesReadCompleteOnOnceAfterEachRun() {
        Recorder recorder = new Recorder(LIMIT);

        recorder.send("NOOP\r\nPWD\r\nQU");
        assertThat(recorder.log).containsExactly("NOOP", "PWD", "complete", "begun");
        recorder.send("IT\r\n");
        assertThat(recorder.log).containsExactly("NOOP", "PWD", "complete", "begun", "QUIT", "complete");
    }

    @Test
    void announcesTheBeginningOfEachRequestOnce() {
        Recorder recorder = new Recorder(LIMIT).sendInPieces("NOOP\r\nPWD\r\n", 1);

        assertThat(recorder.log).containsExactly("begun", "NOOP", "complete", "begun", "PWD", "complete");
    }

    @Test
    void announcesNoBeginningOfWhatCameWhole() {
        Recorder recorder = new Recorder(LIMIT);

        recorder.send("NOOP\r\n\r\n");
        recorder.send("\r\n");
        recorder.send("PWD\n");

        assertThat(recorder.log).containsExactly("NOOP", "complete", "PWD", "complete");
    }

    @Test
    void announcesABeginningWhenTheRequestIsWantedLater() {
        Recorder recorder = new Recorder(LIMIT);
        recorder.readOn = false;

        recorder.send("NOOP\r\nPW");
        assertThat(recorder.log).containsExactly("NOOP", "complete");
        recorder.channel.read();
        recorder.channel.read();
        assertThat(recorder.log).containsExactly("NOOP", "complete", "begun");
    }

    @Test
    void announcesTheEndOfInputOnce() {
        Recorder recorder = new Recorder(LIMIT);

        recorder.send("NOOP\r\nhalf");
        recorder.endInput();
        recorder.endInput();
        recorder.channel.read();

        assertThat(recorder.log).containsExactly("NOOP", "complete", "begun", "ended");
    }

    @Test
    void announcesTheEndOfInputBehindTheLastWholeRequest() {
        Recorder recorder = new Recorder(LIMIT);
        recorder.readOn = false;

        recorder.send("NOOP\r\nPWD\r\nhalf");
        recorder.endInput();
        assertThat(recorder.log).containsExactly("NOOP", "complete");
        recorder.channel.read();
        assertThat(recorder.log).containsExactly("NOOP", "complete", "PWD", "complete");
        recorder.channel.read();
        assertThat(recorder.log).containsExactly("NOOP", "complete", "PWD", "complete", "ended");
        recorder.channel.read();
        assertThat(recorder.log).hasSize(5);
    }

    @Test
    void releasesWhatIsBufferedWhenTheChannelCloses() {
        Recorder recorder = new Recorder(LIMIT);
        recorder.readOn = false;
        ByteBuf bytes = bytes("NOOP\r\nPWD\r\n");

        recorder.channel.writeInbound(bytes);
        assertThat(bytes.refCnt()).isEqualTo(1);
        recorder.channel.close();

        assertThat(bytes.refCnt()).isZero();
    }

    @Test
    void releasesWhatComesAfterAFailure() {
        Recorder recorder = new Recorder(16);
        recorder.send("x".repeat(17));
        ByteBuf bytes = bytes("NOOP\r\n");

        recorder.channel.writeInbound(bytes);

        assertThat(bytes.refCnt()).isZero();
        assertThat(recorder.requests).isEmpty();
    }

    /** In one piece, cut in two at every place, and byte by byte: always the same. */
    private static void assertRequests(String wire, FtpRequest... expected) {
        for (int cut = 0; cut <= wire.length(); cut++) {
            Recorder recorder = new Recorder(LIMIT);
            recorder.send(wire.substring(0, cut));
            recorder.send(wire.substring(cut));
            recorder.assertEndsAfter(expected, "cut at " + cut);
        }
        new Recorder(LIMIT).sendInPieces(wire, 1).assertEndsAfter(expected, "byte by byte");
    }

    private static FtpRequest request(String verb, String argument) {
        return new FtpRequest(verb, argument);
    }

    private static ByteBuf bytes(String wire) {
        return Unpooled.copiedBuffer(wire, StandardCharsets.ISO_8859_1);
    }

    /** A channel with a decoder, and what comes out of it. */
    private static final class Recorder extends ChannelInboundHandlerAdapter {
        private final FtpRequestDecoder decoder;
        private final EmbeddedChannel channel = new EmbeddedChannel();
        private final List<FtpRequest> requests = new ArrayList<>();
        private final List<Throwable> failures = new ArrayList<>();
        private final List<String> log = new ArrayList<>();
        private boolean readOn = true;

        Recorder(int maxLineBytes) {
            decoder = new FtpRequestDecoder(maxLineBytes);
            channel.config().setAutoRead(false);
            channel.pipeline().addLast(decoder, this);
            channel.read();
        }

        void send(String wire) {
            channel.writeInbound(bytes(wire));
        }

        Recorder sendInPieces(String wire, int size) {
            for (int i = 0; i < wire.length(); i += size) {
                send(wire.substring(i, Math.min(wire.length(), i + size)));
            }
            return this;
        }

        void endInput() {
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }

        void assertEndsAfter(FtpRequest[] expected, String how) {
            assertThat(log).as(how).doesNotContain("ended");
            endInput();
            assertThat(requests).as(how).isEqualTo(Arrays.asList(expected));
            assertThat(failures).as(how).isEmpty();
            assertThat(log).as(how).endsWith("ended").containsOnlyOnce("ended");
            channel.close();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            FtpRequest request = (FtpRequest) message;
            requests.add(request);
            log.add(request.verb());
            if (readOn) {
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
        }
    }
}
