package dev.wharf.ftp.filetree.local;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.FileTreeException.Kind;
import dev.wharf.ftp.filetree.IncomingFile;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.filetree.local.LocalFileTree.Ending;
import dev.wharf.ftp.filetree.local.LocalFileTree.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hidden file in the directory of the file that it will become. It is written, then renamed over what stands there, all
 * relative to the directory as it was when the upload began, wherever that may be moved to meanwhile.
 *
 * <p>An upload that broke off goes under a second hidden name, made from the file's own, and is found there by the next
 * one that goes on: that one takes it away by renaming it to a temporary name, so only one can. Whatever puts something
 * else under the file's name removes it.
 */
final class LocalIncomingFile implements IncomingFile {
    private static final Logger LOG = LoggerFactory.getLogger(LocalIncomingFile.class);

    private static final int LARGEST_COPY_BYTES = 16 * 1024 * 1024;
    private static final int NUMBERED_TRIES = 10;
    private static final int UNIQUE_TRIES = 100;

    /** Held while something is put under a name; which one depends on the name. */
    private static final Object[] LOCKS =
            IntStream.range(0, 64).mapToObj(i -> new Object()).toArray();

    private final LocalFileTree tree;
    private final VirtualPath path;
    private final SecureDirectoryStream<Path> directory;
    private final String name;
    private final QuotaShare share;
    private final boolean holdsName; // by an empty file
    private final Path temporary;
    private final FileChannel channel;
    private @Nullable FileChannel base;
    private long baseBytesLeft;
    private @Nullable PosixFileAttributes appendedTo;
    private long size;

    private LocalIncomingFile(
            LocalFileTree tree,
            VirtualPath path,
            Place place,
            QuotaShare share,
            boolean holdsName,
            Path temporary,
            FileChannel channel) {
        this.tree = tree;
        this.path = path;
        this.directory = place.takeDirectory();
        this.name = place.name();
        this.share = share;
        this.holdsName = holdsName;
        this.temporary = temporary;
        this.channel = channel;
    }

    /** As {@link dev.wharf.ftp.filetree.FileTree#store}. */
    static LocalIncomingFile store(LocalFileTree tree, VirtualPath path, Place place, long offset, long announcedBytes)
            throws IOException {
        PosixFileAttributes present = replaceable(path, place);
        if (offset == 0) {
            return create(tree, path, place, announcedBytes, false);
        }
        PosixFileAttributes partial = partialOf(place);
        if (partial != null && partial.size() >= offset && isNewer(partial, present)) {
            return resume(tree, path, place, partial.size(), offset, announcedBytes);
        }
        if (present == null || present.size() < offset) {
            throw new FileTreeException(Kind.OFFSET_BEYOND_END, path);
        }
        return continueCopy(tree, path, place, offset, announcedBytes);
    }

    /** As {@link dev.wharf.ftp.filetree.FileTree#append}. */
    static LocalIncomingFile append(LocalFileTree tree, VirtualPath path, Place place, long announcedBytes)
            throws IOException {
        PosixFileAttributes present = replaceable(path, place);
        if (present != null) {
            LocalIncomingFile file = continueCopy(tree, path, place, present.size(), announcedBytes);
            file.appendedTo = present;
            return file;
        }
        PosixFileAttributes partial = partialOf(place);
        return partial != null
                ? resume(tree, path, place, partial.size(), partial.size(), announcedBytes)
                : create(tree, path, place, announcedBytes, false);
    }

    /** As {@link dev.wharf.ftp.filetree.FileTree#storeUnique}. */
    static LocalIncomingFile unique(LocalFileTree tree, VirtualPath wish, long announcedBytes)
            throws FileTreeException {
        boolean anyName = isDirectory(tree, wish);
        for (int i = 0; i < UNIQUE_TRIES; i++) {
            VirtualPath candidate = anyName ? wish.child("stou-" + random()) : numbered(wish, i);
            Optional<LocalIncomingFile> file = tree.walk(
                    candidate,
                    Ending.ENTRY_OR_NONE,
                    place -> place.attributes() == null && hold(place)
                            ? Optional.of(create(tree, candidate, place, announcedBytes, true))
                            : Optional.empty());
            if (file.isPresent()) {
                return file.get();
            }
        }
        throw new FileTreeException(Kind.ALREADY_EXISTS, wish);
    }

    /** How much of an upload that broke off is there, if nothing else stands in that place. */
    static OptionalLong resumableBytes(Place place) throws IOException {
        PosixFileAttributes partial = place.attributes() == null ? partialOf(place) : null;
        return partial == null ? OptionalLong.empty() : OptionalLong.of(partial.size());
    }

    private static LocalIncomingFile create(
            LocalFileTree tree, VirtualPath path, Place place, long announcedBytes, boolean holdsName)
            throws IOException {
        PosixFileAttributes present = place.attributes();
        QuotaShare share = new QuotaShare(tree.policy().quota(), path, present == null ? 0 : present.size(), 0, 0);
        Path temporary = HiddenName.temporary();
        try {
            if (present == null) {
                share.takeFile();
            }
            reserve(tree, path, share, announcedBytes);
            FileChannel channel = openTemporary(place.directory(), temporary, present);
            return new LocalIncomingFile(tree, path, place, share, holdsName, temporary, channel);
        } catch (IOException e) {
            share.giveBack();
            if (holdsName) {
                place.directory().deleteFile(NativeName.toPath(place.name()));
            }
            throw e;
        }
    }

    /** Begins with a copy of the present file's first bytes; the present file itself is not touched. */
    private static LocalIncomingFile continueCopy(
            LocalFileTree tree, VirtualPath path, Place place, long baseBytes, long announcedBytes) throws IOException {
        FileChannel base = (FileChannel)
                place.directory().newByteChannel(NativeName.toPath(place.name()), Set.of(READ, NOFOLLOW_LINKS));
        try {
            LocalIncomingFile file = create(tree, path, place, baseBytes + announcedBytes, false);
            file.base = base;
            file.baseBytesLeft = baseBytes;
            return file;
        } catch (IOException e) {
            base.close();
            throw e;
        }
    }

    /** Goes on with what an upload that broke off has left. */
    private static LocalIncomingFile resume(
            LocalFileTree tree, VirtualPath path, Place place, long partialBytes, long offset, long announcedBytes)
            throws IOException {
        SecureDirectoryStream<Path> directory = place.directory();
        Path temporary = HiddenName.temporary();
        try {
            directory.move(HiddenName.partial(place.name()), directory, temporary);
        } catch (NoSuchFileException takenByAnother) {
            throw new FileTreeException(Kind.OFFSET_BEYOND_END, path, takenByAnother);
        }
        PosixFileAttributes present = place.attributes();
        QuotaShare share =
                new QuotaShare(tree.policy().quota(), path, present == null ? 0 : present.size(), partialBytes, 1);
        FileChannel channel = null;
        try {
            reserve(tree, path, share, offset + announcedBytes);
            channel = (FileChannel) directory.newByteChannel(temporary, Set.of(WRITE, NOFOLLOW_LINKS));
            channel.truncate(offset).position(offset);
            LocalIncomingFile file = new LocalIncomingFile(tree, path, place, share, false, temporary, channel);
            file.size = offset;
            return file;
        } catch (IOException e) {
            if (channel != null) {
                channel.close();
            }
            directory.move(temporary, directory, HiddenName.partial(place.name()));
            throw e;
        }
    }

    @Override
    public VirtualPath path() {
        return path;
    }

    @Override
    public boolean needsCopy() {
        return base != null;
    }

    @Override
    public void copyNext() throws FileTreeException {
        FileChannel from = base;
        if (from == null) {
            return;
        }
        try {
            if (baseBytesLeft > 0) {
                share.growTo(size + Math.min(baseBytesLeft, LARGEST_COPY_BYTES));
                long copied = from.transferTo(size, Math.min(baseBytesLeft, LARGEST_COPY_BYTES), channel);
                if (copied == 0) {
                    throw new FileTreeException(Kind.CHANGED, path);
                }
                size += copied;
                baseBytesLeft -= copied;
            }
            if (baseBytesLeft == 0) {
                base = null;
                from.close();
            }
        } catch (IOException e) {
            throw LocalFileTree.translated(e, path);
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws FileTreeException {
        share.growTo(size + bytes.remaining());
        try {
            while (bytes.hasRemaining()) {
                size += channel.write(bytes);
            }
        } catch (IOException e) {
            throw LocalFileTree.translated(e, path);
        }
    }

    @Override
    public boolean commit(BooleanSupplier stillWanted) throws FileTreeException {
        try {
            if (tree.policy().fsync()) {
                channel.force(true);
            }
            channel.close();
            synchronized (lock()) {
                if (!stillWanted.getAsBoolean()) {
                    abandon(true);
                    return false;
                }
                settle();
                directory.move(temporary, directory, NativeName.toPath(name));
            }
        } catch (IOException e) {
            abandonAfter(e);
            throw LocalFileTree.translated(e, path);
        }
        try (directory) {
            removePartial(directory, name, share);
            if (tree.policy().fsync()) {
                force(directory);
            }
            return true;
        } catch (IOException e) {
            throw LocalFileTree.translated(e, path);
        }
    }

    /** The last look at what is about to be replaced. */
    private void settle() throws IOException {
        if (appendedTo == null && !share.isKept()) {
            return;
        }
        PosixFileAttributes present = attributesOrNull(directory, NativeName.toPath(name));
        if (appendedTo != null && !isSame(appendedTo, present)) {
            throw new FileTreeException(Kind.CHANGED, path);
        }
        share.settle(size, present == null || holdsName ? -1 : present.size());
    }

    private void abandonAfter(IOException failure) {
        try {
            abandon(false);
        } catch (FileTreeException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void abandon(boolean resumable) throws FileTreeException {
        try (directory;
                channel) {
            if (base != null) {
                base.close();
            }
            if (holdsName) {
                giveNameBack();
            }
            if (!resumable || !tree.policy().keepPartial() || size == 0 || appendedTo != null || !keep()) {
                share.giveBack();
                directory.deleteFile(temporary);
            }
        } catch (IOException e) {
            throw LocalFileTree.translated(e, path);
        }
    }

    /** Whether there is room to keep what has come. */
    private boolean keep() throws IOException {
        Path partial = HiddenName.partial(name);
        synchronized (lock()) {
            if (share.isKept()) {
                PosixFileAttributes earlier = attributesOrNull(directory, partial);
                try {
                    share.settle(size, earlier == null ? -1 : earlier.size());
                } catch (FileTreeException noRoom) {
                    LOG.debug("{}: the part that has come is beyond the quota and not kept", path);
                    return false;
                }
            }
            directory.move(temporary, directory, partial);
            return true;
        }
    }

    private void giveNameBack() throws IOException {
        Path held = NativeName.toPath(name);
        PosixFileAttributes present = attributesOrNull(directory, held);
        if (present != null && present.isRegularFile() && present.size() == 0) {
            directory.deleteFile(held);
        }
    }

    private Object lock() {
        return LOCKS[Math.floorMod(name.hashCode(), LOCKS.length)];
    }

    /** Removes what an upload to {@code name} that broke off has left, if there is any. */
    static boolean removePartial(SecureDirectoryStream<Path> directory, String name, QuotaShare share)
            throws IOException {
        Path partial = HiddenName.partial(name);
        try {
            long bytes = share.isKept()
                    ? LocalFileTree.attributesOf(directory, partial).size()
                    : 0;
            directory.deleteFile(partial);
            share.freed(bytes);
            return true;
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    /** What is there now and may be replaced, or null if nothing is there. */
    private static @Nullable PosixFileAttributes replaceable(VirtualPath path, Place place) throws FileTreeException {
        PosixFileAttributes present = place.attributes();
        if (present != null && !present.isRegularFile()) {
            throw new FileTreeException(Kind.NOT_A_FILE, path);
        }
        // Renaming over a file asks the directory's permissions only; a file that is protected is to stay so.
        if (present != null && !present.permissions().contains(PosixFilePermission.OWNER_WRITE)) {
            throw new FileTreeException(Kind.ACCESS_DENIED, path);
        }
        return present;
    }

    /** Room for what the client said that it would send. */
    private static void reserve(LocalFileTree tree, VirtualPath path, QuotaShare share, long bytes)
            throws FileTreeException {
        if (bytes > 0) {
            share.growTo(bytes);
            if (tree.root().toFile().getUsableSpace() < bytes) {
                throw new FileTreeException(Kind.NO_SPACE, path);
            }
        }
    }

    /** A new hidden file, with the permissions of the one that it will replace. */
    private static FileChannel openTemporary(
            SecureDirectoryStream<Path> directory, Path temporary, @Nullable PosixFileAttributes replaced)
            throws IOException {
        Set<PosixFilePermission> permissions = replaced == null ? Set.of() : replaced.permissions();
        FileAttribute<?>[] attributes = replaced == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
        FileChannel channel = (FileChannel)
                directory.newByteChannel(temporary, Set.of(WRITE, CREATE_NEW, NOFOLLOW_LINKS), attributes);
        try {
            PosixFileAttributeView view =
                    directory.getFileAttributeView(temporary, PosixFileAttributeView.class, NOFOLLOW_LINKS);
            // The process's umask may have taken some away.
            if (replaced != null && !view.readAttributes().permissions().equals(permissions)) {
                view.setPermissions(permissions);
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            directory.deleteFile(temporary);
            throw e;
        }
    }

    /** Puts an empty file under a free name; false if it is not free any more. */
    private static boolean hold(Place place) throws IOException {
        try {
            place.directory()
                    .newByteChannel(NativeName.toPath(place.name()), Set.of(WRITE, CREATE_NEW, NOFOLLOW_LINKS))
                    .close();
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
    }

    private static boolean isDirectory(LocalFileTree tree, VirtualPath path) throws FileTreeException {
        try {
            return tree.stat(path).isDirectory();
        } catch (FileTreeException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static VirtualPath numbered(VirtualPath wish, int number) {
        if (number == 0) {
            return wish;
        }
        String suffix = number < NUMBERED_TRIES ? Integer.toString(number) : random();
        return wish.parent().child(wish.name() + "." + suffix);
    }

    private static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    private static @Nullable PosixFileAttributes partialOf(Place place) throws IOException {
        return attributesOrNull(place.directory(), HiddenName.partial(place.name()));
    }

    private static boolean isNewer(PosixFileAttributes partial, @Nullable PosixFileAttributes present) {
        return present == null || partial.lastModifiedTime().compareTo(present.lastModifiedTime()) >= 0;
    }

    private static boolean isSame(PosixFileAttributes before, @Nullable PosixFileAttributes now) {
        return now != null
                && Objects.equals(before.fileKey(), now.fileKey())
                && before.size() == now.size()
                && before.lastModifiedTime().equals(now.lastModifiedTime());
    }

    private static @Nullable PosixFileAttributes attributesOrNull(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        try {
            return LocalFileTree.attributesOf(directory, name);
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    /** Brings the directory's entries to the disk. */
    private static void force(SecureDirectoryStream<Path> directory) throws IOException {
        try (FileChannel entries = (FileChannel) directory.newByteChannel(Path.of("."), Set.of(READ, NOFOLLOW_LINKS))) {
            entries.force(true);
        }
    }
}
