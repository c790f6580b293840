package dev.wharf.ftp.protocol;

import dev.wharf.net.OnDemandDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Control connection bytes to {@link FtpRequest}s: lines ended by CRLF or a bare LF, Telnet commands taken out.
 *
 * <pre>
 *   "RETR a\r\n" | "\n" | IAC IP IAC DM "ABOR\r\n" | "NOOP\n"  =  RETR a, ABOR, NOOP
 * </pre>
 *
 * <p>Telnet (RFC 854; RFC 959, 5.3): a command is removed wherever the bytes are cut, an option offer with its option
 * byte, a subnegotiation whole; {@code IAC IAC} is one byte FF; nothing is ever answered. After Interrupt Process or
 * Data Mark a line that only <em>ends</em> in ABOR, STAT or QUIT is that verb, for what stands before it may be the
 * remains of a line that the client gave up.
 *
 * <p>An unterminated last line is not executed: it may be cut off. Each byte is looked at once, however it arrives.
 */
public final class FtpRequestDecoder extends OnDemandDecoder {
    private static final int IAC = 0xff;
    private static final int DONT = 0xfe;
    private static final int WILL = 0xfb;
    private static final int SUBNEGOTIATION = 0xfa;
    private static final int INTERRUPT_PROCESS = 0xf4;
    private static final int DATA_MARK = 0xf2;
    private static final int SUBNEGOTIATION_END = 0xf0;
    private static final List<String> URGENT_VERBS = List.of("ABOR", "STAT", "QUIT");

    private static final int SMALLEST_LINE_BUFFER = 64;

    private final int maxLineBytes;
    private byte[] line = new byte[SMALLEST_LINE_BUFFER];
    private int lineBytes;
    private int rawBytes; // of this line, Telnet commands included
    private boolean interrupted;
    private Telnet telnet = Telnet.TEXT;

    /** @param maxLineBytes longest line, its CRLF and Telnet commands included */
    public FtpRequestDecoder(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
    }

    /** Where the Telnet layer stands between two bytes. */
    private enum Telnet {
        TEXT,
        COMMAND,
        OPTION,
        INSIDE_SUBNEGOTIATION,
        COMMAND_IN_SUBNEGOTIATION
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in, boolean endOfInput) {
        while (in.isReadable()) {
            int b = in.readUnsignedByte();
            if (++rawBytes > maxLineBytes) {
                throw new TooLongFrameException("command line: longer than %d bytes".formatted(maxLineBytes));
            }
            switch (telnet) {
                case TEXT -> {
                    FtpRequest request = text(b);
                    if (request != null) {
                        return request;
                    }
                }
                case COMMAND -> {
                    FtpRequest request = command(b);
                    if (request != null) {
                        return request;
                    }
                }
                case OPTION -> telnet = Telnet.TEXT;
                case INSIDE_SUBNEGOTIATION -> {
                    if (b == IAC) {
                        telnet = Telnet.COMMAND_IN_SUBNEGOTIATION;
                    }
                }
                case COMMAND_IN_SUBNEGOTIATION ->
                    telnet = b == SUBNEGOTIATION_END ? Telnet.TEXT : Telnet.INSIDE_SUBNEGOTIATION;
            }
        }
        return null;
    }

    @Override
    protected boolean isInsideMessage() {
        return lineBytes > 0; // Telnet's no-operation, which some send to keep the connection alive, begins no line
    }

    private @Nullable FtpRequest text(int b) {
        if (b == IAC) {
            telnet = Telnet.COMMAND;
        } else if (b == '\n') {
            return lineEnded();
        } else {
            append(b);
        }
        return null;
    }

    private @Nullable FtpRequest command(int b) {
        telnet = Telnet.TEXT;
        if (b == IAC) {
            append(IAC);
        } else if (b >= WILL && b <= DONT) {
            telnet = Telnet.OPTION;
        } else if (b == SUBNEGOTIATION) {
            telnet = Telnet.INSIDE_SUBNEGOTIATION;
        } else if (b == INTERRUPT_PROCESS || b == DATA_MARK) {
            interrupted = true;
        } else if (b < SUBNEGOTIATION_END) {
            // No Telnet command: the letter that ISO 8859-1 has at FF, from a client that knows nothing of Telnet.
            append(IAC);
            return text(b);
        }
        return null;
    }

    private void append(int b) {
        if (lineBytes == line.length) {
            line = Arrays.copyOf(line, Math.min(2 * line.length, maxLineBytes));
        }
        line[lineBytes++] = (byte) b;
    }

    private @Nullable FtpRequest lineEnded() {
        int length = lineBytes > 0 && line[lineBytes - 1] == '\r' ? lineBytes - 1 : lineBytes;
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        boolean urgent = interrupted;
        lineBytes = 0;
        rawBytes = 0;
        interrupted = false;
        if (line.length > 4 * SMALLEST_LINE_BUFFER) {
            line = new byte[SMALLEST_LINE_BUFFER]; // an idle session keeps no long line
        }
        if (text.isEmpty()) {
            return null;
        }
        if (urgent) {
            for (String verb : URGENT_VERBS) {
                if (text.regionMatches(true, text.length() - verb.length(), verb, 0, verb.length())) {
                    return new FtpRequest(verb, "");
                }
            }
        }
        return FtpRequest.parse(text);
    }
}
