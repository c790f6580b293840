package dev.wharf.ftp.listing;

import dev.wharf.auth.Permission;
import dev.wharf.ftp.filetree.FileInfo;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * MLSD's and MLST's form: facts, a space, the name (RFC 3659, 7.2). Times in UTC, not touched by TYPE.
 *
 * <pre>
 *   type=file;size=1024;modify=20261125093559;perm=r;unique=devfd00ino131;UNIX.mode=0644; name
 * </pre>
 */
public final class MachineListing implements ListingFormat {
    private final Set<Fact> facts;
    private final String filePerm;
    private final String directoryPerm;
    private final String rootPerm;
    private final UtcTime time = new UtcTime();

    /**
     * @param facts what to tell
     * @param permissions what the user may do, told as the fact perm
     */
    public MachineListing(Set<Fact> facts, Set<Permission> permissions) {
        this.facts = Set.copyOf(facts);
        boolean delete = permissions.contains(Permission.DELETE);
        String removable = letters(delete, "d") + letters(permissions.contains(Permission.RENAME), "f");
        filePerm = letters(permissions.contains(Permission.APPEND), "a")
                + removable
                + letters(permissions.contains(Permission.READ), "r")
                + letters(permissions.contains(Permission.WRITE), "w");
        rootPerm = letters(permissions.contains(Permission.WRITE), "c")
                + letters(permissions.contains(Permission.LIST), "el")
                + letters(permissions.contains(Permission.MAKE_DIRECTORY), "m")
                + letters(delete, "p");
        directoryPerm = removable + rootPerm;
    }

    private static String letters(boolean allowed, String letters) {
        return allowed ? letters : "";
    }

    @Override
    public boolean needsInfo() {
        return true;
    }

    @Override
    public void append(String name, @Nullable FileInfo info, ListingText out) {
        if (info == null) {
            throw new IllegalArgumentException("a machine listing needs more than the name");
        }
        appendFacts(info, out);
        out.character(' ').text(name).endLine();
    }

    private void appendFacts(FileInfo info, ListingText out) {
        if (facts.contains(Fact.TYPE)) {
            out.text("type=").text(type(info)).character(';');
        }
        if (facts.contains(Fact.SIZE) && info.isFile()) {
            out.text("size=").number(info.sizeBytes(), 1, '0').character(';');
        }
        if (facts.contains(Fact.MODIFY)) {
            out.text("modify=");
            appendTime(info.modified().getEpochSecond(), out);
            out.character(';');
        }
        if (facts.contains(Fact.PERM)) {
            out.text("perm=").text(perm(info)).character(';');
        }
        if (facts.contains(Fact.UNIQUE)) {
            out.text("unique=");
            appendIdentity(info.identity().toString(), out);
            out.character(';');
        }
        if (facts.contains(Fact.UNIX_MODE)) {
            out.text("UNIX.mode=");
            for (int shift = 9; shift >= 0; shift -= 3) {
                out.character('0' + (info.mode() >> shift & 7));
            }
            out.character(';');
        }
    }

    private static String type(FileInfo info) {
        return switch (info.type()) {
            case FILE -> "file";
            case DIRECTORY -> "dir";
            case DEAD_LINK -> "OS.unix=slink";
            case OTHER -> "OS.unix=special";
        };
    }

    private String perm(FileInfo info) {
        return switch (info.type()) {
            case FILE -> filePerm;
            case DIRECTORY -> info.name().isEmpty() ? rootPerm : directoryPerm;
            case DEAD_LINK, OTHER -> "";
        };
    }

    private void appendTime(long epochSeconds, ListingText out) {
        time.set(epochSeconds);
        LocalDate date = time.date();
        out.number(date.getYear(), 4, '0')
                .number(date.getMonthValue(), 2, '0')
                .number(date.getDayOfMonth(), 2, '0')
                .number(time.hour(), 2, '0')
                .number(time.minute(), 2, '0')
                .number(time.second(), 2, '0');
    }

    /** Letters and digits only: anything else could end the fact. */
    private static void appendIdentity(String identity, ListingText out) {
        for (int i = 0; i < identity.length(); i++) {
            char c = identity.charAt(i);
            if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) {
                out.character(c);
            }
        }
    }
}
