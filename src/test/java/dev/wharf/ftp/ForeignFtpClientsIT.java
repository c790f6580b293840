package dev.wharf.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.ForeignProgram;
import dev.wharf.testing.ForeignProgram.Result;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that people have: curl, lftp, tnftp and Python's ftplib. */
class ForeignFtpClientsIT {
    private static final byte[] LARGE = new byte[5 * 1024 * 1024 + 3];

    private static RunningWharf wharf;

    @TempDir
    private Path local;

    @BeforeAll
    static void start() {
        new Random(11).nextBytes(LARGE);
        wharf = RunningWharf.start();
        wharf.file("hello.txt", "hello\n");
        wharf.file("large.bin", LARGE);
        wharf.file("dir/one", "1");
        wharf.file("dir/sub/two", "22");
        wharf.file("dir/\u00fcber stra\u00dfe.txt", "street");
    }

    @AfterAll
    static void stop() {
        wharf.close();
    }

    // Not here: active mode under TLS, which curl 7.87 and 7.88 begin without TLS (its issue 10666). Python does both.
    @ParameterizedTest
    @CsvSource({
        "ftp, 127.0.0.1, ",
        "ftp, 127.0.0.1, --disable-epsv",
        "ftp, 127.0.0.1, -P -",
        "ftp, 127.0.0.1, -P - --disable-eprt",
        "ftp, [::1], ",
        "ftp, [::1], -P -",
        "ftp, 127.0.0.1, -k --ssl-reqd",
        "ftp, 127.0.0.1, -k --ssl-reqd --disable-epsv",
        "ftp, 127.0.0.1, -k --ssl-reqd --tls-max 1.2",
        "ftp, [::1], -k --ssl-reqd",
        "ftps, 127.0.0.1, -k",
    })
    void curlListsAndFetches(String scheme, String host, String options) throws IOException {
        int port = scheme.equals("ftps") ? wharf.port("ftp.implicit") : wharf.ftpPort();
        String base = scheme + "://" + host + ":" + port;

        assertThat(curl(options, base + "/").output()).contains(" hello.txt", " large.bin", " dir");
        assertThat(curl(options, "--list-only", base + "/dir/").output()).contains("one\n", "sub\n");
        assertThat(curl(options, base + "/hello.txt").output()).isEqualTo("hello\n");
        Path fetched = local.resolve("large.bin");
        assertThat(curl(options, "-o", fetched.toString(), base + "/large.bin").exit())
                .isZero();
        assertThat(Arrays.equals(Files.readAllBytes(fetched), LARGE)).isTrue();
        assertThat(curl(options, "-I", base + "/hello.txt").output()).contains("Content-Length: 6");
        assertThat(curl(options, "-r", "2-", base + "/hello.txt").output()).isEqualTo("llo\n");
        assertThat(curl(options, base + "/nothing").exit()).isEqualTo(78); // remote file not found
    }

    @Test
    void curlFetchesSeveralFilesInOneSession() {
        String base = "ftp://127.0.0.1:" + wharf.ftpPort();
        Result result = curl("", base + "/hello.txt", base + "/dir/one", base + "/dir/sub/two");
        assertThat(result.output()).isEqualTo("hello\n122");
    }

    @ParameterizedTest
    @CsvSource({
        "set ftp:ssl-allow no; set ftp:passive-mode yes",
        "set ftp:ssl-allow no; set ftp:passive-mode no",
        "set ftp:ssl-allow no; set ftp:prefer-epsv yes",
        "set ftp:ssl-force yes; set ftp:ssl-protect-data yes; set ssl:verify-certificate no",
    })
    void lftpMirrors(String settings) throws IOException {
        String script = settings + "; set net:max-retries 1; open -u ann,secret -p " + wharf.ftpPort()
                + " 127.0.0.1; ls; cls -1 dir; mirror /dir " + local.resolve("copy")
                + "; get /large.bin -o " + local.resolve("large.bin") + "; bye";
        Result result = ForeignProgram.run("lftp", "--norc", "-c", script);

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).contains("hello.txt");
        assertThat(Files.readString(local.resolve("copy/sub/two"))).isEqualTo("22");
        assertThat(Files.readString(local.resolve("copy/\u00fcber stra\u00dfe.txt")))
                .isEqualTo("street");
        assertThat(Arrays.equals(Files.readAllBytes(local.resolve("large.bin")), LARGE))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"-p", "-A"})
    void tnftpListsAndFetches(String mode) throws IOException {
        String commands = "user ann secret\nbinary\nls\ncd dir\npwd\nls one\nget one\ncd ..\nget large.bin\nbye\n";
        Result result = ForeignProgram.run(
                local,
                commands,
                List.of("tnftp", "-n", "-i", "-V", mode, "-P", Integer.toString(wharf.ftpPort()), "127.0.0.1"));

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).contains("hello.txt", "/dir");
        assertThat(Files.readString(local.resolve("one"))).isEqualTo("1");
        assertThat(Arrays.equals(Files.readAllBytes(local.resolve("large.bin")), LARGE))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "FTP, 127.0.0.1, True",
        "FTP, 127.0.0.1, False",
        "FTP, ::1, True",
        "FTP, ::1, False",
        "FTP_TLS, 127.0.0.1, True",
        "FTP_TLS, 127.0.0.1, False",
    })
    void pythonListsAndFetches(String type, String host, String passive) {
        String program = """
                import ftplib, io, ssl, sys
                kind, host, port, passive = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == 'True'
                f = getattr(ftplib, kind)(timeout=20)
                f.connect(host, port)
                f.login('ann', 'secret')
                if kind == 'FTP_TLS':
                    f.prot_p()
                f.set_pasv(passive)
                lines = []
                f.retrlines('LIST', lines.append)
                assert any(l.endswith(' hello.txt') for l in lines), lines
                assert sorted(f.nlst('dir'))[0] == 'dir/one', f.nlst('dir')
                assert f.cwd('dir').startswith('250')
                assert f.pwd() == '/dir'
                f.voidcmd('TYPE I')
                assert f.size('/large.bin') == int(sys.argv[5])
                data = io.BytesIO()
                f.retrbinary('RETR /large.bin', data.write)
                assert len(data.getvalue()) == int(sys.argv[5])
                text = []
                f.retrlines('RETR /hello.txt', text.append)
                assert text == ['hello'], text
                try:
                    f.retrbinary('RETR /nothing', data.write)
                    raise SystemExit('fetched nothing')
                except ftplib.error_perm as e:
                    assert str(e).startswith('550'), e
                f.quit()
                print('fine')
                """;
        Result result = ForeignProgram.run(
                "python3",
                "-c",
                program,
                type,
                host,
                Integer.toString(wharf.ftpPort()),
                passive,
                Integer.toString(LARGE.length));

        assertThat(result.output()).isEqualTo("fine\n");
        assertThat(result.exit()).isZero();
    }

    private static Result curl(String options, String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "-g", "--max-time", "30"));
        if (options != null && !options.isEmpty()) {
            command.addAll(List.of(options.split(" ", -1)));
        }
        command.addAll(List.of(arguments));
        return ForeignProgram.run(Path.of("."), "", command);
    }
}
