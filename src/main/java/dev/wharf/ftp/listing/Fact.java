package dev.wharf.ftp.listing;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What MLSD and MLST can tell of an entry (RFC 3659, 7.5), in the order in which it is told. */
public enum Fact {
    TYPE("type"),
    SIZE("size"),
    MODIFY("modify"),
    /** What the user may do with it. */
    PERM("perm"),
    /** The same for two names of one file. */
    UNIQUE("unique"),
    UNIX_MODE("UNIX.mode");

    private final String label;

    Fact(String label) {
        this.label = label;
    }

    /** As it stands before the equals sign. */
    public String label() {
        return label;
    }

    /** All of them: what is told until OPTS MLST says otherwise. */
    public static Set<Fact> all() {
        return EnumSet.allOf(Fact.class);
    }

    /** Those that the argument of OPTS MLST names, each with a semicolon; others are passed over (RFC 3659, 7.9). */
    public static Set<Fact> parse(String selection) {
        return Arrays.stream(selection.split(";", -1))
                .map(Fact::find)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Fact.class)));
    }

    /** As the answer to OPTS MLST has them: {@code type;size;}. */
    public static String list(Collection<Fact> facts) {
        return facts.stream().map(fact -> fact.label + ";").collect(Collectors.joining());
    }

    /** As FEAT has them: every fact, a star behind those in use (RFC 3659, 7.8). */
    public static String feature(Set<Fact> inUse) {
        return Arrays.stream(values())
                .map(fact -> fact.label + (inUse.contains(fact) ? "*;" : ";"))
                .collect(Collectors.joining());
    }

    private static Optional<Fact> find(String label) {
        String wanted = label.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(fact -> fact.label.toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst();
    }
}
