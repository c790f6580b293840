package dev.wharf.config;

import com.typesafe.config.Config;
import dev.wharf.common.InvalidValueException;
import java.util.Map;
import java.util.Set;

/** Sections of one kind, each under a name that whoever wrote the file chose: the users of {@code users.conf}. */
public final class NamedSections {
    private final String parent;
    private final Config defaults;
    private final Map<String, Config> sections;

    NamedSections(String parent, Config defaults, Map<String, Config> sections) {
        this.parent = parent;
        this.defaults = defaults;
        this.sections = sections;
    }

    /** The names, as they are written. */
    public Set<String> names() {
        return sections.keySet();
    }

    /**
     * Fills a record with what stands under that name; keys that the record does not have are left out of account.
     *
     * @throws ConfigurationException if a value cannot be used
     */
    public <R extends Record> R bind(String name, Class<R> type) {
        Config section = section(name);
        try {
            return new RecordBinder().bind(section.withFallback(defaults), type);
        } catch (InvalidValueException e) {
            throw explain(name, e);
        }
    }

    /** Says of a value that turned out bad later where it stands. */
    public ConfigurationException explain(String name, InvalidValueException e) {
        Config section = section(name);
        String where = ConfigSource.where(
                section.hasPath(e.key()) ? section.getValue(e.key()).origin() : section.origin());
        return new ConfigurationException(where + ": " + parent + "." + name + "." + e.getMessage());
    }

    private Config section(String name) {
        Config section = sections.get(name);
        if (section == null) {
            throw new IllegalArgumentException(name + " is no name of a section");
        }
        return section;
    }
}
