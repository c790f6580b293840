package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.Limits;
import dev.wharf.cloudhash.protocol.Output;
import dev.wharf.cloudhash.protocol.RespWriter;
import dev.wharf.cloudhash.store.ChangeLog;
import dev.wharf.cloudhash.store.memory.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A connection without a socket: text or words in, the bytes of the answer out. */
final class TestConnection implements Session.Peer {
    static final Limits LIMITS = new Limits(64 << 10, 32 << 20, 64 << 10, 16 << 20);

    private final Commands commands;
    private final Output out = new Output();
    private final RespWriter resp = new RespWriter(out);
    private final Session session;
    private final TextExecutor text;
    private final List<String> pushed = new ArrayList<>();
    private boolean killed;

    TestConnection() {
        this(LIMITS);
    }

    TestConnection(Limits limits) {
        this(new Commands(new Keyspace(ChangeLog.NONE), limits, Optional.empty(), "1.2.3"));
    }

    TestConnection(Commands commands) {
        this.commands = commands;
        session = commands.open("127.0.0.1:1", "127.0.0.1:2", this, resp, false);
        text = new TextExecutor(commands, session, out);
    }

    /** Another connection to the same server. */
    TestConnection another() {
        return new TestConnection(commands);
    }

    Session session() {
        return session;
    }

    Commands commands() {
        return commands;
    }

    /** Sends a line or frame. */
    String ask(String request) {
        byte[] bytes = latin1(request);
        Arguments arguments = new Arguments();
        arguments.in(bytes, 0);
        arguments.add(0, bytes.length);
        commands.begin(session);
        try {
            text.execute(arguments);
        } finally {
            commands.end(session);
        }
        return answer();
    }

    /** Sends a command of words between spaces; gives the answer with its line ends shown as spaces. */
    String resp(String words) {
        return call(words.split(" ", -1)).replace("\r\n", " ").strip();
    }

    /** Sends a command of words between spaces, and tells what its answer depends on. */
    long dependsOn(String words) {
        commands.begin(session);
        long dependsOn;
        try {
            byte[][] bytes =
                    Stream.of(words.split(" ", -1)).map(TestConnection::latin1).toArray(byte[][]::new);
            commands.execute(session, Arguments.of(bytes), resp, out);
        } finally {
            dependsOn = commands.end(session);
        }
        answer();
        return dependsOn;
    }

    /** Sends a command. */
    String call(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = latin1(words[i]);
        }
        commands.begin(session);
        try {
            commands.execute(session, Arguments.of(bytes), resp, out);
        } finally {
            commands.end(session);
        }
        return answer();
    }

    private String answer() {
        String answer = new String(out.copyFrom(0), StandardCharsets.ISO_8859_1);
        out.clear();
        return answer;
    }

    /** What has come without being asked for, since the last call. */
    List<String> pushed() {
        List<String> all = List.copyOf(pushed);
        pushed.clear();
        return all;
    }

    boolean isKilled() {
        return killed;
    }

    void close() {
        commands.close(session);
    }

    @Override
    public void send(byte[] bytes) {
        pushed.add(new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("\r\n", " ")
                .strip());
    }

    @Override
    public void kill() {
        killed = true;
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
