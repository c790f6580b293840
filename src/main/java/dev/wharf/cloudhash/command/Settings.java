package dev.wharf.cloudhash.command;

import dev.wharf.cloudhash.store.memory.EvictionPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What CONFIG GET and CONFIG SET know: the settings that mean something here, and those that programs ask Redis for,
 * which are remembered and have no effect. Under the keyspace's lock; gone with the process.
 */
final class Settings {
    private final Map<String, Setting> settings = new TreeMap<>();

    /**
     * One setting.
     *
     * @param get its value
     * @param check why a value cannot be taken; null if it can
     * @param set takes a value
     */
    private record Setting(Supplier<String> get, Check check, Change set, boolean hidden) {}

    @FunctionalInterface
    private interface Check {
        @Nullable
        String problem(String value);
    }

    @FunctionalInterface
    private interface Change {
        void to(String value);
    }

    Settings(Commands commands) {
        real(
                "maxmemory",
                () -> Long.toString(commands.keys.maxMemoryBytes()),
                Settings::memoryProblem,
                value -> commands.limitMemory(memory(value), commands.keys.policy()));
        real(
                "maxmemory-policy",
                () -> commands.keys.policy().text(),
                value -> policy(value) == null ? "argument(s) must be one of the following: " + policies() : null,
                value -> {
                    EvictionPolicy policy = policy(value);
                    if (policy != null) {
                        commands.limitMemory(commands.keys.maxMemoryBytes(), policy);
                    }
                });
        real(
                "notify-keyspace-events",
                commands.events::setting,
                value -> KeyspaceEvents.parse(value) == null
                        ? "Invalid event class character. Use 'Ag$lshzxeKEtmdn'."
                        : null,
                value -> {
                    Integer bits = KeyspaceEvents.parse(value);
                    commands.events.want(bits == null ? 0 : bits);
                });
        real(
                "slowlog-log-slower-than",
                () -> Long.toString(commands.slowlog.thresholdMicros()),
                value -> rangeProblem(value, -1, Long.MAX_VALUE),
                value -> commands.slowlog.threshold(Long.parseLong(value)));
        real(
                "slowlog-max-len",
                () -> Integer.toString(commands.slowlog.maxLength()),
                value -> rangeProblem(value, 0, 1_000_000),
                value -> commands.slowlog.maxLength(Integer.parseInt(value)));
        fixed("databases", "1");
        fixed("bind", "");
        fixed("daemonize", "no");
        fixed("proto-max-bulk-len", Integer.toString(commands.limits.valueBytes()));
        settings.put("port", new Setting(() -> "0", value -> portProblem(value), value -> {}, false));
        remembered("save", "");
        remembered("appendonly", "no");
        remembered("timeout", "0");
        remembered("tcp-keepalive", "300");
        remembered("maxclients", "10000");
        remembered("maxmemory-samples", "5");
        remembered("lazyfree-lazy-eviction", "no");
        remembered("repl-backlog-size", "1048576");
        remembered("client-query-buffer-limit", "1073741824");
        remembered("slaveof", "");
        remembered("replicaof", "");
        remembered("close-on-replica-write", "yes");
        remembered("latency-tracking", "yes");
        remembered("loglevel", "notice");
        for (String type : List.of("hash", "zset")) {
            remembered(type + "-max-listpack-entries", "128");
            remembered(type + "-max-listpack-value", "64");
            alias(type + "-max-ziplist-entries", type + "-max-listpack-entries");
            alias(type + "-max-ziplist-value", type + "-max-listpack-value");
        }
        memoryOfClients();
        hidden("key-load-delay", "0");
    }

    private void real(String name, Supplier<String> get, Check check, Change set) {
        settings.put(name, new Setting(get, check, set, false));
    }

    private void fixed(String name, String value) {
        settings.put(
                name,
                new Setting(
                        () -> value,
                        other -> other.equals(value) ? null : "can't set immutable config",
                        any -> {},
                        false));
    }

    private void remembered(String name, String value) {
        remembered(name, value, any -> null, false);
    }

    private void hidden(String name, String value) {
        remembered(name, value, any -> null, true);
    }

    private void remembered(String name, String value, Check check, boolean hidden) {
        String[] current = {value};
        settings.put(name, new Setting(() -> current[0], check, newValue -> current[0] = newValue, hidden));
    }

    private void alias(String name, String original) {
        Setting setting = settings.get(original);
        if (setting != null) {
            settings.put(name, setting);
        }
    }

    private void memoryOfClients() {
        remembered(
                "maxmemory-clients",
                "0",
                value -> {
                    if (value.endsWith("%")) {
                        return rangeProblem(value.substring(0, value.length() - 1), 0, 100) == null
                                ? null
                                : "percentage argument must be less or equal to 100";
                    }
                    return memoryProblem(value);
                },
                false);
    }

    private static @Nullable String portProblem(String value) {
        return value.equals("0") ? null : "Unable to listen on this port. Check server logs.";
    }

    private static @Nullable String rangeProblem(String value, long low, long high) {
        byte[] bytes = Commands.ascii(value);
        if (!Numbers.isLong(bytes, 0, bytes.length)) {
            return "argument couldn't be parsed into an integer";
        }
        long number = Numbers.toLong(bytes, 0, bytes.length);
        return number < low || number > high
                ? "argument must be between %d and %d inclusive".formatted(low, high)
                : null;
    }

    private static @Nullable String memoryProblem(String value) {
        return memory(value) < 0 ? "argument must be a memory value" : null;
    }

    /** Bytes of a size such as 100mb; negative if it is none. */
    private static long memory(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        int digits = 0;
        while (digits < lower.length() && Character.isDigit(lower.charAt(digits))) {
            digits++;
        }
        long factor = switch (lower.substring(digits)) {
            case "", "b" -> 1;
            case "k" -> 1000;
            case "kb" -> 1 << 10;
            case "m" -> 1_000_000;
            case "mb" -> 1 << 20;
            case "g" -> 1_000_000_000;
            case "gb" -> 1 << 30;
            default -> -1;
        };
        if (digits == 0 || digits > 15 || factor < 0) {
            return -1;
        }
        return Long.parseLong(lower.substring(0, digits)) * factor;
    }

    private static @Nullable EvictionPolicy policy(String text) {
        for (EvictionPolicy policy : EvictionPolicy.values()) {
            if (policy.text().equals(text.toLowerCase(Locale.ROOT))) {
                return policy;
            }
        }
        return null;
    }

    private static String policies() {
        return String.join(
                ", ",
                Arrays.stream(EvictionPolicy.values()).map(EvictionPolicy::text).toList());
    }

    /** CONFIG GET pattern ... | SET name value ... | RESETSTAT. */
    static void handle(Call call) {
        Settings settings = call.commands.settings;
        if (call.is(1, "GET")) {
            arity(call, call.count() >= 3);
            settings.get(call);
        } else if (call.is(1, "SET")) {
            arity(call, call.count() >= 4);
            settings.set(call);
        } else if (call.is(1, "RESETSTAT")) {
            arity(call, call.count() == 2);
            call.commands.resetStatistics();
            call.reply.ok();
        } else if (call.is(1, "REWRITE")) {
            throw new CommandException("ERR The server is running without a config file");
        } else {
            throw Commands.unknownSubcommand(call, "config");
        }
    }

    private static void arity(Call call, boolean right) {
        if (!right) {
            throw new CommandException(
                    "ERR wrong number of arguments for 'config|" + call.text(1).toLowerCase(Locale.ROOT) + "' command");
        }
    }

    private void get(Call call) {
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 2; i < call.count(); i++) {
            byte[] pattern = Commands.ascii(call.text(i).toLowerCase(Locale.ROOT));
            boolean exact = settings.containsKey(call.text(i).toLowerCase(Locale.ROOT));
            settings.forEach((name, setting) -> {
                if ((exact || !setting.hidden()) && Glob.matches(pattern, Commands.ascii(name))) {
                    found.put(name, setting.get().get());
                }
            });
        }
        call.reply.map(found.size());
        found.forEach((name, value) -> {
            call.reply.bulk(name);
            call.reply.bulk(value);
        });
    }

    private void set(Call call) {
        if (call.count() % 2 != 0) {
            throw CommandException.syntax();
        }
        Set<String> names = new LinkedHashSet<>();
        List<Runnable> changes = new ArrayList<>();
        for (int i = 2; i < call.count(); i += 2) {
            String name = call.text(i).toLowerCase(Locale.ROOT);
            String value = call.text(i + 1);
            Setting setting = settings.get(name);
            if (setting == null) {
                throw new CommandException(
                        "ERR Unknown option or number of arguments for CONFIG SET - '" + call.text(i) + "'");
            }
            String problem = names.add(name) ? setting.check().problem(value) : "duplicate parameter";
            if (problem != null) {
                throw new CommandException(
                        "ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + problem);
            }
            changes.add(() -> setting.set().to(value));
        }
        changes.forEach(Runnable::run);
        call.reply.ok();
    }
}
