package dev.wharf.ftp.filetree;

import dev.wharf.ftp.filetree.FileTreeException.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * An absolute path as the session sees it, normalised once and for all: no empty names, no {@code .} and no
 * {@code ..}. Above "/" there is nothing, so {@code ..} stays there (RFC 959, 4.1.1, leaves it open). Immutable.
 */
public final class VirtualPath {
    /** "/". */
    public static final VirtualPath ROOT = new VirtualPath(List.of());

    private final List<String> names;

    private VirtualPath(List<String> names) {
        this.names = List.copyOf(names);
    }

    /** The path of those names, each a plain one. */
    public static VirtualPath of(List<String> names) {
        return new VirtualPath(names);
    }

    /**
     * The path that {@code text} means here: absolute if it begins with a slash, else below this one.
     *
     * @throws FileTreeException of kind {@link Kind#NAME_INVALID} if it holds a control byte
     */
    public VirtualPath resolve(String text) throws FileTreeException {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < 0x20 || text.charAt(i) == 0x7f) {
                throw new FileTreeException(Kind.NAME_INVALID, text);
            }
        }
        List<String> resolved = new ArrayList<>(text.startsWith("/") ? List.of() : names);
        int start = 0;
        while (start <= text.length()) {
            int slash = text.indexOf('/', start);
            int end = slash < 0 ? text.length() : slash;
            String name = text.substring(start, end);
            if (name.equals("..")) {
                if (!resolved.isEmpty()) {
                    resolved.remove(resolved.size() - 1);
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                resolved.add(name);
            }
            start = end + 1;
        }
        return new VirtualPath(resolved);
    }

    /** The path of the entry {@code name} of this directory. */
    public VirtualPath child(String name) {
        List<String> longer = new ArrayList<>(names);
        longer.add(name);
        return new VirtualPath(longer);
    }

    /** The directory that holds this; "/" for "/". */
    public VirtualPath parent() {
        return names.isEmpty() ? this : new VirtualPath(names.subList(0, names.size() - 1));
    }

    /** The names from "/" down; empty for "/". */
    public List<String> names() {
        return names;
    }

    /** The last name; empty for "/". */
    public String name() {
        return names.isEmpty() ? "" : names.get(names.size() - 1);
    }

    public boolean isRoot() {
        return names.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VirtualPath path && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    /** As it is typed: {@code /a/b}. */
    @Override
    public String toString() {
        return "/" + String.join("/", names);
    }
}
