package dev.wharf.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.testing.RawConnection;
import dev.wharf.testing.RunningWharf;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** AUTH, PBSZ and PROT, and what the three policies allow (RFC 4217). */
class FtpTlsProtocolIT {
    private static RunningWharf offered;
    private static RunningWharf required;
    private static RunningWharf off;

    @BeforeAll
    static void start() {
        offered = RunningWharf.start();
        offered.file("hello.txt", "hello");
        required = RunningWharf.start("ftp.tls=required");
        off = RunningWharf.start("ftp.tls=off", "ftp.implicit.enabled=false");
    }

    @AfterAll
    static void stop() {
        offered.close();
        required.close();
        off.close();
    }

    private static RawConnection greeted(RunningWharf wharf) throws IOException {
        RawConnection ftp = RawConnection.to(wharf.ftpPort());
        assertThat(ftp.reply()).startsWith("220 ");
        return ftp;
    }

    @Nested
    class Offered {
        @Test
        void securesControlAndData() throws IOException {
            try (RawConnection ftp = greeted(offered)) {
                assertThat(ftp.command("AUTH TLS")).isEqualTo("234 Begin the TLS handshake.");
                ftp.startTls().loginAfterGreeting();
                assertThat(ftp.command("PROT P")).isEqualTo("503 Send PBSZ 0 first.");
                assertThat(ftp.command("PBSZ x")).startsWith("501 ");
                assertThat(ftp.command("PBSZ 0")).isEqualTo("200 PBSZ=0");
                assertThat(ftp.command("PROT S")).startsWith("536 ");
                assertThat(ftp.command("PROT X")).startsWith("504 ");
                assertThat(ftp.command("prot p")).startsWith("200 ");
                try (RawConnection data = ftp.openData()) {
                    ftp.command("RETR hello.txt");
                    assertThat(data.startTls().restAsText()).isEqualTo("hello");
                }
                assertThat(ftp.reply()).startsWith("226 ");
                assertThat(ftp.command("PROT C")).startsWith("200 ");
                try (RawConnection data = ftp.openData()) {
                    ftp.command("RETR hello.txt");
                    assertThat(data.restAsText()).isEqualTo("hello");
                }
                assertThat(ftp.reply()).startsWith("226 ");
                assertThat(ftp.command("AUTH TLS")).startsWith("503 ");
                assertThat(ftp.command("QUIT")).startsWith("221 ");
                assertThat(ftp.line()).isNull();
            }
        }

        @Test
        void takesSslForTls() throws IOException {
            try (RawConnection ftp = greeted(offered)) {
                assertThat(ftp.command("auth ssl")).startsWith("234 ");
                ftp.startTls().loginAfterGreeting();
            }
        }

        @Test
        void forgetsTheUserNameGivenInClear() throws IOException {
            try (RawConnection ftp = greeted(offered)) {
                assertThat(ftp.command("USER ann")).startsWith("331 ");
                assertThat(ftp.command("AUTH TLS")).startsWith("234 ");
                ftp.startTls();
                assertThat(ftp.command("PASS secret")).startsWith("503 ");
            }
        }

        @Test
        void closesWhenAnythingFollowsAuthInClear() throws IOException {
            try (RawConnection ftp = greeted(offered)) {
                ftp.send("AUTH TLS\r\nUSER injected\r\n");
                assertThat(ftp.reply()).startsWith("421 ");
                assertThat(ftp.line()).isNull();
            }
        }

        @Test
        void says425WhenTheDataConnectionDoesNotSpeakTls() throws IOException {
            try (RawConnection ftp = greeted(offered)) {
                ftp.command("AUTH TLS");
                ftp.startTls().loginAfterGreeting();
                ftp.command("PBSZ 0");
                ftp.command("PROT P");
                try (RawConnection data = ftp.openData()) {
                    ftp.command("RETR hello.txt");
                    data.send("no TLS at all\r\n");
                    assertThat(ftp.reply()).isEqualTo("425 TLS handshake on the data connection failed.");
                }
                assertThat(ftp.command("NOOP")).startsWith("200 ");
            }
        }

        @Test
        void securesDataFromTheStartOnTheImplicitPort() throws IOException {
            try (RawConnection ftp =
                    RawConnection.to(offered.port("ftp.implicit")).startTls().login()) {
                try (RawConnection data = ftp.openData()) {
                    ftp.command("RETR hello.txt");
                    assertThat(data.startTls().restAsText()).isEqualTo("hello");
                }
                assertThat(ftp.reply()).startsWith("226 ");
            }
        }

        @Test
        void outlivesAClientThatEndsTlsWithoutSayingSo() throws IOException {
            RawConnection ftp = RawConnection.to(offered.port("ftp.implicit")).startTls();
            ftp.socket().setSoLinger(true, 0);
            ftp.close();
            try (RawConnection next =
                    RawConnection.to(offered.port("ftp.implicit")).startTls().login()) {
                assertThat(next.command("NOOP")).startsWith("200 ");
            }
        }
    }

    @Nested
    class Required {
        @Test
        void refusesLoginInClear() throws IOException {
            try (RawConnection ftp = greeted(required)) {
                assertThat(ftp.command("USER ann")).isEqualTo("530 No login in clear here: send AUTH TLS first.");
            }
        }

        @Test
        void refusesDataInClear() throws IOException {
            try (RawConnection ftp = greeted(required)) {
                ftp.command("AUTH TLS");
                ftp.startTls().loginAfterGreeting();
                ftp.command("EPSV");
                assertThat(ftp.command("LIST")).startsWith("521 ");
                ftp.command("PBSZ 0");
                assertThat(ftp.command("PROT C")).startsWith("534 ");
                assertThat(ftp.command("PROT P")).startsWith("200 ");
                try (RawConnection data = ftp.openData()) {
                    ftp.command("LIST");
                    assertThat(data.startTls().rest()).isNotNull();
                }
                assertThat(ftp.reply()).startsWith("226 ");
            }
        }
    }

    @Nested
    class Off {
        @Test
        void hidesAndRefusesAuth() throws IOException {
            try (RawConnection ftp = greeted(off)) {
                assertThat(ftp.command("FEAT")).doesNotContain("AUTH", "PROT", "PBSZ");
                assertThat(ftp.command("AUTH TLS")).isEqualTo("534 TLS is switched off here.");
            }
        }
    }
}
