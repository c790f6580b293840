package dev.wharf.ftp.filetree.local;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import dev.wharf.ftp.filetree.FileInfo;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.FileTreeException.Kind;
import dev.wharf.ftp.filetree.IncomingFile;
import dev.wharf.ftp.filetree.StorageQuota.Usage;
import dev.wharf.ftp.filetree.VirtualPath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory of this machine as a file tree out of which nothing leads.
 *
 * <p>A path is walked from the root one name at a time, each opened relative to the directory before it and never
 * through a link (openat, O_NOFOLLOW), so there is no moment between a check and a use in which somebody could put a
 * link in the way. A link that is met is followed by reading its text and walking again from the root to where it
 * points; text that leads out of the root, or nowhere, ends the walk. {@code ..} in such text is taken as written, not
 * through further links.
 *
 * <p>The root is opened anew for each operation: it may be replaced while the server runs, by a mount for example.
 * Thread-safe; blocks.
 */
public final class LocalFileTree implements FileTree {
    /** As many as Linux follows. */
    private static final int MAX_LINKS = 40;

    /** From the highest bit down. */
    private static final List<PosixFilePermission> MODE_BITS = List.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    /** What the system says where java.nio has no exception of its own. */
    private static final Map<String, Kind> KINDS_BY_REASON = Map.of(
            "name too long", Kind.NOT_FOUND,
            "Too many levels", Kind.LINK_LOOP, // a link put here since it was looked at
            "No space left", Kind.NO_SPACE,
            "Disk quota exceeded", Kind.QUOTA_EXCEEDED,
            "Read-only file system", Kind.READ_ONLY,
            "Operation not permitted", Kind.ACCESS_DENIED,
            "resource busy", Kind.ACCESS_DENIED, // something is mounted there
            "Is a directory", Kind.NOT_A_FILE,
            "Not a directory", Kind.NOT_A_DIRECTORY);

    private final Path root;
    private final TreePolicy policy;
    private final LocalChanges changes = new LocalChanges(this);

    private LocalFileTree(Path root, TreePolicy policy) {
        this.root = root;
        this.policy = policy;
    }

    /**
     * The tree below a directory, with the default policy.
     *
     * @throws IOException if it is no directory that can be listed, or its file system cannot be walked safely
     */
    public static LocalFileTree open(Path directory) throws IOException {
        return open(directory, TreePolicy.DEFAULT);
    }

    /**
     * The tree below a directory.
     *
     * @throws IOException if it is no directory that can be listed, or its file system cannot be walked safely
     */
    public static LocalFileTree open(Path directory, TreePolicy policy) throws IOException {
        LocalFileTree tree = new LocalFileTree(directory.toRealPath(), policy);
        tree.openRoot().close();
        return tree;
    }

    Path root() {
        return root;
    }

    TreePolicy policy() {
        return policy;
    }

    @Override
    public FileInfo stat(VirtualPath path) throws FileTreeException {
        return walk(path, (directory, name, attributes) -> info(name, attributes));
    }

    @Override
    public OpenFile openForRead(VirtualPath path) throws FileTreeException {
        return walk(path, (directory, name, attributes) -> {
            // Nothing else is opened: a pipe would keep the thread until somebody writes to it. Java cannot say
            // O_NONBLOCK, so a pipe put here at this very moment, by somebody who may write to the directory, still
            // does.
            if (!attributes.isRegularFile()) {
                throw new FileTreeException(Kind.NOT_A_FILE, path);
            }
            FileChannel channel =
                    (FileChannel) directory.newByteChannel(NativeName.toPath(name), Set.of(READ, NOFOLLOW_LINKS));
            try {
                return new OpenFile(channel, channel.size());
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        });
    }

    @Override
    public Directory openDirectory(VirtualPath path) throws FileTreeException {
        return walk(path, (parent, name, attributes) -> {
            if (!attributes.isDirectory()) {
                throw new FileTreeException(Kind.NOT_A_DIRECTORY, path);
            }
            return new LocalDirectory(this, path, name.isEmpty() ? openRoot() : openDirectory(parent, name));
        });
    }

    @Override
    public IncomingFile store(VirtualPath path, long offset, long announcedBytes) throws FileTreeException {
        return walk(path, Ending.TARGET, place -> LocalIncomingFile.store(this, path, place, offset, announcedBytes));
    }

    @Override
    public IncomingFile append(VirtualPath path, long announcedBytes) throws FileTreeException {
        return walk(path, Ending.TARGET, place -> LocalIncomingFile.append(this, path, place, announcedBytes));
    }

    @Override
    public IncomingFile storeUnique(VirtualPath path, long announcedBytes) throws FileTreeException {
        return LocalIncomingFile.unique(this, path, announcedBytes);
    }

    @Override
    public OptionalLong resumableBytes(VirtualPath path) throws FileTreeException {
        return HiddenName.isHidden(path.name())
                ? OptionalLong.empty()
                : walk(path, Ending.TARGET, LocalIncomingFile::resumableBytes);
    }

    @Override
    public void deleteFile(VirtualPath path) throws FileTreeException {
        changes.deleteFile(path);
    }

    @Override
    public void makeDirectory(VirtualPath path) throws FileTreeException {
        changes.makeDirectory(path);
    }

    @Override
    public void removeDirectory(VirtualPath path) throws FileTreeException {
        changes.removeDirectory(path);
    }

    @Override
    public void checkRenamable(VirtualPath path) throws FileTreeException {
        changes.checkRenamable(path);
    }

    @Override
    public void rename(VirtualPath from, VirtualPath to, boolean mayReplace) throws FileTreeException {
        changes.rename(from, to, mayReplace);
    }

    @Override
    public void setModified(VirtualPath path, Instant time) throws FileTreeException {
        changes.setModified(path, time);
    }

    @Override
    public void setMode(VirtualPath path, int mode) throws FileTreeException {
        changes.setMode(path, mode);
    }

    @Override
    public long availableBytes() {
        long onDisk = root.toFile().getUsableSpace();
        return policy.quota()
                .map(quota -> Math.min(quota.availableBytes(), onDisk))
                .orElse(onDisk);
    }

    /** All files and their bytes, hidden ones too; no link is followed. */
    Usage count() throws IOException {
        try (SecureDirectoryStream<Path> directory = openRoot()) {
            return count(directory);
        }
    }

    private static Usage count(SecureDirectoryStream<Path> directory) throws IOException {
        long bytes = 0;
        long files = 0;
        for (Path entry : directory) {
            Usage more = countEntry(directory, NativeName.of(entry));
            bytes += more.bytes();
            files += more.files();
        }
        return new Usage(bytes, files);
    }

    private static Usage countEntry(SecureDirectoryStream<Path> directory, String name) throws IOException {
        try {
            PosixFileAttributes attributes = attributesOf(directory, name);
            if (attributes.isRegularFile()) {
                return new Usage(attributes.size(), 1);
            }
            if (attributes.isDirectory()) {
                try (SecureDirectoryStream<Path> below = openDirectory(directory, name)) {
                    return count(below);
                }
            }
            return new Usage(0, 0);
        } catch (NoSuchFileException vanished) {
            return new Usage(0, 0);
        }
    }

    /** What stands at the end of a path, and how far it is looked into. */
    enum Ending {
        /** Something is there; if it is a link, what the link leads to. */
        EXISTING(true, true),
        /** The same, or a place where something could be. */
        TARGET(true, false),
        /** Something is there, and may be a link. */
        ENTRY(false, true),
        /** Something, even a link, or a place where something could be. */
        ENTRY_OR_NONE(false, false);

        private final boolean followsLast;
        private final boolean mustExist;

        Ending(boolean followsLast, boolean mustExist) {
            this.followsLast = followsLast;
            this.mustExist = mustExist;
        }
    }

    /** Where a walk ended. */
    static final class Place {
        private final SecureDirectoryStream<Path> directory;
        private final String name;
        private final boolean inRoot;
        private final @Nullable PosixFileAttributes attributes;
        private boolean taken;

        private Place(
                SecureDirectoryStream<Path> directory,
                String name,
                boolean inRoot,
                @Nullable PosixFileAttributes attributes) {
            this.directory = directory;
            this.name = name;
            this.inRoot = inRoot;
            this.attributes = attributes;
        }

        /** The directory that holds the entry, closed behind the arrival; the root itself for "/". */
        SecureDirectoryStream<Path> directory() {
            return directory;
        }

        /** The same, but to be closed by the caller from now on. */
        SecureDirectoryStream<Path> takeDirectory() {
            taken = true;
            return directory;
        }

        /** The entry's name; empty for "/". */
        String name() {
            return name;
        }

        /** Whether the directory is the root. */
        boolean isInRoot() {
            return inRoot;
        }

        /** The entry's, or null if nothing is there. */
        @Nullable
        PosixFileAttributes attributes() {
            return attributes;
        }
    }

    /** What is done where a walk ends, with a place whose entry exists and is not a link. */
    @FunctionalInterface
    private interface Arrival<R> {
        R at(SecureDirectoryStream<Path> directory, String name, PosixFileAttributes attributes) throws IOException;
    }

    /** What is done where a walk ends. */
    @FunctionalInterface
    interface PlaceArrival<R> {
        R at(Place place) throws IOException;
    }

    private <R> R walk(VirtualPath path, Arrival<R> arrival) throws FileTreeException {
        return walk(path, Ending.EXISTING, place -> {
            PosixFileAttributes attributes = place.attributes();
            if (attributes == null) {
                throw new FileTreeException(Kind.NOT_FOUND, path);
            }
            return arrival.at(place.directory(), place.name(), attributes);
        });
    }

    <R> R walk(VirtualPath path, Ending ending, PlaceArrival<R> arrival) throws FileTreeException {
        List<String> names = path.names();
        try {
            for (int links = 0; links <= MAX_LINKS; links++) {
                Walk<R> walk = new Walk<>(path, names, ending, arrival);
                R result = walk.run();
                if (result != null) {
                    return result;
                }
                names = walk.namesBehindLink;
            }
        } catch (IOException e) {
            throw translated(e, path);
        }
        throw new FileTreeException(Kind.LINK_LOOP, path);
    }

    /** One way down from the root, to the entry or to the first link. */
    private final class Walk<R> {
        private final VirtualPath path;
        private final List<String> names;
        private final Ending ending;
        private final PlaceArrival<R> arrival;
        private List<String> namesBehindLink = List.of();

        Walk(VirtualPath path, List<String> names, Ending ending, PlaceArrival<R> arrival) {
            this.path = path;
            this.names = names;
            this.ending = ending;
            this.arrival = arrival;
        }

        /** What the arrival made, or null if a link was met and {@link #namesBehindLink} is the way to go on. */
        @Nullable
        R run() throws IOException {
            SecureDirectoryStream<Path> directory = openRoot();
            boolean taken = false;
            try {
                for (int depth = 0; depth < names.size() - 1; depth++) {
                    String name = names.get(depth);
                    refuseHidden(name, true);
                    PosixFileAttributes attributes = attributesOf(directory, name);
                    if (attributes.isSymbolicLink()) {
                        namesBehindLink = follow(depth);
                        return null;
                    }
                    if (!attributes.isDirectory()) {
                        throw new FileTreeException(Kind.NOT_A_DIRECTORY, path);
                    }
                    SecureDirectoryStream<Path> next = openDirectory(directory, name);
                    directory.close();
                    directory = next;
                }
                Place place = arrive(directory);
                if (place == null) {
                    return null;
                }
                R result = arrival.at(place);
                taken = place.taken;
                return result;
            } finally {
                if (!taken) {
                    directory.close();
                }
            }
        }

        /** The end, or null if it is a link that has to be followed first. */
        private @Nullable Place arrive(SecureDirectoryStream<Path> directory) throws IOException {
            if (names.isEmpty()) {
                return new Place(directory, "", true, attributesOf(directory));
            }
            int last = names.size() - 1;
            String name = names.get(last);
            PosixFileAttributes attributes = look(directory, name, ending.mustExist);
            if (attributes != null && attributes.isSymbolicLink() && ending.followsLast) {
                namesBehindLink = follow(last);
                return null;
            }
            return new Place(directory, name, last == 0, attributes);
        }

        private @Nullable PosixFileAttributes look(
                SecureDirectoryStream<Path> directory, String name, boolean mustExist) throws IOException {
            refuseHidden(name, mustExist);
            try {
                return attributesOf(directory, name);
            } catch (NoSuchFileException e) {
                if (mustExist) {
                    throw e;
                }
                return null;
            } catch (IOException e) {
                throw !mustExist && says(e, "name too long")
                        ? new FileTreeException(Kind.NAME_NOT_ALLOWED, path, e)
                        : e;
            }
        }

        private void refuseHidden(String name, boolean mustExist) throws FileTreeException {
            if (HiddenName.isHidden(name)) {
                throw new FileTreeException(mustExist ? Kind.NOT_FOUND : Kind.NAME_NOT_ALLOWED, path);
            }
        }

        /** The names to walk instead of those up to the link at {@code depth}. */
        private List<String> follow(int depth) throws IOException {
            if (policy.links() == TreePolicy.Links.NONE) {
                throw new FileTreeException(Kind.ACCESS_DENIED, path);
            }
            Path link = root;
            for (String name : names.subList(0, depth + 1)) {
                link = link.resolve(NativeName.toPath(name));
            }
            // Only the text is taken from here; where it leads is walked as safely as any other path.
            Path text = Files.readSymbolicLink(link);
            List<String> target = new ArrayList<>();
            if (text.isAbsolute()) {
                Path absolute = text.normalize();
                if (!absolute.startsWith(root)) {
                    throw new FileTreeException(Kind.ACCESS_DENIED, path);
                }
                text = absolute.equals(root) ? Path.of("") : root.relativize(absolute);
            } else {
                target.addAll(names.subList(0, depth));
            }
            for (Path step : text) {
                String name = NativeName.of(step);
                if (name.equals("..")) {
                    if (target.isEmpty()) {
                        throw new FileTreeException(Kind.ACCESS_DENIED, path);
                    }
                    target.remove(target.size() - 1);
                } else if (!name.isEmpty() && !name.equals(".")) {
                    target.add(name);
                }
            }
            target.addAll(names.subList(depth + 1, names.size()));
            return target;
        }
    }

    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    SecureDirectoryStream<Path> openRoot() throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("a file system whose directories can be walked safely is needed");
    }

    static SecureDirectoryStream<Path> openDirectory(SecureDirectoryStream<Path> parent, String name)
            throws IOException {
        return parent.newDirectoryStream(NativeName.toPath(name), NOFOLLOW_LINKS);
    }

    private static PosixFileAttributes attributesOf(SecureDirectoryStream<Path> directory) throws IOException {
        return directory.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
    }

    static PosixFileAttributes attributesOf(SecureDirectoryStream<Path> directory, String name) throws IOException {
        return attributesOf(directory, NativeName.toPath(name));
    }

    static PosixFileAttributes attributesOf(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS)
                .readAttributes();
    }

    static FileInfo info(String name, PosixFileAttributes attributes) {
        FileInfo.Type type = attributes.isRegularFile()
                ? FileInfo.Type.FILE
                : attributes.isDirectory()
                        ? FileInfo.Type.DIRECTORY
                        : attributes.isSymbolicLink() ? FileInfo.Type.DEAD_LINK : FileInfo.Type.OTHER;
        return new FileInfo(
                name,
                type,
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                mode(attributes.permissions()),
                attributes.fileKey());
    }

    static int mode(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (PosixFilePermission bit : MODE_BITS) {
            mode = mode << 1 | (permissions.contains(bit) ? 1 : 0);
        }
        return mode;
    }

    /** The permissions of the nine bits. */
    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < MODE_BITS.size(); i++) {
            if ((mode >> (MODE_BITS.size() - 1 - i) & 1) != 0) {
                permissions.add(MODE_BITS.get(i));
            }
        }
        return permissions;
    }

    static FileTreeException translated(IOException e, VirtualPath path) {
        if (e instanceof FileTreeException known) {
            return known;
        }
        if (e instanceof NoSuchFileException) {
            return new FileTreeException(Kind.NOT_FOUND, path, e);
        }
        if (e instanceof AccessDeniedException) {
            return new FileTreeException(Kind.ACCESS_DENIED, path, e);
        }
        if (e instanceof FileAlreadyExistsException) {
            return new FileTreeException(Kind.ALREADY_EXISTS, path, e);
        }
        if (e instanceof DirectoryNotEmptyException) {
            return new FileTreeException(Kind.NOT_EMPTY, path, e);
        }
        if (e instanceof AtomicMoveNotSupportedException) {
            return new FileTreeException(Kind.OTHER_FILE_SYSTEM, path, e);
        }
        // Replaced by something else between the look and the opening.
        if (e instanceof NotDirectoryException || e instanceof NotLinkException) {
            return new FileTreeException(Kind.NOT_A_DIRECTORY, path, e);
        }
        for (Map.Entry<String, Kind> reason : KINDS_BY_REASON.entrySet()) {
            if (says(e, reason.getKey())) {
                return new FileTreeException(reason.getValue(), path, e);
            }
        }
        return new FileTreeException(Kind.IO, path, e);
    }

    /** Whether the system gave that reason; the launcher sees to it that reasons are in English. */
    static boolean says(IOException e, String reason) {
        return String.valueOf(e.getMessage()).contains(reason);
    }
}
