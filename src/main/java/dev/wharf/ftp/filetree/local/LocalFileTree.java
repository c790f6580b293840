package dev.wharf.ftp.filetree.local;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import dev.wharf.ftp.filetree.FileInfo;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.FileTreeException.Kind;
import dev.wharf.ftp.filetree.VirtualPath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
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

    private final Path root;

    private LocalFileTree(Path root) {
        this.root = root;
    }

    /**
     * The tree below a directory.
     *
     * @throws IOException if it is no directory that can be listed, or its file system cannot be walked safely
     */
    public static LocalFileTree open(Path directory) throws IOException {
        LocalFileTree tree = new LocalFileTree(directory.toRealPath());
        tree.openRoot().close();
        return tree;
    }

    @Override
    public FileInfo stat(VirtualPath path) throws FileTreeException {
        return walk(path, (directory, name, attributes) -> info(name, attributes));
    }

    @Override
    public OpenFile openForRead(VirtualPath path) throws FileTreeException {
        return walk(path, (directory, name, attributes) -> {
            // Nothing else is opened: a pipe would keep the thread until somebody writes to it. Java cannot say
            // O_NONBLOCK,
            // so a pipe put here at this very moment, by somebody who may write to the directory itself, still does.
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

    /** What is done where a walk ends. */
    @FunctionalInterface
    private interface Arrival<R> {
        /**
         * @param directory the directory that holds the entry, closed after this; the root itself for "/"
         * @param name the entry's name; empty for "/"
         * @param attributes the entry's, which is not a link
         */
        R at(SecureDirectoryStream<Path> directory, String name, PosixFileAttributes attributes) throws IOException;
    }

    private <R> R walk(VirtualPath path, Arrival<R> arrival) throws FileTreeException {
        List<String> names = path.names();
        try {
            for (int links = 0; links <= MAX_LINKS; links++) {
                Walk<R> walk = new Walk<>(path, names, arrival);
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
        private final Arrival<R> arrival;
        private List<String> namesBehindLink = List.of();

        Walk(VirtualPath path, List<String> names, Arrival<R> arrival) {
            this.path = path;
            this.names = names;
            this.arrival = arrival;
        }

        /** What the arrival made, or null if a link was met and {@link #namesBehindLink} is the way to go on. */
        @Nullable
        R run() throws IOException {
            SecureDirectoryStream<Path> directory = openRoot();
            try {
                if (names.isEmpty()) {
                    return arrival.at(directory, "", attributesOf(directory));
                }
                for (int depth = 0; ; depth++) {
                    String name = names.get(depth);
                    PosixFileAttributes attributes = attributesOf(directory, name);
                    if (attributes.isSymbolicLink()) {
                        namesBehindLink = follow(depth);
                        return null;
                    }
                    if (depth == names.size() - 1) {
                        return arrival.at(directory, name, attributes);
                    }
                    if (!attributes.isDirectory()) {
                        throw new FileTreeException(Kind.NOT_A_DIRECTORY, path);
                    }
                    SecureDirectoryStream<Path> next = openDirectory(directory, name);
                    directory.close();
                    directory = next;
                }
            } finally {
                directory.close();
            }
        }

        /** The names to walk instead of those up to the link at {@code depth}. */
        private List<String> follow(int depth) throws IOException {
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
    private SecureDirectoryStream<Path> openRoot() throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("a file system whose directories can be walked safely is needed");
    }

    private static SecureDirectoryStream<Path> openDirectory(SecureDirectoryStream<Path> parent, String name)
            throws IOException {
        return parent.newDirectoryStream(NativeName.toPath(name), NOFOLLOW_LINKS);
    }

    private static PosixFileAttributes attributesOf(SecureDirectoryStream<Path> directory) throws IOException {
        return directory.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
    }

    static PosixFileAttributes attributesOf(SecureDirectoryStream<Path> directory, String name) throws IOException {
        return directory
                .getFileAttributeView(NativeName.toPath(name), PosixFileAttributeView.class, NOFOLLOW_LINKS)
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

    private static int mode(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (PosixFilePermission bit : MODE_BITS) {
            mode = mode << 1 | (permissions.contains(bit) ? 1 : 0);
        }
        return mode;
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
        // Replaced by something else between the look and the opening.
        if (e instanceof NotDirectoryException || e instanceof NotLinkException) {
            return new FileTreeException(Kind.NOT_A_DIRECTORY, path, e);
        }
        String reason = String.valueOf(e.getMessage());
        if (reason.contains("name too long")) {
            return new FileTreeException(Kind.NOT_FOUND, path, e);
        }
        if (reason.contains("Too many levels")) {
            return new FileTreeException(Kind.LINK_LOOP, path, e); // a link put here since it was looked at
        }
        return new FileTreeException(Kind.IO, path, e);
    }
}
