package dev.wharf.cloudhash.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Publishing and subscribing. */
final class PubSubCommands {
    private PubSubCommands() {}

    static void publish(Call call) {
        call.reply.integer(call.commands.channels.publish(call.copy(1), call.copy(2)));
    }

    static void subscribe(Call call) {
        for (int i = 1; i < call.count(); i++) {
            Name channel = new Name(call.copy(i));
            call.commands.channels.subscribe(call.session, channel);
            confirm(call, "subscribe", channel);
        }
    }

    static void subscribePattern(Call call) {
        for (int i = 1; i < call.count(); i++) {
            Name pattern = new Name(call.copy(i));
            call.commands.channels.subscribePattern(call.session, pattern);
            confirm(call, "psubscribe", pattern);
        }
    }

    static void unsubscribe(Call call) {
        for (Name channel : named(call, call.session.channels)) {
            call.commands.channels.unsubscribe(call.session, channel);
            confirm(call, "unsubscribe", channel);
        }
        confirmNothing(call, "unsubscribe");
    }

    static void unsubscribePattern(Call call) {
        for (Name pattern : named(call, call.session.patterns)) {
            call.commands.channels.unsubscribePattern(call.session, pattern);
            confirm(call, "punsubscribe", pattern);
        }
        confirmNothing(call, "punsubscribe");
    }

    private static List<Name> named(Call call, Set<Name> all) {
        if (call.count() == 1) {
            List<Name> those = List.copyOf(all);
            call.session.toldOfNothing = those.isEmpty();
            return those;
        }
        List<Name> names = new ArrayList<>();
        for (int i = 1; i < call.count(); i++) {
            names.add(new Name(call.copy(i)));
        }
        call.session.toldOfNothing = false;
        return names;
    }

    private static void confirmNothing(Call call, String verb) {
        if (call.session.toldOfNothing) {
            confirm(call, verb, null);
        }
    }

    private static void confirm(Call call, String verb, @Nullable Name name) {
        call.session.pushed = true;
        call.session.resp.push(3);
        call.session.resp.bulk(verb);
        if (name == null) {
            call.session.resp.nil();
        } else {
            call.session.resp.bulk(name.bytes());
        }
        call.session.resp.integer(call.session.subscriptions());
    }

    /** PUBSUB CHANNELS [pattern] | NUMSUB [channel ...] | NUMPAT. */
    static void inspect(Call call) {
        Channels channels = call.commands.channels;
        if (call.is(1, "CHANNELS") && call.count() <= 3) {
            byte[] pattern = call.count() == 3 ? call.copy(2) : new byte[] {'*'};
            List<byte[]> names = channels.names().stream()
                    .map(Name::bytes)
                    .filter(name -> Glob.matches(pattern, name))
                    .toList();
            call.reply.list(names.size());
            names.forEach(call.reply::bulk);
        } else if (call.is(1, "NUMSUB")) {
            call.reply.list((call.count() - 2) * 2);
            for (int i = 2; i < call.count(); i++) {
                call.reply.bulk(call.copy(i));
                call.reply.integer(channels.subscribers(call.copy(i)));
            }
        } else if (call.is(1, "NUMPAT") && call.count() == 2) {
            call.reply.integer(channels.patternCount());
        } else {
            throw Commands.unknownSubcommand(call, "pubsub");
        }
    }
}
