package dev.wharf.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A DNS server on loopback that knows A records and nothing else; until told one it says that a name does not exist. */
public final class FakeNameServer implements AutoCloseable {
    private static final int NO_ERROR = 0x8180;
    private static final int SERVER_FAILURE = 0x8182;
    private static final int NO_SUCH_NAME = 0x8183;

    private final DatagramSocket socket;
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean failing;

    public FakeNameServer() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Background.start(this::serve);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }

    /** From now on {@code name} has this address. */
    public void answer(String name, int secondsToLive, InetAddress address) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream record = new DataOutputStream(bytes);
        record.writeShort(0xc00c); // the name of the question
        record.writeShort(1); // A
        record.writeShort(1); // IN
        record.writeInt(secondsToLive);
        record.writeShort(4);
        record.write(address.getAddress());
        failing = false;
        answers.put(name, bytes.toByteArray());
    }

    /** From now on every question is answered with a failure. */
    public void fail() {
        failing = true;
    }

    /** How many questions there have been. */
    public int questions() {
        return questions.get();
    }

    private boolean serve() throws IOException {
        byte[] buffer = new byte[512];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (IOException closed) {
                return true;
            }
            questions.incrementAndGet();
            byte[] reply = reply(Arrays.copyOf(buffer, packet.getLength()));
            socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
        return true;
    }

    private byte[] reply(byte[] question) throws IOException {
        StringBuilder name = new StringBuilder();
        int at = 12;
        for (; question[at] != 0; at += question[at] + 1) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
        }
        byte[] record = answers.get(name.toString());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream reply = new DataOutputStream(bytes);
        reply.write(question, 0, 2);
        reply.writeShort(failing ? SERVER_FAILURE : record == null ? NO_SUCH_NAME : NO_ERROR);
        reply.writeShort(1);
        reply.writeShort(failing || record == null ? 0 : 1);
        reply.writeInt(0);
        reply.write(question, 12, at + 5 - 12);
        if (!failing && record != null) {
            reply.write(record);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
