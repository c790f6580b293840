package dev.wharf.cloudhash.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What INFO tells, section by section. */
final class Info {
    private static final List<String> DEFAULT =
            List.of("server", "clients", "memory", "persistence", "stats", "replication", "cpu", "keyspace");
    private static final List<String> ALL = List.of(
            "server", "clients", "memory", "persistence", "stats", "replication", "cpu", "commandstats", "keyspace");
    private static final Path PROCESS = Path.of("/proc/self/stat");
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on all of Linux
    private static final long STARTED_MILLIS = System.currentTimeMillis();

    private final Commands commands;
    private final long now;
    private final StringBuilder text = new StringBuilder();

    Info(Commands commands, long now) {
        this.commands = commands;
        this.now = now;
    }

    String text(Call call) {
        Set<String> sections = new LinkedHashSet<>();
        for (int i = 1; i < call.count(); i++) {
            String name = call.text(i).toLowerCase(Locale.ROOT);
            switch (name) {
                case "default" -> sections.addAll(DEFAULT);
                case "all", "everything" -> sections.addAll(ALL);
                default -> sections.add(name);
            }
        }
        if (call.count() == 1) {
            sections.addAll(DEFAULT);
        }
        sections.forEach(this::section);
        return text.toString();
    }

    private void section(String name) {
        switch (name) {
            case "server" -> server();
            case "clients" -> clients();
            case "memory" -> memory();
            case "persistence" -> persistence();
            case "stats" -> stats();
            case "replication" -> replication();
            case "cpu" -> cpu();
            case "commandstats" -> commandStats();
            case "keyspace" -> keyspace();
            default -> {} // Redis ignores unknown sections too
        }
    }

    private void title(String name) {
        text.append(text.length() == 0 ? "# " : "\r\n# ").append(name).append("\r\n");
    }

    private void line(String name, Object value) {
        text.append(name).append(':').append(value).append("\r\n");
    }

    private void server() {
        title("Server");
        line("redis_version", Commands.REDIS_VERSION);
        line("redis_git_sha1", "00000000");
        line("redis_git_dirty", 0);
        line("redis_build_id", 0);
        line("redis_mode", "standalone");
        line("wharf_version", commands.serverVersion());
        line("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        line("arch_bits", 64);
        line("process_id", ProcessHandle.current().pid());
        line("java_version", Runtime.version());
        line("uptime_in_seconds", (now - STARTED_MILLIS) / 1000);
        line("uptime_in_days", (now - STARTED_MILLIS) / 86_400_000);
    }

    private void clients() {
        title("Clients");
        line("connected_clients", commands.sessions().size());
        line("blocked_clients", 0);
        line(
                "pubsub_clients",
                commands.sessions().stream()
                        .filter(session -> session.subscriptions() > 0)
                        .count());
    }

    private void memory() {
        Runtime runtime = Runtime.getRuntime();
        title("Memory");
        line("used_memory", commands.keys.usedBytes());
        line("used_memory_heap", runtime.totalMemory() - runtime.freeMemory());
        line("maxmemory_heap", runtime.maxMemory());
        line("maxmemory", commands.keys.maxMemoryBytes());
        line("maxmemory_policy", commands.keys.policy().text());
    }

    private void persistence() {
        title("Persistence");
        line("loading", 0);
        line("durability", commands.keys.log().mode());
        line(
                "durable_lag",
                Math.max(0, commands.keys.log().sequence() - commands.keys.log().durable()));
        line("rdb_bgsave_in_progress", 0);
        line("aof_enabled", 0);
        line("aof_rewrite_in_progress", 0);
    }

    private void stats() {
        title("Stats");
        line("total_commands_processed", commands.statistics.total());
        line("expired_keys", commands.keys.expired());
        line("evicted_keys", commands.keys.evicted());
        line("keyspace_hits", commands.keys.hits());
        line("keyspace_misses", commands.keys.misses());
        line("pubsub_channels", commands.channels.names().size());
        line("pubsub_patterns", commands.channels.patternCount());
        line("unknown_commands", commands.statistics.unknown());
    }

    private void replication() {
        title("Replication");
        line("role", "master");
        line("connected_slaves", 0);
        line("master_repl_offset", 0);
    }

    private void cpu() {
        String[] fields = processFields();
        title("CPU");
        if (fields.length == 0) {
            return;
        }
        line("used_cpu_sys", seconds(fields, 1));
        line("used_cpu_user", seconds(fields, 0));
        line("used_cpu_sys_children", seconds(fields, 3));
        line("used_cpu_user_children", seconds(fields, 2));
    }

    /** utime, stime, cutime and cstime (proc(5)); empty where there is no such file. */
    private static String[] processFields() {
        try {
            String stat = Files.readString(PROCESS);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new String[] {fields[11], fields[12], fields[13], fields[14]};
        } catch (IOException notLinux) {
            return new String[0];
        }
    }

    private static String seconds(String[] fields, int index) {
        return "%.6f".formatted(Long.parseLong(fields[index]) / TICKS_PER_SECOND);
    }

    private void commandStats() {
        title("Commandstats");
        Statistics statistics = commands.statistics;
        for (RespCommand command : RespCommand.all()) {
            long calls = statistics.calls(command);
            if (calls > 0 || statistics.rejected(command) > 0) {
                long micros = statistics.nanos(command) / 1000;
                line(
                        "cmdstat_" + command.lowerCase(),
                        "calls=%d,usec=%d,usec_per_call=%.2f,rejected_calls=%d,failed_calls=%d"
                                .formatted(
                                        calls,
                                        micros,
                                        calls == 0 ? 0 : (double) micros / calls,
                                        statistics.rejected(command),
                                        statistics.failed(command)));
            }
        }
    }

    private void keyspace() {
        title("Keyspace");
        if (commands.keys.size() > 0) {
            line("db0", "keys=%d,expires=%d,avg_ttl=0".formatted(commands.keys.size(), commands.keys.expiring()));
        }
    }
}
