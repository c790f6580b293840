package dev.wharf.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.wharf.ftp.protocol.HostPort.EpsvArgument;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("AddressSelection") // literals
class HostPortTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "127,0,0,1,195,80 127.0.0.1 50000",
                "0,0,0,0,0,1 0.0.0.0 1",
                "255,255,255,255,255,255 255.255.255.255 65535",
                "192,168,1,20,4,0 192.168.1.20 1024",
                "010,001,000,009,000,021 10.1.0.9 21"
            })
    void readsPort(String argument, String host, int port) throws Exception {
        assertThat(HostPort.parsePort(argument)).isEqualTo(new InetSocketAddress(InetAddress.getByName(host), port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                ",,,,,",
                "127,0,0,1,195",
                "127,0,0,1,195,",
                "127,0,0,1,195,80,",
                "127,0,0,1,195,80,1",
                ",127,0,0,1,195,80",
                "127,0,0,1,195,80 ",
                " 127,0,0,1,195,80",
                "127, 0,0,1,195,80",
                "127,0,0,1,0,0",
                "256,0,0,1,195,80",
                "127,0,0,1,256,80",
                "127,0,0,1,195,256",
                "127,0,0,1,195,999",
                "0127,0,0,1,195,80",
                "127,0,0,1,195,0080",
                "127,,0,1,195,80",
                "127,0,0,-1,195,80",
                "127,0,0,+1,195,80",
                "127.0.0.1,195,80",
                "127,0,0,1,0xc3,80",
                "127,0,0,1,195,\u0661",
                "99999999999,0,0,1,195,80",
                "(127,0,0,1,195,80)",
                "localhost,195,80"
            })
    void refusesWhatIsNoPort(String argument) {
        assertRefused(ReplyCode.SYNTAX_ERROR_IN_ARGUMENT, () -> HostPort.parsePort(argument));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "|1|127.0.0.1|50000| 127.0.0.1 50000",
                "|1|132.235.1.2|6275| 132.235.1.2 6275",
                "|1|0.0.0.0|1| 0.0.0.0 1",
                "|1|1.2.3.4|65535| 1.2.3.4 65535",
                "|1|1.2.3.4|00021| 1.2.3.4 21",
                "|2|::1|50000| ::1 50000",
                "|2|::|1| :: 1",
                "|2|1080::8:800:200C:417A|5282| 1080::8:800:200c:417a 5282",
                "|2|fe80:0:0:0:0:0:0:1|5282| fe80::1 5282",
                "|2|::ffff:1.2.3.4|5282| 1.2.3.4 5282",
                "!1!127.0.0.1!50000! 127.0.0.1 50000",
                "~1~127.0.0.1~50000~ 127.0.0.1 50000",
                "a2a::1a50000a ::1 50000",
                "/2/::1/50000/ ::1 50000"
            })
    void readsEprt(String argument, String host, int port) throws Exception {
        assertThat(HostPort.parseEprt(argument)).isEqualTo(new InetSocketAddress(InetAddress.getByName(host), port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "|",
                "||",
                "|||",
                "||||",
                "|||||||",
                "|1|127.0.0.1|50000",
                "1|127.0.0.1|50000|",
                "|1|127.0.0.1|50000||",
                "|1|127.0.0.1|50000|x",
                "|1|127.0.0.1|50000| ",
                " |1|127.0.0.1|50000|",
                " 1 127.0.0.1 50000 ",
                "\u00e41\u00e4127.0.0.1\u00e450000\u00e4",
                "|1|127.0.0.1||",
                "|1||50000|",
                "|1|127.0.0.1|0|",
                "|1|127.0.0.1|65536|",
                "|1|127.0.0.1|000021|",
                "|1|127.0.0.1|99999999999|",
                "|1|127.0.0.1|-1|",
                "|1|127.0.0.1|+21|",
                "|1|127.0.0.1|21a|",
                "|1|127.0.0.1| 21|",
                "|1|127.0.0.1|\u0661|",
                "|1|127.0.0|21|",
                "|1|127.0.0.1.1|21|",
                "|1|127.0.0.256|21|",
                "|1|127.1|21|",
                "|1|2130706433|21|",
                "|1|127.0.0.1 |21|",
                "|1|localhost|21|",
                "|1|::1|21|",
                "|2|127.0.0.1|21|",
                "|2|localhost|21|",
                "|2|::1%lo|21|",
                "|2|::1%1|21|",
                "|2|:::1|21|",
                "|2|1::2::3|21|",
                "|2|1:2:3:4:5:6:7|21|",
                "|2|1:2:3:4:5:6:7:8:9|21|",
                "|2|12345::|21|",
                "|2|g::|21|",
                "|1,127.0.0.1,50000,"
            })
    void refusesWhatIsNoEprt(String argument) {
        assertRefused(ReplyCode.SYNTAX_ERROR_IN_ARGUMENT, () -> HostPort.parseEprt(argument));
    }

    @ParameterizedTest
    @ValueSource(strings = {"|3|127.0.0.1|50000|", "|0|::1|50000|", "|12|::1|50000|", "|x|::1|50000|", "|16|a.b|1|"})
    void saysWhichProtocolsEprtKnows(String argument) {
        assertRefused(ReplyCode.PROTOCOL_NOT_SUPPORTED, () -> HostPort.parseEprt(argument));
        assertThatThrownBy(() -> HostPort.parseEprt(argument))
                .hasMessageEndingWith("(1,2)")
                .hasNoCause();
    }

    /** Whatever a client sends, the answer is an address or a reply. */
    @Test
    void answersEveryEprtWithAnAddressOrAReply() {
        Random random = new Random(2428);
        String alphabet = ":::0fF1.2[]%|9";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder literal = new StringBuilder();
            int length = random.nextInt(20);
            for (int c = 0; c < length; c++) {
                literal.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String argument = "|" + (1 + random.nextInt(2)) + "|" + literal + "|21|";
            try {
                assertThat(HostPort.parseEprt(argument).isUnresolved()).isFalse();
            } catch (ReplyException refused) {
                assertThat(refused.reply().code().isFailure()).isTrue();
            } catch (RuntimeException e) {
                throw new AssertionError(argument, e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',SAME_FAMILY",
        "1,IPV4",
        "2,IPV6",
        "01,IPV4",
        "00002,IPV6",
        "ALL,ALL",
        "all,ALL",
        "All,ALL",
    })
    void readsEpsv(String argument, EpsvArgument expected) throws Exception {
        assertThat(HostPort.parseEpsv(argument)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" ", "1 ", " ALL", "ALLE", "AL", "-1", "+1", "1.0", "\u0661", "000001", "99999999999", "|1|"})
    void refusesWhatIsNoEpsv(String argument) {
        assertRefused(ReplyCode.SYNTAX_ERROR_IN_ARGUMENT, () -> HostPort.parseEpsv(argument));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "3", "6", "12", "99999"})
    void saysWhichProtocolsEpsvKnows(String argument) {
        assertRefused(ReplyCode.PROTOCOL_NOT_SUPPORTED, () -> HostPort.parseEpsv(argument));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "127.0.0.1 50000 127,0,0,1,195,80",
                "255.254.253.252 65535 255,254,253,252,255,255",
                "0.0.0.0 1 0,0,0,0,0,1",
                "10.0.0.1 256 10,0,0,1,1,0"
            })
    void writesPassiveModeSoThatPortReadsIt(String host, int port, String numbers) throws Exception {
        String text = HostPort.passiveMode((Inet4Address) InetAddress.getByName(host), port);

        assertThat(text).isEqualTo("Entering Passive Mode (" + numbers + ").");
        assertThat(HostPort.parsePort(numbers)).isEqualTo(new InetSocketAddress(InetAddress.getByName(host), port));
    }

    @Test
    void writesExtendedPassiveModeInItsFixedForm() {
        assertThat(HostPort.extendedPassiveMode(50_000)).isEqualTo("Entering Extended Passive Mode (|||50000|)");
    }

    @Test
    void readsAddressesOfTheFamilyThatIsNamed() throws ReplyException, UnknownHostException {
        assertThat(HostPort.parseEprt("|1|1.2.3.4|21|").getAddress()).isInstanceOf(Inet4Address.class);
        assertThat(HostPort.parseEprt("|2|2001:db8::1|21|").getAddress()).isInstanceOf(Inet6Address.class);
    }

    @ParameterizedTest
    @EnumSource(EpsvArgument.class)
    void knowsEveryEpsvArgumentByOneText(EpsvArgument argument) throws ReplyException {
        String text = switch (argument) {
            case SAME_FAMILY -> "";
            case IPV4 -> "1";
            case IPV6 -> "2";
            case ALL -> "ALL";
        };
        assertThat(HostPort.parseEpsv(text)).isEqualTo(argument);
    }

    private static void assertRefused(ReplyCode code, ThrowingCallable parse) {
        ReplyException refused = catchThrowableOfType(ReplyException.class, parse);
        assertThat(refused).isNotNull();
        assertThat(refused.reply().code()).isEqualTo(code);
        assertThat(refused.reply().lines()).hasSize(1);
    }
}
