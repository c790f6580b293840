package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.protocol.Output;
import dev.wharf.cloudhash.protocol.RespWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Who has subscribed to what. Under the keyspace's lock. */
final class Channels {
    private final Map<Name, Set<Session>> channels = new LinkedHashMap<>();
    private final Map<Name, Set<Session>> patterns = new LinkedHashMap<>();
    private final Output frame = new Output();
    private final RespWriter writer = new RespWriter(frame);

    void subscribe(Session session, Name channel) {
        session.channels.add(channel);
        add(channels, session, channel);
    }

    void subscribePattern(Session session, Name pattern) {
        session.patterns.add(pattern);
        add(patterns, session, pattern);
    }

    void unsubscribe(Session session, Name channel) {
        session.channels.remove(channel);
        remove(channels, session, channel);
    }

    void unsubscribePattern(Session session, Name pattern) {
        session.patterns.remove(pattern);
        remove(patterns, session, pattern);
    }

    void unsubscribeAll(Session session) {
        session.channels.forEach(channel -> remove(channels, session, channel));
        session.patterns.forEach(pattern -> remove(patterns, session, pattern));
        session.channels.clear();
        session.patterns.clear();
    }

    private static void add(Map<Name, Set<Session>> map, Session session, Name name) {
        map.computeIfAbsent(name, any -> new LinkedHashSet<>()).add(session);
    }

    private static void remove(Map<Name, Set<Session>> map, Session session, Name name) {
        map.computeIfPresent(name, (any, sessions) -> {
            sessions.remove(session);
            return sessions.isEmpty() ? null : sessions;
        });
    }

    /** Sends a message to all who have subscribed to its channel; tells how many times. */
    int publish(byte[] channel, byte[] message) {
        int receivers = 0;
        Set<Session> subscribers = channels.get(new Name(channel));
        if (subscribers != null) {
            receivers += send(subscribers, push -> {
                push.push(3);
                push.bulk("message");
                push.bulk(channel);
                push.bulk(message);
            });
        }
        for (Map.Entry<Name, Set<Session>> entry : patterns.entrySet()) {
            byte[] pattern = entry.getKey().bytes();
            if (Glob.matches(pattern, channel)) {
                receivers += send(entry.getValue(), push -> {
                    push.push(4);
                    push.bulk("pmessage");
                    push.bulk(pattern);
                    push.bulk(channel);
                    push.bulk(message);
                });
            }
        }
        return receivers;
    }

    private int send(Set<Session> subscribers, Consumer<RespWriter> message) {
        byte[][] frames = new byte[4][];
        for (Session subscriber : subscribers) {
            int version = subscriber.resp.version();
            byte[] bytes = frames[version];
            if (bytes == null) {
                frame.clear();
                writer.version(version);
                message.accept(writer);
                bytes = frame.copyFrom(0);
                frames[version] = bytes;
            }
            subscriber.push(bytes);
        }
        return subscribers.size();
    }

    /** All channels that somebody has subscribed to. */
    Set<Name> names() {
        return channels.keySet();
    }

    int subscribers(byte[] channel) {
        Set<Session> sessions = channels.get(new Name(channel));
        return sessions == null ? 0 : sessions.size();
    }

    int patternCount() {
        return patterns.size();
    }
}
