package dev.wharf.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.wharf.common.InvalidValueException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The configuration in its layers: built-in defaults &lt; file &lt; environment &lt; command line.
 *
 * <p>The defaults hold every key there is: a key that is not in them is unknown. Immutable.
 */
public final class ConfigSource {
    private static final String VARIABLE_PREFIX = "WHARF_";
    /** Variables that are the launcher's, not the configuration's. */
    private static final Set<String> RESERVED_VARIABLES = Set.of("WHARF_CONFIG", "WHARF_JAVA_OPTS", "WHARF_HOME");

    private final Config merged;

    private ConfigSource(Config merged) {
        this.merged = merged;
    }

    /**
     * Reads and layers the configuration.
     *
     * @param defaults the file with every key
     * @param file the operator's file, if there is one
     * @param environment the process's variables; those that begin with {@code WHARF_} count
     * @param settings keys and values of the command line
     * @throws ConfigurationException if the file cannot be read or parsed, or a key is unknown
     */
    public static ConfigSource read(
            URL defaults, Optional<Path> file, Map<String, String> environment, Map<String, String> settings) {
        Config builtIn = parseDefaults(defaults);
        Set<String> keys = leafKeys(builtIn.resolve());
        Config commandLine = ConfigFactory.empty();
        for (Map.Entry<String, String> setting : new TreeMap<>(settings).entrySet()) {
            if (!keys.contains(setting.getKey())) {
                throw unknown("command line", setting.getKey(), keys);
            }
            commandLine = commandLine.withValue(
                    setting.getKey(), ConfigValueFactory.fromAnyRef(setting.getValue(), "command line"));
        }
        Config merged = commandLine
                .withFallback(fromEnvironment(environment, keys))
                .withFallback(file.map(ConfigSource::parseFile).orElse(ConfigFactory.empty()))
                .withFallback(builtIn);
        try {
            merged = merged.resolve();
        } catch (ConfigException e) {
            throw new ConfigurationException(where(e.origin()) + ": " + firstLine(e));
        }
        for (String key : leafKeys(merged)) {
            if (!keys.contains(key)) {
                throw unknown(where(merged.getValue(key).origin()), key, keys);
            }
        }
        return new ConfigSource(merged);
    }

    /** Every key of a file that holds them all, such as the defaults. */
    public static Set<String> keysOf(URL file) {
        return leafKeys(parseDefaults(file).resolve());
    }

    /**
     * Fills a record whose components are the keys, in kebab case.
     *
     * @throws ConfigurationException if a value cannot be used
     */
    public <R extends Record> R bind(Class<R> type) {
        try {
            return new RecordBinder().bind(merged, type);
        } catch (InvalidValueException e) {
            throw explain(e);
        } catch (ConfigException e) {
            throw new ConfigurationException(where(e.origin()) + ": " + firstLine(e));
        }
    }

    /**
     * Reads a file that holds sections of one kind, {@code parent { name { key = value } }}, each filled up from a section
     * of this configuration. The file may use this configuration's keys in substitutions.
     *
     * @param defaultsKey the section with the keys that there are, and their defaults
     * @param ownKeys keys that each section must have besides those
     * @throws ConfigurationException if the file cannot be read or parsed, or a key is unknown or missing
     */
    public NamedSections sections(Path file, String parent, String defaultsKey, Set<String> ownKeys) {
        Config parsed = parseFile(file);
        Config defaults = merged.getConfig(defaultsKey);
        Set<String> known = leafKeys(defaults);
        known.addAll(ownKeys);
        Map<String, Config> sections = new TreeMap<>();
        try {
            if (!parsed.hasPathOrNull(parent)) {
                throw new ConfigurationException(file + ": no " + parent + " (expected: " + parent + " { ... })");
            }
            ConfigValue all = parsed.withFallback(merged).resolve().getValue(parent);
            section(parent, all).forEach((name, value) -> {
                String path = parent + "." + name;
                Config own = section(path, value).toConfig();
                requireKeys(path, own, known, ownKeys);
                sections.put(name, own);
            });
        } catch (ConfigException e) {
            throw new ConfigurationException(where(e.origin()) + ": " + firstLine(e));
        }
        return new NamedSections(parent, defaults, sections);
    }

    private static void requireKeys(String path, Config section, Set<String> known, Set<String> needed) {
        for (String key : leafKeys(section)) {
            if (!known.contains(key)) {
                throw unknown(where(section.getValue(key).origin()), path + "." + key, known);
            }
        }
        for (String key : needed) {
            if (!section.hasPath(key)) {
                throw new ConfigurationException(
                        where(section.origin()) + ": " + path + "." + key + ": missing (expected: a value)");
            }
        }
    }

    private static ConfigObject section(String path, ConfigValue value) {
        if (value instanceof ConfigObject object) {
            return object;
        }
        String name = path.substring(path.lastIndexOf('.') + 1);
        throw new ConfigurationException(where(value) + ": " + path + ": no section (expected: " + name + " { ... })");
    }

    /** Says of a value that turned out bad later, at bind time say, where it was configured. */
    public ConfigurationException explain(InvalidValueException e) {
        String location =
                merged.hasPath(e.key()) ? where(merged.getValue(e.key()).origin()) + ": " : "";
        return new ConfigurationException(location + e.getMessage());
    }

    /** The environment variable of a key: {@code ftp.idle-timeout} is {@code WHARF_FTP_IDLE_TIMEOUT}. */
    public static String variableOf(String key) {
        return VARIABLE_PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static Config parseDefaults(URL defaults) {
        try (Reader reader = new InputStreamReader(defaults.openStream(), StandardCharsets.UTF_8)) {
            return ConfigFactory.parseReader(
                    reader, ConfigParseOptions.defaults().setOriginDescription("built-in defaults"));
        } catch (IOException e) {
            throw new IllegalStateException("the built-in defaults cannot be read", e);
        }
    }

    private static Config parseFile(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new ConfigurationException(file + ": cannot be read (expected: a configuration file)");
        }
        try {
            return ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        } catch (ConfigException e) {
            throw new ConfigurationException(where(e.origin()) + ": " + firstLine(e));
        }
    }

    private static Config fromEnvironment(Map<String, String> environment, Set<String> keys) {
        Map<String, String> keyOf = new TreeMap<>();
        keys.forEach(key -> keyOf.put(variableOf(key), key));
        Config config = ConfigFactory.empty();
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            if (!name.startsWith(VARIABLE_PREFIX) || RESERVED_VARIABLES.contains(name)) {
                continue;
            }
            String key = keyOf.get(name);
            if (key == null) {
                throw new ConfigurationException("environment: " + name + ": unknown (expected: the variable of a key, "
                        + "as " + nearest(name, keyOf.keySet()) + ")");
            }
            config = config.withValue(
                    key, ConfigValueFactory.fromAnyRef(variable.getValue(), "environment variable " + name));
        }
        return config;
    }

    private static Set<String> leafKeys(Config config) {
        Set<String> keys = new TreeSet<>();
        config.entrySet().forEach(entry -> keys.add(entry.getKey()));
        return keys;
    }

    private static ConfigurationException unknown(String where, String key, Set<String> keys) {
        return new ConfigurationException(
                where + ": " + key + ": unknown key (expected: a known one, as " + nearest(key, keys) + ")");
    }

    /** The known name that shares most pairs of neighbouring letters with a mistyped one. */
    private static String nearest(String name, Set<String> known) {
        String best = "";
        double bestScore = -1;
        Set<String> pairs = pairs(name);
        for (String candidate : known) {
            Set<String> common = pairs(candidate);
            int all = common.size() + pairs.size();
            common.retainAll(pairs);
            double score = 2.0 * common.size() / all;
            if (score > bestScore) {
                bestScore = score;
                best = candidate;
            }
        }
        return best;
    }

    private static Set<String> pairs(String text) {
        Set<String> pairs = new TreeSet<>();
        for (int i = 0; i + 1 < text.length(); i++) {
            pairs.add(text.substring(i, i + 2));
        }
        return pairs;
    }

    static String where(ConfigOrigin origin) {
        if (origin == null) {
            return "configuration";
        }
        String place = origin.filename() != null ? origin.filename() : withoutLine(origin.description());
        return origin.lineNumber() > 0 ? place + ":" + origin.lineNumber() : place;
    }

    static String where(ConfigValue value) {
        return where(value.origin());
    }

    private static String withoutLine(String description) {
        int colon = description.indexOf(": ");
        return colon < 0 ? description : description.substring(0, colon);
    }

    static String firstLine(ConfigException e) {
        String message = String.valueOf(e.getMessage());
        String origin = e.origin() == null ? "" : e.origin().description() + ": ";
        String text = message.startsWith(origin) ? message.substring(origin.length()) : message;
        return text.lines().findFirst().orElse(text);
    }
}
