package dev.wharf.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The control connection, line by line. */
@SuppressWarnings("AddressSelection") // literals
class FtpProtocolIT {
    private static final byte[] LARGE = largeContent();
    private static final int LARGE_BYTES = 12 * 1024 * 1024;

    private static RunningWharf wharf;

    @BeforeAll
    static void start() throws IOException {
        wharf = RunningWharf.start();
        Path hello = wharf.file("hello.txt", "line one\nline two\r\nlast");
        Files.setLastModifiedTime(hello, FileTime.from(Instant.parse("2024-02-29T12:34:56Z")));
        wharf.file("dir/inner.txt", "inner");
        wharf.file("dir/.hidden", "hidden");
        wharf.file("a \"quoted\" dir/x", "x");
        wharf.file("large.bin", LARGE);
        wharf.file("-l", "a file that looks like an option");
        Files.createSymbolicLink(wharf.root().resolve("inside"), Path.of("dir"));
        Files.createSymbolicLink(wharf.root().resolve("outside"), Path.of("/etc"));
    }

    @AfterAll
    static void stop() {
        wharf.close();
    }

    private static byte[] largeContent() {
        byte[] content = new byte[12 * 1024 * 1024];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 + i / 251);
        }
        return content;
    }

    private static RawConnection connect() throws IOException {
        return RawConnection.to(wharf.ftpPort());
    }

    private static RawConnection loggedIn() throws IOException {
        return connect().login();
    }

    @Test
    void greetsWithTheBanner() throws IOException {
        try (RawConnection ftp = connect()) {
            assertThat(ftp.reply()).isEqualTo("220 Wharf FTP server ready.");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // before the login
                "SYST                  | 215 UNIX Type: L8",
                "syst                  | 215 UNIX Type: L8",
                "NOOP                  | 200 OK.",
                "NOOP whatever         | 200 OK.",
                "PWD                   | 530 Log in with USER and PASS first.",
                "LIST                  | 530 Log in with USER and PASS first.",
                "RETR x                | 530 Log in with USER and PASS first.",
                "SIZE                  | 530 Log in with USER and PASS first.",
                "XYZZY                 | 502 XYZZY is not implemented.",
                "STOR x                | 530 Log in with USER and PASS first.",
                "SITE XYZZY x          | 504 SITE XYZZY is not implemented.",
                "!?                    | 500 That is no FTP command.",
                "USER                  | 501 USER needs an argument.",
                "SYST x                | 501 SYST takes no argument.",
                "PASS x                | 503 Send USER first.",
                "PBSZ 0                | 503 PBSZ comes after AUTH TLS.",
                "PROT P                | 503 PROT comes after AUTH TLS.",
                "AUTH KERBEROS         | 504 AUTH takes TLS or SSL.",
                "OPTS UTF8 ON          | 200 UTF8 is always on.",
                "LANG                  | 200 Replies are in English.",
                "LANG en-GB            | 200 Replies are in English.",
                "LANG fr               | 504 LANG takes EN only.",
                "CLNT someone          | 200 Noted.",
                "OPTS UTF8 OFF         | 200 Names are sent and taken byte for byte.",
                "OPTS UTF8 MAYBE       | 501 OPTS UTF8 takes ON or OFF.",
                "OPTS MLST type;SIZE;x;| 200 MLST OPTS type;size;",
                "OPTS XYZZY            | 501 OPTS is for HASH, MLST, MODE and UTF8.",
                "HELP retr             | 214 RETR needs an argument; see RFC 959 4.1.3.",
                "HELP xyzzy            | 502 xyzzy is not implemented.",
                "QUIT                  | 221 Goodbye.",
            })
    void answersBeforeTheLogin(String command, String reply) throws IOException {
        try (RawConnection ftp = connect()) {
            ftp.reply();
            assertThat(ftp.command(command)).isEqualTo(reply);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PWD                   | 257 \"/\" is the working directory.",
                "XPWD                  | 257 \"/\" is the working directory.",
                "PWD x                 | 501 PWD takes no argument.",
                "CWD dir               | 250 Working directory is /dir.",
                "CWD /dir/../dir/.     | 250 Working directory is /dir.",
                "CWD inside            | 250 Working directory is /inside.",
                "CWD outside           | 550 /outside: permission denied.",
                "CWD ../../..          | 250 Working directory is /.",
                "CWD nowhere           | 550 /nowhere: no such file or directory.",
                "CWD hello.txt         | 550 /hello.txt: not a directory.",
                "CWD hello.txt/x       | 550 /hello.txt/x: not a directory.",
                "CDUP                  | 250 Working directory is /.",
                "TYPE A                | 200 Type is ASCII.",
                "TYPE a n              | 200 Type is ASCII.",
                "TYPE I                | 200 Type is IMAGE.",
                "TYPE L 8              | 200 Type is IMAGE.",
                "TYPE E                | 504 TYPE takes A, A N, I or L 8.",
                "TYPE                  | 501 TYPE needs an argument.",
                "MODE S                | 200 MODE is S.",
                "MODE z                | 200 MODE is Z.",
                "MODE B                | 504 MODE takes S or Z.",
                "OPTS MODE Z LEVEL 9   | 200 MODE Z LEVEL is 9.",
                "OPTS MODE Z LEVEL 10  | 501 OPTS MODE takes Z LEVEL 1 to Z LEVEL 9.",
                "STRU F                | 200 STRU is F.",
                "STRU R                | 504 STRU takes F only.",
                "SIZE dir              | 550 /dir: not a plain file.",
                "SIZE nothing          | 550 /nothing: no such file or directory.",
                "SIZE outside/passwd   | 550 /outside/passwd: permission denied.",
                "SIZE ../etc/passwd    | 550 /etc/passwd: no such file or directory.",
                "SIZE hello.txt        | 213 24",
                "MDTM hello.txt        | 213 20240229123456",
                "MDTM dir              | 550 /dir: not a plain file.",
                "RETR hello.txt        | 425 Use PASV, EPSV, PORT or EPRT before each transfer.",
                "LIST                  | 425 Use PASV, EPSV, PORT or EPRT before each transfer.",
                "REST 5                | 350 The next transfer begins at 5.",
                "REST -5               | 501 REST needs a byte offset, digits only.",
                "REST 9223372036854775808 | 501 REST needs a byte offset of at most 9223372036854775807.",
                "PORT 127,0,0,1,4      | 501 PORT needs six numbers 0..255: h1,h2,h3,h4,p1,p2.",
                "PORT 127,0,0,1,0,80   | 504 PORT takes ports from 1024 up.",
                "PORT 127,0,0,2,200,80 | 504 PORT takes your own address only; use PASV or EPSV behind NAT.",
                "PORT 127,0,0,1,200,80 | 200 Will connect to your port 51280.",
                "EPSV 2                | 522 Network protocol not supported, use (1,2)",
                "EPSV x                | 501 EPSV takes nothing, 1, 2 or ALL.",
                "ABOR                  | 226 No transfer to abort.",
                "AUTH TLS              | 503 AUTH comes before the login.",
            })
    void answersAfterTheLogin(String command, String reply) throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command(command)).isEqualTo(reply);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EPRT |1|127.0.0.1|51280|", "EPRT !1!127.0.0.1!51280!"})
    void takesAnyDelimiterInEprt(String command) throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command(command)).isEqualTo("200 Will connect to your port 51280.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "EPRT |1|127.0.0.2|51280|,504 EPRT takes your own address only; use PASV or EPSV behind NAT.",
        "EPRT |2|::1|51280|,'522 Network protocol not supported, use (1,2)'",
        "EPRT |3|x|51280|,'522 Network protocol not supported, use (1,2)'",
        "EPRT |1|127.0.0.1|80|,504 EPRT takes ports from 1024 up.",
        "EPRT |1|127.0.0.1|,501 EPRT needs |1|address|port| or |2|address|port|.",
    })
    void refusesEprtThatLeadsElsewhere(String command, String reply) throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command(command)).isEqualTo(reply);
        }
    }

    @Test
    void doublesQuotesInPwd() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("CWD a \"quoted\" dir");
            assertThat(ftp.command("PWD")).isEqualTo("257 \"/a \"\"quoted\"\" dir\" is the working directory.");
        }
    }

    @Test
    void listsFeaturesEachAfterOneSpace() throws IOException {
        try (RawConnection ftp = connect()) {
            ftp.reply();
            assertThat(ftp.command("FEAT").split("\n", -1))
                    .containsExactly(
                            "211-Features:",
                            " AUTH TLS",
                            " AVBL",
                            " CLNT",
                            " CSID",
                            " EPRT",
                            " EPSV",
                            " HASH SHA-256*;SHA-512;SHA-1;MD5;CRC32",
                            " LANG EN*",
                            " MDTM",
                            " MFF modify;UNIX.mode;",
                            " MFMT",
                            " MLST type*;size*;modify*;perm*;unique*;UNIX.mode*;",
                            " MODE Z",
                            " PBSZ",
                            " PROT",
                            " RANG STREAM",
                            " REST STREAM",
                            " SIZE",
                            " UTF8",
                            " XCRC",
                            " XMD5",
                            " XSHA1",
                            " XSHA256",
                            " XSHA512",
                            "211 End.");
        }
    }

    @Test
    void namesEveryCommandInHelp() throws IOException {
        try (RawConnection ftp = connect()) {
            ftp.reply();
            assertThat(ftp.command("HELP"))
                    .contains("USER", "RETR", "NLST", "PROT")
                    .startsWith("214-");
        }
    }

    @Test
    void executesPipelinedCommandsInOrder() throws IOException {
        try (RawConnection ftp = connect()) {
            ftp.reply();
            ftp.send("USER a\r\nPASS b\r\nCWD dir\nPWD\r\n\r\nNOOP\r\nQUIT\r\nNOOP\r\n");
            assertThat(ftp.reply()).startsWith("331 ");
            assertThat(ftp.reply()).startsWith("230 ");
            assertThat(ftp.reply()).startsWith("250 ");
            assertThat(ftp.reply()).startsWith("257 \"/dir\"");
            assertThat(ftp.reply()).startsWith("200 ");
            assertThat(ftp.reply()).startsWith("221 ");
            assertThat(ftp.line()).isNull();
        }
    }

    @Test
    void takesACommandInThreePieces() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.send("P").send("W").send("D\r").send("\n");
            assertThat(ftp.reply()).startsWith("257 ");
        }
    }

    @Test
    void doesNotExecuteALineThatWasCutOff() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.send("CWD dir").endOutput();
            assertThat(ftp.line()).isNull();
        }
    }

    @Test
    void refusesControlCharactersInPaths() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command("CWD a\u0001b")).isEqualTo("501 Control characters in a path.");
            assertThat(ftp.command("RETR a\rb")).isEqualTo("501 Control characters in a path.");
            assertThat(ftp.command("LIST a\u0000b")).isEqualTo("501 Control characters in a path.");
        }
    }

    @Test
    void neverEchoesControlCharacters() throws IOException {
        try (RawConnection ftp = connect()) {
            ftp.reply();
            assertThat(ftp.command("USER a\rb")).isEqualTo("331 Password required for a?b.");
        }
    }

    @Test
    void keepsSpacesThatBelongToAName() throws IOException {
        wharf.file(" spaced ", "s");
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command("SIZE  spaced ")).isEqualTo("213 1");
        }
    }

    @Test
    void endsASessionWhoseLineIsTooLong() throws IOException {
        try (RawConnection ftp = connect()) {
            ftp.reply();
            ftp.send("X".repeat(5000));
            assertThat(ftp.reply()).isEqualTo("500 A command line has at most 4096 bytes.");
            assertThat(ftp.line()).isNull();
        }
    }

    @Test
    void takesALineOfExactlyTheLimit() throws IOException {
        try (RawConnection ftp = connect()) {
            ftp.reply();
            assertThat(ftp.command("NOOP " + "x".repeat(4096 - 7))).startsWith("200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "POST /x HTTP/1.1", "HEAD / HTTP/1.0"})
    void closesOnHttp(String line) throws IOException {
        try (RawConnection ftp = connect()) {
            ftp.reply();
            ftp.send(line + "\r\nHost: x\r\n\r\nUSER a\r\n");
            assertThat(ftp.line()).isNull();
        }
    }

    @Test
    void endsASessionOfManyBadCommandsBeforeTheLogin() throws IOException {
        try (RawConnection ftp = connect()) {
            ftp.reply();
            for (int i = 0; i < 20; i++) {
                assertThat(ftp.command("XYZZY")).startsWith("502 ");
            }
            assertThat(ftp.command("XYZZY")).startsWith("502 ");
            assertThat(ftp.reply()).isEqualTo("421 Too many bad commands, closing.");
            assertThat(ftp.line()).isNull();
        }
    }

    @Test
    void retrievesPassively() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("TYPE I");
            try (RawConnection data = ftp.openData()) {
                assertThat(ftp.command("RETR hello.txt")).matches("1[25]5? ?.*RETR /hello.txt");
                assertThat(data.restAsText()).isEqualTo("line one\nline two\r\nlast");
            }
            assertThat(ftp.reply()).isEqualTo("226 Sent 23 bytes of /hello.txt.");
        }
    }

    @Test
    void says150WithoutWaitingForTheDataConnection() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            String passive = ftp.command("PASV");
            assertThat(passive).matches("227 Entering Passive Mode \\(127,0,0,1,\\d+,\\d+\\)\\.");
            assertThat(ftp.command("RETR hello.txt")).startsWith("150 ");
            String[] numbers = passive.substring(passive.indexOf('(') + 1, passive.indexOf(')'))
                    .split(",", -1);
            int port = 256 * Integer.parseInt(numbers[4]) + Integer.parseInt(numbers[5]);
            try (RawConnection data = RawConnection.to(port)) {
                assertThat(data.rest()).isNotEmpty();
            }
            assertThat(ftp.reply()).startsWith("226 ");
        }
    }

    @Test
    void says125WhenTheDataConnectionStands() throws IOException {
        try (RawConnection ftp = loggedIn();
                RawConnection data = ftp.openData()) {
            // The reply to a command sent behind the connection shows that the server has seen it.
            ftp.command("NOOP");
            String reply = ftp.command("NLST dir");
            assertThat(reply).matches("(125|150) .*");
            assertThat(data.restAsText().split("\r\n", -1)).contains("dir/inner.txt", "dir/.hidden");
            assertThat(ftp.reply()).startsWith("226 ");
        }
    }

    @Test
    void refusesASecondTransferOverTheSameDataConnection() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            try (RawConnection data = ftp.openData()) {
                ftp.command("LIST");
                data.rest();
                ftp.reply();
            }
            assertThat(ftp.command("LIST")).startsWith("425 ");
        }
    }

    @Test
    void failsBeforeThePreliminaryReplyWhenThereIsNothingToSend() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.openData().close();
            assertThat(ftp.command("RETR nothing")).isEqualTo("550 /nothing: no such file or directory.");
            ftp.openData().close();
            assertThat(ftp.command("RETR dir")).isEqualTo("550 /dir: not a plain file.");
            ftp.openData().close();
            assertThat(ftp.command("LIST nothing")).isEqualTo("550 /nothing: no such file or directory.");
            ftp.openData().close();
            assertThat(ftp.command("RETR outside/passwd")).isEqualTo("550 /outside/passwd: permission denied.");
        }
    }

    @Test
    void connectsActively() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                RawConnection ftp = loggedIn()) {
            int port = listening.getLocalPort();
            assertThat(ftp.command("PORT 127,0,0,1," + port / 256 + "," + port % 256))
                    .startsWith("200 ");
            assertThat(ftp.command("NLST /dir/*.txt")).startsWith("150 ");
            try (RawConnection data = RawConnection.of(listening.accept())) {
                assertThat(data.restAsText()).isEqualTo("/dir/inner.txt\r\n");
            }
            assertThat(ftp.reply()).startsWith("226 ");
        }
    }

    @Test
    void says425WhenAnActiveConnectionIsRefused() throws IOException {
        int port;
        try (ServerSocket closedSoon = new ServerSocket(0)) {
            port = closedSoon.getLocalPort();
        }
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command("EPRT |1|127.0.0.1|" + port + "|")).startsWith("200 ");
            assertThat(ftp.command("LIST")).startsWith("150 ");
            assertThat(ftp.reply()).isEqualTo("425 Cannot connect to port " + port + " of your address.");
            assertThat(ftp.command("NOOP")).startsWith("200 ");
        }
    }

    @Test
    void acceptsTheDataConnectionFromTheClientsAddressOnly() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            String reply = ftp.command("EPSV");
            int port = Integer.parseInt(reply.replaceAll(".*\\|\\|\\|(\\d+)\\|.*", "$1"));
            try (Socket stranger = new Socket()) {
                stranger.setSoTimeout(20_000);
                stranger.bind(new InetSocketAddress("127.0.0.9", 0));
                stranger.connect(new InetSocketAddress("127.0.0.1", port));
                assertThat(stranger.getInputStream().read()).isEqualTo(-1);
            }
            try (RawConnection data = RawConnection.to(port)) {
                ftp.command("RETR hello.txt");
                assertThat(data.restAsText()).startsWith("line one");
            }
            assertThat(ftp.reply()).startsWith("226 ");
        }
    }

    @Test
    void allowsOnlyEpsvAfterEpsvAll() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(ftp.command("EPSV ALL")).startsWith("200 ");
            assertThat(ftp.command("PASV")).startsWith("503 ");
            assertThat(ftp.command("PORT 127,0,0,1,200,80")).startsWith("503 ");
            assertThat(ftp.command("EPRT |1|127.0.0.1|51280|")).startsWith("503 ");
            assertThat(ftp.command("EPSV")).startsWith("229 ");
        }
    }

    @Test
    void servesIpv6() throws IOException {
        try (RawConnection ftp = RawConnection.to("::1", wharf.ftpPort()).login()) {
            assertThat(ftp.command("PASV")).isEqualTo("425 PASV is for IPv4; use EPSV.");
            assertThat(ftp.command("EPSV 1")).startsWith("522 ");
            try (RawConnection data = ftp.openData()) {
                ftp.command("RETR dir/inner.txt");
                assertThat(data.restAsText()).isEqualTo("inner");
            }
            assertThat(ftp.reply()).startsWith("226 ");
            try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
                assertThat(ftp.command("EPRT |2|::1|" + listening.getLocalPort() + "|"))
                        .startsWith("200 ");
                ftp.command("RETR dir/inner.txt");
                try (RawConnection data = RawConnection.of(listening.accept())) {
                    assertThat(data.restAsText()).isEqualTo("inner");
                }
                assertThat(ftp.reply()).startsWith("226 ");
            }
        }
    }

    @Test
    void restartsWhereRestSaysOnce() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("TYPE I");
            assertThat(ftp.command("REST 9")).startsWith("350 ");
            assertThat(retrieve(ftp, "hello.txt")).isEqualTo("line two\r\nlast");
            assertThat(retrieve(ftp, "hello.txt")).startsWith("line one");
            ftp.command("REST 23");
            assertThat(retrieve(ftp, "hello.txt")).isEmpty();
        }
    }

    @Test
    void refusesARestartBeyondTheEnd() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("TYPE I");
            ftp.command("REST 24");
            ftp.openData().close();
            assertThat(ftp.command("RETR hello.txt")).startsWith("554 ");
            ftp.command("TYPE A");
            ftp.command("REST 25");
            ftp.openData().close();
            assertThat(ftp.command("RETR hello.txt")).startsWith("554 ");
        }
    }

    @Test
    void translatesLineEndsInTypeAAndCountsThem() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            assertThat(retrieve(ftp, "hello.txt")).isEqualTo("line one\r\nline two\r\nlast");
            ftp.command("TYPE A");
            assertThat(ftp.command("SIZE hello.txt")).isEqualTo("213 24");
            ftp.command("REST 10");
            assertThat(retrieve(ftp, "hello.txt")).isEqualTo("line two\r\nlast");
            assertThat(ftp.command("SIZE large.bin")).startsWith("550 /large.bin: too large");
        }
    }

    @Test
    void sendsALargeFileWhole() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("TYPE I");
            try (RawConnection data = ftp.openData()) {
                ftp.command("RETR large.bin");
                assertThat(Arrays.equals(data.rest(), LARGE)).isTrue();
            }
            assertThat(ftp.reply()).startsWith("226 ");
            ftp.command("REST 5000001");
            try (RawConnection data = ftp.openData()) {
                ftp.command("RETR large.bin");
                byte[] rest = data.rest();
                assertThat(Arrays.equals(rest, Arrays.copyOfRange(LARGE, 5_000_001, LARGE_BYTES)))
                        .isTrue();
            }
            assertThat(ftp.reply()).startsWith("226 ");
        }
    }

    @Test
    void abortsATransferAndAnswersBoth() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("TYPE I");
            try (RawConnection data = ftp.openData()) {
                ftp.command("RETR large.bin");
                assertThat(data.bytes(1000)).hasSize(1000);
                ftp.send(new byte[] {(byte) 0xff, (byte) 0xf4, (byte) 0xff, (byte) 0xf2});
                ftp.send("ABOR\r\n");
                assertThat(ftp.reply()).isEqualTo("426 Transfer aborted.");
                assertThat(ftp.reply()).isEqualTo("226 ABOR done.");
            }
            assertThat(ftp.command("NOOP")).startsWith("200 ");
        }
    }

    @Test
    void queuesOtherCommandsBehindTheTransfer() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("TYPE I");
            try (RawConnection data = ftp.openData()) {
                ftp.command("RETR large.bin");
                ftp.send("NOOP\r\nPWD\r\n".repeat(20) + "QUIT\r\n");
                assertThat(Arrays.equals(data.rest(), LARGE)).isTrue();
            }
            assertThat(ftp.reply()).startsWith("226 ");
            for (int i = 0; i < 20; i++) {
                assertThat(ftp.reply()).startsWith("200 ");
                assertThat(ftp.reply()).startsWith("257 ");
            }
            assertThat(ftp.reply()).startsWith("221 ");
            assertThat(ftp.line()).isNull();
        }
    }

    @Test
    void finishesATransferAfterTheClientEndedItsControlOutput() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("TYPE I");
            try (RawConnection data = ftp.openData()) {
                ftp.command("RETR large.bin");
                ftp.endOutput();
                assertThat(data.rest()).hasSize(LARGE_BYTES);
            }
            assertThat(ftp.reply()).startsWith("226 ");
            assertThat(ftp.line()).isNull();
        }
    }

    @Test
    void says426WhenTheClientClosesTheDataConnectionEarly() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("TYPE I");
            RawConnection data = ftp.openData();
            ftp.command("RETR large.bin");
            data.bytes(10);
            data.socket().setSoLinger(true, 0);
            data.close();
            assertThat(ftp.reply()).isEqualTo("426 Data connection lost.");
            assertThat(ftp.command("NOOP")).startsWith("200 ");
        }
    }

    @Test
    void endsAnUnusedDataConnectionBehindTheRefusalAndWithoutAReset() throws IOException {
        try (RawConnection ftp = loggedIn();
                RawConnection data = ftp.openData()) {
            data.send("what a client says first under TLS");
            assertThat(ftp.command("RETR nothing")).startsWith("550 ");
            assertThat(data.rest()).isEmpty();
        }
    }

    @Test
    void listsLikeLs() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            List<String> lines = new ArrayList<>(List.of(list(ftp, "LIST -la").split("\r\n", -1)));
            assertThat(lines)
                    .anyMatch(line -> line.matches("-rw-r--r-- +1 ftp +ftp +23 Feb 29  2024 hello.txt"))
                    .anyMatch(line -> line.matches("drwxr-xr-x .* dir"))
                    .anyMatch(line -> line.matches("drwxr-xr-x .* inside"))
                    .anyMatch(line -> line.matches("l.* outside"))
                    .anyMatch(line -> line.endsWith(" -l"));
            assertThat(list(ftp, "LIST hello.txt")).endsWith(" hello.txt\r\n");
            assertThat(list(ftp, "LIST -l")).endsWith(" -l\r\n").hasLineCount(1);
            assertThat(list(ftp, "LIST -a dir")).contains("inner.txt", ".hidden");
            assertThat(list(ftp, "LIST -- dir")).contains("inner.txt");
            assertThat(list(ftp, "LIST *.txt")).endsWith(" hello.txt\r\n").hasLineCount(1);
            assertThat(list(ftp, "NLST hello.txt")).isEqualTo("hello.txt\r\n");
            assertThat(list(ftp, "NLST nothing*")).isEmpty();
        }
    }

    @Test
    void fetchesANameThatIsNotUtf8AsItWasListed() throws Exception {
        Process made = new ProcessBuilder("sh", "-c", "printf raw > \"$(printf 'by\\377te')\"")
                .directory(wharf.root().toFile())
                .start();
        assertThat(made.waitFor()).isZero();
        try (RawConnection ftp = loggedIn()) {
            String name = Arrays.stream(list(ftp, "NLST").split("\r\n", -1))
                    .filter(listed -> listed.startsWith("by"))
                    .findFirst()
                    .orElseThrow();
            assertThat(name.getBytes(StandardCharsets.ISO_8859_1)[2]).isEqualTo((byte) 0xff);
            // FF is Telnet's escape and has to be doubled.
            assertThat(retrieve(ftp, name.replace("\u00ff", "\u00ff\u00ff"))).isEqualTo("raw");
        }
    }

    @Test
    void staysUpAfterManyUnusedPassivePorts() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            for (int i = 0; i < 300; i++) {
                assertThat(ftp.command("EPSV")).startsWith("229 ");
            }
        }
        assertThat(wharf.metric("wharf_ftp_passive_ports_used")).isLessThan(300);
    }

    @Test
    void logsInAgainAsSomebodyElse() throws IOException {
        try (RawConnection ftp = loggedIn()) {
            ftp.command("CWD dir");
            assertThat(ftp.command("USER bob")).startsWith("331 ");
            assertThat(ftp.command("PWD")).startsWith("530 ");
            assertThat(ftp.command("PASS")).startsWith("230 ");
            assertThat(ftp.command("PWD")).startsWith("257 \"/\"");
        }
    }

    private static String retrieve(RawConnection ftp, String name) throws IOException {
        return list(ftp, "RETR " + name);
    }

    private static String list(RawConnection ftp, String command) throws IOException {
        String text;
        try (RawConnection data = ftp.openData()) {
            assertThat(ftp.command(command)).matches("1[25][05] .*");
            text = data.restAsText();
        }
        assertThat(ftp.reply()).startsWith("226 ");
        return text;
    }
}
