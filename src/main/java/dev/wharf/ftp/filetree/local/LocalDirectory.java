package dev.wharf.ftp.filetree.local;

import dev.wharf.ftp.filetree.FileInfo;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.VirtualPath;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open directory of a {@link LocalFileTree}. */
final class LocalDirectory implements FileTree.Directory {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDirectory.class);

    private final LocalFileTree tree;
    private final VirtualPath path;
    private final SecureDirectoryStream<Path> stream;
    private final Iterator<Path> entries;
    private Path entry = Path.of("");
    private String name = "";
    private int unlistable;

    LocalDirectory(LocalFileTree tree, VirtualPath path, SecureDirectoryStream<Path> stream) {
        this.tree = tree;
        this.path = path;
        this.stream = stream;
        entries = stream.iterator();
    }

    @Override
    public @Nullable String nextName() throws FileTreeException {
        try {
            while (entries.hasNext()) {
                entry = entries.next();
                name = NativeName.of(entry);
                if (HiddenName.isHidden(name)) {
                    continue;
                }
                if (isListable(name)) {
                    return name;
                }
                unlistable++;
            }
            return null;
        } catch (DirectoryIteratorException e) {
            throw LocalFileTree.translated(new IOException("cannot read on in the directory", e), path);
        }
    }

    @Override
    public @Nullable FileInfo info() throws FileTreeException {
        PosixFileAttributes attributes;
        try {
            attributes = LocalFileTree.attributesOf(stream, entry.getFileName());
        } catch (NoSuchFileException vanished) {
            return null;
        } catch (IOException e) {
            throw LocalFileTree.translated(e, path.child(name));
        }
        FileInfo itself = LocalFileTree.info(name, attributes);
        return attributes.isSymbolicLink() ? behindLink(itself) : itself;
    }

    private FileInfo behindLink(FileInfo link) {
        try {
            return tree.stat(path.child(name)).named(name);
        } catch (FileTreeException leadsNowhere) {
            return link;
        }
    }

    @Override
    public void close() throws FileTreeException {
        if (unlistable > 0) {
            LOG.info("{}: {} names with control characters left out of a listing", path, unlistable);
        }
        try {
            stream.close();
        } catch (IOException e) {
            throw LocalFileTree.translated(e, path);
        }
    }

    private static boolean isListable(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
