package dev.wharf.cloudhash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.ForeignProgram;
import dev.wharf.testing.ForeignProgram.Result;
import dev.wharf.testing.RunningWharf;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that people have: netcat, openssl s_client and Ruby's sockets. */
class ForeignCloudHashClientsIT {
    private static RunningWharf wharf;

    @BeforeAll
    static void start() {
        wharf = RunningWharf.start();
    }

    @AfterAll
    static void stop() {
        wharf.close();
    }

    private static Result netcat(String input) {
        return ForeignProgram.run(
                Path.of("."), input, List.of("nc", "-N", "127.0.0.1", Integer.toString(wharf.port("cloudhash.plain"))));
    }

    @Test
    void netcatSendsOneRequestUpToTheEndOfTheStream() {
        assertThat(netcat("SET prez obama").output()).isEqualTo("obama");
        assertThat(netcat("GET prez").output()).isEqualTo("obama");
        assertThat(netcat("GET nobody").output()).isEmpty();
    }

    @Test
    void netcatSendsLines() {
        assertThat(netcat("SET a 1\nGET a\nexit\n").output()).isEqualTo("1\n1\n");
    }

    @Test
    void opensslSendsLinesOverTls() {
        Result result = ForeignProgram.run(
                Path.of("."),
                "SET secured yes\nGET secured\nexit\n",
                List.of("openssl", "s_client", "-quiet", "-connect", "127.0.0.1:" + wharf.port("cloudhash.tls")));
        assertThat(result.output()).endsWith("yes\nyes\n");
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_3"})
    void opensslShowsTheCertificateThatTheReadyLineNames(String version) {
        Result shown = ForeignProgram.run(
                "sh",
                "-c",
                "openssl s_client " + version + " -connect 127.0.0.1:" + wharf.port("cloudhash.tls")
                        + " </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256");
        String fingerprint = shown.output().strip().replaceFirst(".*=", "");
        assertThat(wharf.readyLine()).contains("certificate-sha256=" + fingerprint);
    }

    @ParameterizedTest
    @CsvSource({"i", "V", "N"})
    void rubyPacksLengthsInEitherByteOrder(String packing) {
        String program = """
                require 'socket'
                packing = ARGV[1]
                one = lambda do |request|
                  s = TCPSocket.new('127.0.0.1', ARGV[0].to_i)
                  s.write([request.bytesize].pack(packing)); s.write(request)
                  answer = s.read(s.read(4).unpack1(packing))
                  s.close
                  answer
                end
                puts one.call("SET ruby #{packing}"), one.call('GET ruby'), one.call('GET nothing').inspect
                s = TCPSocket.new('127.0.0.1', ARGV[0].to_i)
                s.write('GET ruby'); s.close_write
                puts s.read
                """;
        Result result =
                ForeignProgram.run("ruby", "-e", program, Integer.toString(wharf.port("cloudhash.plain")), packing);
        assertThat(result.output()).isEqualTo(packing + "\n" + packing + "\n\"\"\n" + packing + "\n");
    }
}
