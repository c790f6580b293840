package dev.wharf.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("AddressSelection") // literals
class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,        10.255.0.1,        true",
        "10.0.0.0/8,        11.0.0.0,          false",
        "10.1.2.0/23,       10.1.3.255,        true",
        "10.1.2.0/23,       10.1.4.0,          false",
        "192.0.2.7,         192.0.2.7,         true",
        "192.0.2.7,         192.0.2.8,         false",
        "0.0.0.0/0,         8.8.8.8,           true",
        "0.0.0.0/0,         ::1,               false",
        "::/0,              127.0.0.1,         false",
        "fd00::/8,          fdff::1,           true",
        "fd00::/8,          fe80::1,           false",
        "2001:db8::/47,     2001:db8:1::1,     true",
        "2001:db8::/47,     2001:db8:2::1,     false",
        "10.0.0.0/8,        ::ffff:10.0.0.1,   true",
        "::ffff:10.0.0.1,   10.0.0.1,          true",
    })
    void containsTheAddressesWithItsPrefix(String network, String address, boolean contained)
            throws UnknownHostException {
        assertThat(Network.parse(network).contains(InetAddress.getByName(address)))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10.1",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "::/129",
                "localhost",
                "a.b.c.d",
                "1.2.3.4.5",
                "1.2.3.256",
                "10.0.0.0/8/8",
                "::1%lo",
                "beef"
            })
    void refusesWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> Network.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a network such as 10.0.0.0/8 or fd00::/8, or one address");
    }

    @Test
    void refusesBitsBehindThePrefix() {
        assertThatThrownBy(() -> Network.parse("10.0.0.1/8"))
                .hasMessage("a network such as 10.0.0.0/8 or fd00::/8, or one address; "
                        + "behind the first 8 bits all must be zero");
    }

    @Test
    void isTheNetworkAroundAnAddress() throws UnknownHostException {
        Network around = Network.around(InetAddress.getByName("2001:db8::dead:beef"), 64);

        assertThat(around).isEqualTo(Network.parse("2001:db8::/64")).hasSameHashCodeAs(Network.parse("2001:db8::/64"));
        assertThat(around).isNotEqualTo(Network.parse("2001:db8::/63"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "192.0.2.7", "0.0.0.0/0", "fd00:0:0:0:0:0:0:0/8", "0:0:0:0:0:0:0:1"})
    void isWrittenAsItIsRead(String text) {
        assertThat(Network.parse(text)).hasToString(text);
    }
}
