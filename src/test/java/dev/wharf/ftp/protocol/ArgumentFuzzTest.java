package dev.wharf.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wharf.testing.RandomInputs;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The arguments of PORT, EPRT, EPSV and REST: read as they are meant, or refused. */
class ArgumentFuzzTest {
    @FuzzTest
    void portIsSixNumbers(byte[] input) {
        String argument = RandomInputs.text(input);
        String[] numbers = argument.split(",", -1);
        boolean right = numbers.length == 6
                && Arrays.stream(numbers)
                        .allMatch(number -> number.matches("[0-9]{1,3}") && Integer.parseInt(number) <= 255)
                && Integer.parseInt(numbers[4]) + Integer.parseInt(numbers[5]) > 0;

        Optional<InetSocketAddress> parsed = parse(HostPort::parsePort, argument);

        assertThat(parsed.isPresent()).isEqualTo(right);
        parsed.ifPresent(address -> {
            String told = HostPort.passiveMode((Inet4Address) address.getAddress(), address.getPort());
            String again = told.replaceAll(".*\\((.*)\\).*", "$1");
            assertThat(parse(HostPort::parsePort, again)).isEqualTo(parsed);
            assertThat(again).isEqualTo(argument.replaceAll("(^|,)0+(?=\\d)", "$1"));
        });
    }

    @FuzzTest
    void eprtReadsWhatItMeans(byte[] input) {
        Optional<InetSocketAddress> parsed = parse(HostPort::parseEprt, RandomInputs.text(input));
        parsed.ifPresent(address -> {
            assertThat(address.isUnresolved()).isFalse();
            int family = address.getAddress() instanceof Inet4Address ? 1 : 2;
            String again = "|" + family + "|" + address.getAddress().getHostAddress() + "|" + address.getPort() + "|";
            assertThat(parse(HostPort::parseEprt, again)).isEqualTo(parsed);
        });
    }

    @FuzzTest
    void epsvTakesNothingOneTwoOrAll(byte[] input) {
        String argument = RandomInputs.text(input);
        boolean right = argument.isEmpty() || argument.equalsIgnoreCase("all") || argument.matches("0*[12]");

        assertThat(parse(HostPort::parseEpsv, argument).isPresent()).isEqualTo(right && argument.length() <= 5);
    }

    @FuzzTest
    void restIsA63BitNumber(byte[] input) {
        String argument = RandomInputs.text(input);
        Optional<Long> expected = argument.matches("[0-9]+") && new BigInteger(argument).bitLength() <= 63
                ? Optional.of(new BigInteger(argument).longValueExact())
                : Optional.empty();

        assertThat(parse(RestartMarker::parse, argument)).isEqualTo(expected);
    }

    @Test
    void holdsForRandomInputs() {
        String[] numbers = {"0", "1", "9", "255", "256", "00", "007", ",", ",", ",", "127,0,0,1,", "-", "+", " ", "all"
        };
        RandomInputs.check(20_000, this::portIsSixNumbers, numbers);
        RandomInputs.check(20_000, this::epsvTakesNothingOneTwoOrAll, numbers);
        RandomInputs.check(
                20_000, this::restIsA63BitNumber, "0", "1", "9223372036854775807", "808", "9", "-", " ", "1234567890");
        RandomInputs.check(
                20_000,
                this::eprtReadsWhatItMeans,
                "|",
                "|",
                "1",
                "2",
                "|1|",
                "|2|",
                "::",
                ":",
                "127.0.0.1",
                "fe80::1",
                "%eth0",
                "|65535|",
                "|0|",
                "65536",
                "::ffff:1.2.3.4",
                "[",
                "]",
                "!",
                "example.org",
                "0x7f.1");
    }

    /** A reader of an argument. */
    private interface Reader<T> {
        T read(String argument) throws ReplyException;
    }

    private static <T> Optional<T> parse(Reader<T> reader, String argument) {
        try {
            return Optional.of(reader.read(argument));
        } catch (ReplyException refused) {
            assertThat(refused.reply().toString()).doesNotContain("\r", "\n");
            return Optional.empty();
        }
    }
}
