package dev.wharf.ftp.filetree.local;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.FileTreeException.Kind;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.filetree.local.LocalFileTree.Ending;
import dev.wharf.ftp.filetree.local.LocalFileTree.Place;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Changes of directories, and of what is known of files; each relative to a directory that has been walked to. */
final class LocalChanges {
    private final LocalFileTree tree;

    LocalChanges(LocalFileTree tree) {
        this.tree = tree;
    }

    void deleteFile(VirtualPath path) throws FileTreeException {
        boolean deleted = tree.walk(path, Ending.ENTRY_OR_NONE, place -> {
            PosixFileAttributes present = place.attributes();
            QuotaShare share = share(path);
            if (present != null) {
                refuseRoot(path, place);
                if (present.isDirectory()) {
                    throw new FileTreeException(Kind.NOT_A_FILE, path);
                }
                place.directory().deleteFile(NativeName.toPath(place.name()));
                forget(present, share);
            }
            boolean partialRemoved = LocalIncomingFile.removePartial(place.directory(), place.name(), share);
            return present != null || partialRemoved;
        });
        if (!deleted) {
            throw new FileTreeException(Kind.NOT_FOUND, path);
        }
    }

    void makeDirectory(VirtualPath path) throws FileTreeException {
        tree.walk(path, Ending.ENTRY_OR_NONE, place -> {
            if (place.attributes() != null) {
                throw new FileTreeException(Kind.ALREADY_EXISTS, path);
            }
            Path name = NativeName.toPath(place.name());
            if (place.isInRoot()) {
                return Files.createDirectory(tree.root().resolve(name));
            }
            // Java has no mkdirat. The root's own path is to be trusted, those below it may be changing: so the
            // directory is made there, under a hidden name, and moved.
            Path made = Files.createDirectory(tree.root().resolve(HiddenName.temporary()));
            try (SecureDirectoryStream<Path> root = tree.openRoot()) {
                root.move(made.getFileName(), place.directory(), name);
                return name;
            } catch (IOException e) {
                Files.delete(made);
                throw e;
            }
        });
    }

    void removeDirectory(VirtualPath path) throws FileTreeException {
        tree.walk(path, Ending.ENTRY, place -> {
            refuseRoot(path, place);
            PosixFileAttributes present = place.attributes();
            if (present == null || !present.isDirectory()) {
                throw new FileTreeException(Kind.NOT_A_DIRECTORY, path);
            }
            Path name = NativeName.toPath(place.name());
            try {
                place.directory().deleteDirectory(name);
            } catch (DirectoryNotEmptyException e) {
                removePartials(path, place);
                place.directory().deleteDirectory(name);
            }
            return name;
        });
    }

    /** What has been left of uploads that broke off, in a directory that holds nothing else: nobody sees it. */
    private void removePartials(VirtualPath path, Place place) throws IOException {
        try (SecureDirectoryStream<Path> inside = LocalFileTree.openDirectory(place.directory(), place.name())) {
            List<Path> partials = new ArrayList<>();
            for (Path entry : inside) {
                if (!HiddenName.isPartial(NativeName.of(entry))) {
                    throw new FileTreeException(Kind.NOT_EMPTY, path);
                }
                partials.add(entry.getFileName());
            }
            for (Path partial : partials) {
                forget(LocalFileTree.attributesOf(inside, partial), share(path));
                inside.deleteFile(partial);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    void checkRenamable(VirtualPath path) throws FileTreeException {
        tree.walk(path, Ending.ENTRY, place -> {
            refuseRoot(path, place);
            return path;
        });
    }

    void rename(VirtualPath from, VirtualPath to, boolean mayReplace) throws FileTreeException {
        tree.walk(from, Ending.ENTRY, source -> {
            refuseRoot(from, source);
            return tree.walk(to, Ending.ENTRY_OR_NONE, target -> move(source, to, target, mayReplace));
        });
    }

    private Path move(Place source, VirtualPath to, Place target, boolean mayReplace) throws IOException {
        PosixFileAttributes replaced = target.attributes();
        PosixFileAttributes moved = source.attributes();
        if (replaced != null) {
            boolean directoryInvolved = replaced.isDirectory() || (moved != null && moved.isDirectory());
            if (!mayReplace || directoryInvolved) {
                throw new FileTreeException(Kind.ALREADY_EXISTS, to);
            }
        }
        Path name = NativeName.toPath(target.name());
        try {
            source.directory().move(NativeName.toPath(source.name()), target.directory(), name);
        } catch (IOException e) {
            if (LocalFileTree.says(e, "Invalid argument")) {
                throw new FileTreeException(Kind.NAME_NOT_ALLOWED, to, e); // into itself
            }
            throw LocalFileTree.translated(e, to);
        }
        QuotaShare share = share(to);
        boolean sameFile = moved != null
                && replaced != null
                && moved.fileKey() != null
                && moved.fileKey().equals(replaced.fileKey());
        if (replaced != null && !sameFile) {
            forget(replaced, share);
        }
        LocalIncomingFile.removePartial(source.directory(), source.name(), share);
        LocalIncomingFile.removePartial(target.directory(), target.name(), share);
        return name;
    }

    void setModified(VirtualPath path, Instant time) throws FileTreeException {
        tree.walk(path, Ending.EXISTING, place -> {
            view(path, place, BasicFileAttributeView.class).setTimes(FileTime.from(time), null, null);
            return path;
        });
    }

    void setMode(VirtualPath path, int mode) throws FileTreeException {
        tree.walk(path, Ending.EXISTING, place -> {
            refuseRoot(path, place);
            view(path, place, PosixFileAttributeView.class).setPermissions(LocalFileTree.permissions(mode));
            return path;
        });
    }

    /** Only of files and directories: the attributes are set through an open file, and opening a pipe may wait for ever. */
    private static <V extends FileAttributeView> V view(VirtualPath path, Place place, Class<V> type)
            throws FileTreeException {
        PosixFileAttributes present = place.attributes();
        if (present == null || !(present.isRegularFile() || present.isDirectory())) {
            throw new FileTreeException(Kind.NOT_A_FILE, path);
        }
        return place.name().isEmpty()
                ? place.directory().getFileAttributeView(type)
                : place.directory().getFileAttributeView(NativeName.toPath(place.name()), type, NOFOLLOW_LINKS);
    }

    private static void refuseRoot(VirtualPath path, Place place) throws FileTreeException {
        if (place.name().isEmpty()) {
            throw new FileTreeException(Kind.ACCESS_DENIED, path);
        }
    }

    private QuotaShare share(VirtualPath path) {
        return new QuotaShare(tree.policy().quota(), path, 0, 0, 0);
    }

    private static void forget(PosixFileAttributes gone, QuotaShare share) {
        if (gone.isRegularFile()) {
            share.freed(gone.size());
        }
    }
}
