package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.RespWriter;
import dev.wharf.cloudhash.store.memory.Keyspace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection. Guarded by the keyspace's lock, since others list it, publish to it and kill it.
 */
public final class Session implements Keyspace.Watcher {
    /** The connection itself. */
    public interface Peer {
        /** Sends something that was not asked for, some time soon. Any thread. */
        void send(byte[] bytes);

        /** Ends the connection, some time soon. Any thread. */
        void kill();
    }

    /** Whether answers leave. */
    enum ReplyMode {
        ON,
        OFF,
        /** The command being done goes without an answer. */
        SKIP,
        /** The next one will. */
        SKIP_NEXT
    }

    final long id;
    final String address;
    final String localAddress;
    final long connectedAtMillis;
    final Peer peer;
    final RespWriter resp;

    String name = "";
    String lastCommand = "NULL";
    long lastUsedMillis;
    boolean authenticated;
    boolean monitoring;
    /** Set while the client keeps what it has read and wants to hear of changes. */
    @Nullable
    Tracking tracking;

    boolean noEvict;
    ReplyMode replyMode = ReplyMode.ON;
    boolean closing;
    /** Whether a burst of its commands is being done. */
    boolean busy;
    /** Whether what was written last leaves even where answers do not. */
    boolean pushed;
    /** Whether UNSUBSCRIBE found nothing to end. */
    boolean toldOfNothing;

    @Nullable
    List<Queued> transaction;

    boolean transactionFailed;
    boolean watchedChanged;
    final List<byte[]> watched = new ArrayList<>(0);

    final Set<Name> channels = new LinkedHashSet<>(0);
    final Set<Name> patterns = new LinkedHashSet<>(0);
    /** What it has published to itself, to be sent behind the answer. */
    final List<byte[]> toItself = new ArrayList<>(0);

    /** The command being done; made with the first one. */
    @Nullable
    Call call;

    /** A command of a transaction. */
    record Queued(RespCommand command, Arguments arguments) {}

    Session(
            long id,
            String address,
            String localAddress,
            long connectedAtMillis,
            Peer peer,
            RespWriter resp,
            boolean authenticated) {
        this.id = id;
        this.address = address;
        this.localAddress = localAddress;
        this.connectedAtMillis = connectedAtMillis;
        this.peer = peer;
        this.resp = resp;
        this.authenticated = authenticated;
        lastUsedMillis = connectedAtMillis;
    }

    @Override
    public void touched(byte[] key) {
        watchedChanged = true;
    }

    /** Whether the client may do more than log in. */
    public boolean isAuthenticated() {
        return authenticated;
    }

    /** Whether the connection is to be closed once its answers have been sent. */
    public boolean isClosing() {
        return closing;
    }

    /** Whether it is there to be told things, and may be silent for ever. */
    public boolean isIdleByNature() {
        return monitoring || subscriptions() > 0;
    }

    /** Sends something that was not asked for; behind the answer, if a command of this connection is being done. */
    void push(byte[] bytes) {
        if (busy) {
            toItself.add(bytes);
        } else {
            peer.send(bytes);
        }
    }

    int subscriptions() {
        return channels.size() + patterns.size();
    }

    /** Whether it may only go on subscribing, as everybody in RESP2 who has subscribed to something. */
    boolean isSubscriber() {
        return resp.version() == 2 && subscriptions() > 0;
    }

    boolean isInTransaction() {
        return transaction != null;
    }
}
