package dev.wharf.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.net.ConnectionRegistry.Refusal;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionRegistryTest {
    private static final String HERE = "192.0.2.1";
    private static final String THERE = "2001:db8::1";

    private final List<EmbeddedChannel> channels = new ArrayList<>();

    /** A connection from an address of our choice. */
    private static final class Connection extends EmbeddedChannel {
        private final @Nullable InetSocketAddress peer;
        private int drainEvents;

        Connection(@Nullable InetSocketAddress peer, ChannelHandler... handlers) {
            super(handlers);
            this.peer = peer;
            pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void userEventTriggered(ChannelHandlerContext context, Object event) {
                    if (event == DrainEvent.INSTANCE) {
                        drainEvents++;
                    }
                }
            });
        }

        @Override
        protected @Nullable SocketAddress remoteAddress0() {
            return peer;
        }
    }

    @AfterEach
    void close() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    @Test
    void connectionsAreCountedUntilTheyClose() {
        ConnectionRegistry registry = new ConnectionRegistry(10, 0);
        Connection first = from(HERE);
        Connection second = from(THERE);

        assertThat(registry.admit("ftp", first)).isEmpty();
        assertThat(registry.admit("admin", second)).isEmpty();
        assertThat(registry.size()).isEqualTo(2);
        assertThat(registry.activeOf("ftp")).hasValue(1);
        assertThat(registry.activeOf("admin")).hasValue(1);

        first.close();
        assertThat(registry.size()).isEqualTo(1);
        assertThat(registry.activeOf("ftp")).hasValue(0);
        assertThat(registry.activeOf("admin")).hasValue(1);
    }

    @Test
    void theActiveConnectionsOfAListenerAreOneNumber() {
        ConnectionRegistry registry = new ConnectionRegistry(10, 0);

        assertThat(registry.activeOf("ftp")).isSameAs(registry.activeOf("ftp")).hasValue(0);
    }

    @Test
    void asManyConnectionsAsAllowedAreAdmittedAndNoMore() {
        ConnectionRegistry registry = new ConnectionRegistry(2, 0);

        assertThat(registry.admit("a", from(HERE))).isEmpty();
        assertThat(registry.admit("b", from(HERE))).isEmpty();
        assertThat(registry.admit("c", from(THERE))).contains(Refusal.TOO_MANY_CONNECTIONS);
        assertThat(registry.size()).isEqualTo(2);
        assertThat(registry.activeOf("c")).hasValue(0);
    }

    @Test
    void aClosedConnectionMakesRoom() {
        ConnectionRegistry registry = new ConnectionRegistry(1, 1);
        Connection first = from(HERE);
        registry.admit("a", first);
        assertThat(registry.admit("a", from(HERE))).contains(Refusal.TOO_MANY_CONNECTIONS);

        first.close();

        assertThat(registry.admit("a", from(HERE))).isEmpty();
    }

    @Test
    void asManyConnectionsFromOneAddressAsAllowedAreAdmittedAndNoMore() {
        ConnectionRegistry registry = new ConnectionRegistry(10, 2);
        Connection first = from(HERE);

        assertThat(registry.admit("a", first)).isEmpty();
        assertThat(registry.admit("b", from(HERE))).isEmpty();
        assertThat(registry.admit("c", from(HERE))).contains(Refusal.TOO_MANY_FROM_ADDRESS);
        assertThat(registry.admit("c", from(THERE))).isEmpty();
        assertThat(registry.size()).isEqualTo(3);

        first.close();
        assertThat(registry.admit("c", from(HERE))).isEmpty();
        assertThat(registry.admit("c", from(HERE))).contains(Refusal.TOO_MANY_FROM_ADDRESS);
    }

    @Test
    void aRefusedConnectionTakesNoRoom() {
        ConnectionRegistry registry = new ConnectionRegistry(2, 1);
        Connection first = from(HERE);
        registry.admit("a", first);

        for (int i = 0; i < 100; i++) {
            assertThat(registry.admit("a", from(HERE))).contains(Refusal.TOO_MANY_FROM_ADDRESS);
        }

        assertThat(registry.size()).isEqualTo(1);
        assertThat(registry.activeOf("a")).hasValue(1);
        assertThat(registry.admit("a", from(THERE))).isEmpty();
        first.close();
        assertThat(registry.admit("a", from(HERE))).isEmpty();
    }

    @Test
    void thePortOfThePeerMakesNoDifference() {
        ConnectionRegistry registry = new ConnectionRegistry(10, 1);

        assertThat(registry.admit("a", connection(new InetSocketAddress(address(HERE), 1000))))
                .isEmpty();
        assertThat(registry.admit("a", connection(new InetSocketAddress(address(HERE), 2000))))
                .contains(Refusal.TOO_MANY_FROM_ADDRESS);
    }

    @Test
    void zeroMeansNoLimitForOneAddress() {
        ConnectionRegistry registry = new ConnectionRegistry(1000, 0);

        for (int i = 0; i < 500; i++) {
            assertThat(registry.admit("a", from(HERE))).isEmpty();
        }
        assertThat(registry.size()).isEqualTo(500);
    }

    @Test
    void aConnectionThatIsGoneAlreadyIsForgottenAtOnce() {
        ConnectionRegistry registry = new ConnectionRegistry(1, 1);
        Connection gone = connection(null);
        gone.close();

        assertThat(registry.admit("a", gone)).isEmpty();

        gone.runPendingTasks();
        assertThat(registry.size()).isZero();
        assertThat(registry.activeOf("a")).hasValue(0);
    }

    @Test
    void drainAsksEveryConnectionToEnd() {
        ConnectionRegistry registry = new ConnectionRegistry(10, 0);
        Connection first = from(HERE);
        Connection second = from(THERE);
        registry.admit("a", first);
        registry.admit("b", second);

        registry.drain();

        assertThat(first.drainEvents).isEqualTo(1);
        assertThat(second.drainEvents).isEqualTo(1);
        assertThat(first.isOpen()).isTrue();
    }

    @Test
    void drainIsDoneWhenTheLastConnectionHasClosed() {
        ConnectionRegistry registry = new ConnectionRegistry(10, 0);
        Connection first = from(HERE);
        Connection second = from(THERE);
        registry.admit("a", first);
        registry.admit("a", second);

        CompletableFuture<Void> drained = registry.drain();

        assertThat(drained).isNotDone();
        first.close();
        assertThat(drained).isNotDone();
        second.close();
        assertThat(drained).isCompleted();
    }

    @Test
    void drainWithoutConnectionsIsDoneAtOnce() {
        assertThat(new ConnectionRegistry(10, 0).drain()).isCompleted();
    }

    @Test
    void drainAfterTheLastConnectionIsDoneAtOnce() {
        ConnectionRegistry registry = new ConnectionRegistry(10, 0);
        Connection only = from(HERE);
        registry.admit("a", only);
        only.close();

        assertThat(registry.drain()).isCompleted();
    }

    @Test
    void drainIsNotDoneByConnectionsThatCloseBeforeIt() {
        ConnectionRegistry registry = new ConnectionRegistry(10, 0);
        Connection first = from(HERE);
        registry.admit("a", first);
        first.close();
        Connection second = from(HERE);
        registry.admit("a", second);

        assertThat(registry.drain()).isNotDone();
    }

    @Test
    void noConnectionIsAdmittedWhileDraining() {
        ConnectionRegistry registry = new ConnectionRegistry(10, 0);
        registry.admit("a", from(HERE));

        CompletableFuture<Void> drained = registry.drain();

        assertThat(registry.admit("a", from(THERE))).contains(Refusal.SHUTTING_DOWN);
        assertThat(registry.size()).isEqualTo(1);
        assertThat(drained).isNotDone();
    }

    @Test
    void closeAllClosesWhatIsLeft() {
        ConnectionRegistry registry = new ConnectionRegistry(10, 0);
        Connection first = from(HERE);
        Connection second = from(THERE);
        registry.admit("a", first);
        registry.admit("a", second);
        CompletableFuture<Void> drained = registry.drain();

        registry.closeAll();

        assertThat(first.isOpen()).isFalse();
        assertThat(second.isOpen()).isFalse();
        assertThat(registry.size()).isZero();
        assertThat(drained).isCompleted();
    }

    private Connection from(String address) {
        return connection(new InetSocketAddress(address(address), 4711));
    }

    private Connection connection(@Nullable InetSocketAddress peer) {
        Connection connection = new Connection(peer);
        channels.add(connection);
        return connection;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
