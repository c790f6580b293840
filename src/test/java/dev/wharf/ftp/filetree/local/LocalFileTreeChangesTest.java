package dev.wharf.ftp.filetree.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.FileTreeException.Kind;
import dev.wharf.ftp.filetree.IncomingFile;
import dev.wharf.ftp.filetree.StorageQuota;
import dev.wharf.ftp.filetree.StorageQuota.Usage;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.filetree.local.TreePolicy.Links;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What changes a tree, and what never changes: everything outside of it. */
class LocalFileTreeChangesTest {
    private static final String OUTSIDE = "content from outside";

    @TempDir
    Path machine;

    private Path root;
    private Path outside;
    private LocalFileTree tree;

    /** What the machine has: {@code root}, which is served, and beside it {@code outside}. */
    @BeforeEach
    void makeTree() throws IOException {
        machine = machine.toRealPath();
        root = Files.createDirectory(machine.resolve("root"));
        outside = Files.createDirectory(machine.resolve("outside"));
        Files.writeString(outside.resolve("file"), OUTSIDE);
        Files.createDirectory(outside.resolve("empty"));
        Files.createDirectories(root.resolve("dir/sub"));
        Files.writeString(root.resolve("file"), "at the top");
        Files.writeString(root.resolve("dir/file"), "in dir");
        tree = LocalFileTree.open(root);
    }

    // Every way to change something, tried on every way to get out

    /** A change, and the name below the attempted directory that it works on. */
    enum Change {
        STORE {
            @Override
            void make(FileTree tree, VirtualPath path) throws IOException {
                put(tree.store(path, 0, 0), "escaped");
            }
        },
        STORE_BEHIND_OFFSET {
            @Override
            void make(FileTree tree, VirtualPath path) throws IOException {
                put(tree.store(path, 1, 0), "escaped");
            }
        },
        APPEND {
            @Override
            void make(FileTree tree, VirtualPath path) throws IOException {
                put(tree.append(path, 0), "escaped");
            }
        },
        STORE_UNIQUE {
            @Override
            void make(FileTree tree, VirtualPath path) throws IOException {
                put(tree.storeUnique(path, 0), "escaped");
            }
        },
        DELETE {
            @Override
            void make(FileTree tree, VirtualPath path) throws IOException {
                tree.deleteFile(path);
            }
        },
        MAKE_DIRECTORY {
            @Override
            void make(FileTree tree, VirtualPath path) throws IOException {
                tree.makeDirectory(path.parent().child("escaped"));
            }
        },
        REMOVE_DIRECTORY {
            @Override
            void make(FileTree tree, VirtualPath path) throws IOException {
                tree.removeDirectory(path.parent().child("empty"));
            }
        },
        RENAME_FROM {
            @Override
            void make(FileTree tree, VirtualPath path) throws IOException {
                tree.rename(path, VirtualPath.ROOT.child("caught"), true);
            }
        },
        RENAME_TO {
            @Override
            void make(FileTree tree, VirtualPath path) throws IOException {
                tree.rename(VirtualPath.ROOT.child("file"), path, true);
            }
        },
        SET_TIME {
            @Override
            void make(FileTree tree, VirtualPath path) throws IOException {
                tree.setModified(path, Instant.EPOCH);
            }
        },
        SET_MODE {
            @Override
            void make(FileTree tree, VirtualPath path) throws IOException {
                tree.setMode(path, 0);
            }
        };

        abstract void make(FileTree tree, VirtualPath path) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void staysInsideWhateverTheDirectoryIs(Change change) throws IOException {
        Path where = root.resolve("link");
        for (Path text : List.of(
                outside,
                Path.of("../outside"),
                Path.of("dir/../../outside"),
                Path.of("/"),
                Path.of(".."),
                machine.resolve("nowhere"),
                Path.of("link"))) {
            Files.createSymbolicLink(where, text);
            assertRefused(change, "link/file");
            Files.delete(where);
        }
        Files.createSymbolicLink(root.resolve("dir/sub/middle"), machine);
        assertRefused(change, "dir/sub/middle/outside/file");
    }

    private void assertRefused(Change change, String path) throws IOException {
        FileTreeException refused =
                catchThrowableOfType(FileTreeException.class, () -> change.make(tree, VirtualPath.ROOT.resolve(path)));
        assertThat(refused).as("%s %s", change, path).isNotNull();
        assertThat(refused.kind()).isIn(Kind.ACCESS_DENIED, Kind.NOT_FOUND, Kind.LINK_LOOP);
        assertOutsideIsAsItWas();
    }

    @ParameterizedTest
    @EnumSource(names = {"STORE", "STORE_BEHIND_OFFSET", "APPEND", "SET_TIME", "SET_MODE"})
    void followsNoLinkOutsideAtTheEnd(Change change) throws IOException {
        Files.createSymbolicLink(root.resolve("link"), outside.resolve("file"));
        Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("new"));
        assertRefused(change, "link");
        assertRefused(change, "dangling");
    }

    @ParameterizedTest
    @EnumSource
    void reachesNothingBesideTheRootByName(Change change) throws IOException {
        for (String path : List.of("../outside/file", "/../outside/file", "dir/../../outside/file")) {
            VirtualPath resolved = VirtualPath.ROOT.resolve(path);
            assertThat(resolved.toString()).isEqualTo("/outside/file");
            assertThatThrownBy(() -> change.make(tree, resolved)).isInstanceOf(FileTreeException.class);
        }
        assertOutsideIsAsItWas();
    }

    @ParameterizedTest
    @EnumSource
    void staysInsideWhileTheDirectoryIsSwappedForALink(Change change) throws Exception {
        Path place = root.resolve("place");
        Path away = root.resolve("away");
        Files.createDirectory(place);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService swapper = Executors.newSingleThreadExecutor();
        try {
            Future<?> swapping = swapper.submit(() -> {
                while (!done.get()) {
                    Files.move(place, away);
                    Files.createSymbolicLink(place, outside);
                    Files.delete(place);
                    Files.move(away, place);
                }
                return null;
            });
            for (int i = 0; i < 100; i++) {
                Files.writeString(root.resolve("file"), "at the top");
                try {
                    change.make(tree, VirtualPath.ROOT.resolve("place/file"));
                } catch (FileTreeException lostTheRace) {
                    assertThat(lostTheRace.kind()).isNotEqualTo(Kind.IO);
                }
                Files.deleteIfExists(root.resolve("caught"));
            }
            done.set(true);
            swapping.get();
        } catch (ExecutionException e) {
            fail(e);
        } finally {
            done.set(true);
            swapper.shutdown();
        }
        assertOutsideIsAsItWas();
    }

    private void assertOutsideIsAsItWas() throws IOException {
        try (Stream<Path> entries = Files.list(outside)) {
            assertThat(entries.map(entry -> entry.getFileName().toString())).containsExactlyInAnyOrder("file", "empty");
        }
        assertThat(outside.resolve("file")).hasContent(OUTSIDE);
        assertThat(Files.getLastModifiedTime(outside.resolve("file")).toInstant())
                .isAfter(Instant.EPOCH);
        assertThat(Files.getPosixFilePermissions(outside.resolve("file"))).isNotEmpty();
    }

    // Links inside

    @Test
    void deletesALinkAndNotItsTarget() throws IOException {
        Files.createSymbolicLink(root.resolve("out"), outside.resolve("file"));
        Files.createSymbolicLink(root.resolve("in"), Path.of("dir"));
        Files.createSymbolicLink(root.resolve("dead"), Path.of("nowhere"));
        for (String name : List.of("out", "in", "dead")) {
            tree.deleteFile(path(name));
            assertThat(Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS))
                    .isFalse();
        }
        assertThat(root.resolve("dir/file")).hasContent("in dir");
        assertOutsideIsAsItWas();
    }

    @Test
    void storesThroughALinkInside() throws IOException {
        Files.createSymbolicLink(root.resolve("in"), Path.of("dir"));
        Files.createSymbolicLink(root.resolve("alias"), Path.of("dir/file"));
        put(tree.store(path("in/new"), 0, 0), "new");
        put(tree.store(path("alias"), 0, 0), "replaced");
        assertThat(root.resolve("dir/new")).hasContent("new");
        assertThat(root.resolve("dir/file")).hasContent("replaced");
        assertThat(Files.isSymbolicLink(root.resolve("alias"))).isTrue();
    }

    @Test
    void followsNoLinkAtAllIfSoTold() throws IOException {
        Files.createSymbolicLink(root.resolve("in"), Path.of("dir"));
        FileTree strict = LocalFileTree.open(root, new TreePolicy(Links.NONE, true, false, Optional.empty()));
        assertKind(Kind.ACCESS_DENIED, () -> strict.stat(path("in/file")));
        assertKind(Kind.ACCESS_DENIED, () -> strict.openForRead(path("in/file")));
        assertKind(Kind.ACCESS_DENIED, () -> strict.store(path("in/file"), 0, 0));
        strict.deleteFile(path("in"));
        assertThat(root.resolve("dir/file")).hasContent("in dir");
    }

    // Directories and names

    @Test
    void makesDirectoriesAtEveryDepthAndRemovesThem() throws IOException {
        tree.makeDirectory(path("new"));
        tree.makeDirectory(path("dir/sub/new"));
        assertThat(root.resolve("new")).isDirectory();
        assertThat(root.resolve("dir/sub/new")).isDirectory();
        assertThat(hiddenIn(root)).isEmpty();
        tree.removeDirectory(path("dir/sub/new"));
        tree.removeDirectory(path("new"));
        assertThat(root.resolve("new")).doesNotExist();
        assertThat(root.resolve("dir/sub/new")).doesNotExist();
    }

    @Test
    void refusesDirectoriesThatCannotBe() throws IOException {
        assertKind(Kind.ALREADY_EXISTS, () -> tree.makeDirectory(path("dir")));
        assertKind(Kind.ALREADY_EXISTS, () -> tree.makeDirectory(path("file")));
        assertKind(Kind.ALREADY_EXISTS, () -> tree.makeDirectory(VirtualPath.ROOT));
        assertKind(Kind.NOT_FOUND, () -> tree.makeDirectory(path("nowhere/new")));
        assertKind(Kind.NOT_A_DIRECTORY, () -> tree.makeDirectory(path("file/new")));
        assertKind(Kind.NAME_NOT_ALLOWED, () -> tree.makeDirectory(path(".wharf-new")));
        assertKind(Kind.NAME_NOT_ALLOWED, () -> tree.makeDirectory(path("dir/" + "n".repeat(256))));
        assertKind(Kind.NOT_EMPTY, () -> tree.removeDirectory(path("dir")));
        assertKind(Kind.NOT_A_DIRECTORY, () -> tree.removeDirectory(path("file")));
        assertThat(hiddenIn(root)).isEmpty();
    }

    @Test
    void removesADirectoryThatHoldsOnlyABrokenUpload() throws IOException {
        breakOff(tree.store(path("dir/sub/broken"), 0, 0), "part");
        tree.removeDirectory(path("dir/sub"));
        assertThat(root.resolve("dir/sub")).doesNotExist();
    }

    @Test
    void keepsADirectoryIntoWhichSomethingIsBeingStored() throws IOException {
        IncomingFile incoming = tree.store(path("dir/sub/coming"), 0, 0);
        assertKind(Kind.NOT_EMPTY, () -> tree.removeDirectory(path("dir/sub")));
        put(incoming, "there");
        assertThat(root.resolve("dir/sub/coming")).hasContent("there");
    }

    @Test
    void leavesTheRootAlone() throws IOException {
        assertKind(Kind.ACCESS_DENIED, () -> tree.deleteFile(VirtualPath.ROOT));
        assertKind(Kind.ACCESS_DENIED, () -> tree.removeDirectory(VirtualPath.ROOT));
        assertKind(Kind.ACCESS_DENIED, () -> tree.checkRenamable(VirtualPath.ROOT));
        assertKind(Kind.ACCESS_DENIED, () -> tree.rename(VirtualPath.ROOT, path("dir/root"), true));
        assertKind(Kind.ACCESS_DENIED, () -> tree.setMode(VirtualPath.ROOT, 0));
        assertKind(Kind.ALREADY_EXISTS, () -> tree.rename(path("file"), VirtualPath.ROOT, true));
    }

    @Test
    void renamesFilesDirectoriesAndLinks() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), outside);
        tree.rename(path("file"), path("dir/sub/moved"), false);
        tree.rename(path("dir"), path("other"), false);
        tree.rename(path("link"), path("other/link"), false);
        assertThat(root.resolve("other/sub/moved")).hasContent("at the top");
        assertThat(Files.readSymbolicLink(root.resolve("other/link"))).isEqualTo(outside);
    }

    @Test
    void replacesFilesOnlyIfAllowedAndDirectoriesNever() throws IOException {
        Files.createDirectory(root.resolve("empty"));
        assertKind(Kind.ALREADY_EXISTS, () -> tree.rename(path("file"), path("dir/file"), false));
        assertKind(Kind.ALREADY_EXISTS, () -> tree.rename(path("file"), path("empty"), true));
        assertKind(Kind.ALREADY_EXISTS, () -> tree.rename(path("dir"), path("empty"), true));
        assertKind(Kind.ALREADY_EXISTS, () -> tree.rename(path("dir"), path("file"), true));
        tree.rename(path("file"), path("dir/file"), true);
        assertThat(root.resolve("dir/file")).hasContent("at the top");
    }

    @Test
    void movesNoDirectoryIntoItself() throws IOException {
        assertKind(Kind.NAME_NOT_ALLOWED, () -> tree.rename(path("dir"), path("dir/sub/dir"), true));
        assertKind(Kind.NAME_NOT_ALLOWED, () -> tree.rename(path("file"), path(".wharf-file"), true));
        assertKind(Kind.NOT_FOUND, () -> tree.rename(path("nothing"), path("something"), true));
        assertThat(root.resolve("dir/file")).hasContent("in dir");
    }

    @Test
    void setsTimesAndModes() throws IOException {
        Instant time = Instant.parse("2001-02-03T04:05:06Z");
        tree.setModified(path("dir/file"), time);
        tree.setModified(path("dir"), time);
        tree.setMode(path("dir/file"), 0640);
        assertThat(tree.stat(path("dir/file")).modified()).isEqualTo(time);
        assertThat(tree.stat(path("dir")).modified()).isEqualTo(time);
        assertThat(Files.getPosixFilePermissions(root.resolve("dir/file")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    // Broken uploads

    @Test
    void letsOnlyOneGoOnWithABrokenUpload() throws IOException {
        breakOff(tree.store(path("broken"), 0, 0), "part");
        IncomingFile first = tree.store(path("broken"), 2, 0);
        assertKind(Kind.OFFSET_BEYOND_END, () -> tree.store(path("broken"), 2, 0));
        put(first, "nt");
        assertThat(root.resolve("broken")).hasContent("pant");
    }

    @Test
    void keepsNothingIfSoTold() throws IOException {
        FileTree forgetful = LocalFileTree.open(root, new TreePolicy(Links.INSIDE, false, false, Optional.empty()));
        breakOff(forgetful.store(path("broken"), 0, 0), "part");
        assertThat(hiddenIn(root)).isEmpty();
        assertThat(forgetful.resumableBytes(path("broken"))).isEmpty();
    }

    @Test
    void goesOnWithTheFileIfItIsNewerThanTheBrokenUpload() throws IOException {
        breakOff(tree.store(path("broken"), 0, 0), "part");
        Files.writeString(root.resolve("broken"), "WHOLE");
        Files.setLastModifiedTime(
                root.resolve("broken"),
                java.nio.file.attribute.FileTime.from(Instant.now().plusSeconds(10)));
        put(tree.store(path("broken"), 2, 0), "at");
        assertThat(root.resolve("broken")).hasContent("WHat");
    }

    @Test
    void commitsNothingThatIsNotWantedAnyMore() throws IOException {
        IncomingFile incoming = tree.store(path("file"), 0, 0);
        incoming.write(bytes("new"));
        assertThat(incoming.commit(() -> false)).isFalse();
        assertThat(root.resolve("file")).hasContent("at the top");
    }

    @Test
    void findsItsDirectoryAgainWhereverItHasBeenMoved() throws IOException {
        IncomingFile incoming = tree.store(path("dir/sub/new"), 0, 0);
        tree.rename(path("dir"), path("moved"), false);
        put(incoming, "there");
        assertThat(root.resolve("moved/sub/new")).hasContent("there");
    }

    @Test
    void forcesToTheDiskIfSoTold() throws IOException {
        FileTree durable = LocalFileTree.open(root, new TreePolicy(Links.INSIDE, true, true, Optional.empty()));
        put(durable.store(path("dir/durable"), 0, 0), "on the disk");
        assertThat(root.resolve("dir/durable")).hasContent("on the disk");
    }

    // Quota

    @Test
    void countsWhatIsThereAndEveryChange() throws IOException {
        Usage usage = tree.count();
        assertThat(usage.bytes()).isEqualTo(16);
        assertThat(usage.files()).isEqualTo(2);
        LocalFileTree limited = limited(usage, 30, 3);

        put(limited.store(path("new"), 0, 0), "12345");
        assertUsed(usage, 21, 3);
        put(limited.store(path("new"), 0, 0), "123456789");
        assertUsed(usage, 25, 3);
        put(limited.append(path("new"), 0), "0");
        assertUsed(usage, 26, 3);
        breakOff(limited.store(path("new"), 0, 0), "part");
        assertUsed(usage, 26, 3); // no room for a fourth file, so it is not kept
        limited.rename(path("new"), path("file"), true);
        assertUsed(usage, 16, 2);
        breakOff(limited.store(path("broken"), 0, 0), "part");
        assertUsed(usage, 20, 3);
        put(limited.store(path("broken"), 4, 0), "ner");
        assertUsed(usage, 23, 3);
        limited.deleteFile(path("broken"));
        limited.deleteFile(path("file"));
        limited.deleteFile(path("dir/file"));
        assertUsed(usage, 0, 0);
        assertThat(tree.count().bytes()).isZero();
    }

    @Test
    void storesNothingBeyondTheQuota() throws IOException {
        Usage usage = tree.count();
        LocalFileTree limited = limited(usage, 20, 3);

        assertKind(Kind.QUOTA_EXCEEDED, () -> limited.store(path("new"), 0, 5));
        IncomingFile incoming = limited.store(path("new"), 0, 0);
        incoming.write(bytes("1234"));
        assertKind(Kind.QUOTA_EXCEEDED, () -> incoming.write(bytes("5")));
        incoming.abandon(false);
        assertUsed(usage, 16, 2);
        put(limited.store(path("new"), 0, 4), "1234");
        assertKind(Kind.QUOTA_EXCEEDED, () -> limited.store(path("fourth"), 0, 0));
        put(limited.store(path("file"), 0, 0), "ten bytes!");
        assertUsed(usage, 20, 3);
        assertThat(limited.availableBytes()).isZero();
    }

    @Test
    void letsNoTwoSessionsTakeTheSameRoom() throws IOException {
        Usage usage = tree.count();
        LocalFileTree one = limited(usage, 26, 10);
        LocalFileTree other = limited(usage, 26, 10);

        IncomingFile first = one.store(path("first"), 0, 0);
        IncomingFile second = other.store(path("second"), 0, 0);
        first.write(bytes("123456"));
        assertKind(Kind.QUOTA_EXCEEDED, () -> second.write(bytes("12345")));
        second.abandon(false);
        assertThat(first.commit(() -> true)).isTrue();
        assertUsed(usage, 22, 3);
    }

    @Test
    void looksAgainAtWhatIsReplacedBeforeItIs() throws IOException {
        Usage usage = tree.count();
        LocalFileTree limited = limited(usage, 20, 10);

        IncomingFile incoming = limited.store(path("file"), 0, 0); // 10 bytes to its credit
        incoming.write(bytes("1234567890"));
        limited.deleteFile(path("file"));
        put(limited.store(path("other"), 0, 0), "12345678901234");
        assertKind(Kind.QUOTA_EXCEEDED, () -> incoming.commit(() -> true));
        assertUsed(usage, 20, 2);
        assertThat(hiddenIn(root)).isEmpty();
    }

    private LocalFileTree limited(Usage usage, long maxBytes, long maxFiles) throws IOException {
        return LocalFileTree.open(
                root,
                new TreePolicy(Links.INSIDE, true, false, Optional.of(new StorageQuota(usage, maxBytes, maxFiles))));
    }

    private static void assertUsed(Usage usage, long bytes, long files) {
        assertThat(usage.bytes()).isEqualTo(bytes);
        assertThat(usage.files()).isEqualTo(files);
    }

    private static VirtualPath path(String text) throws FileTreeException {
        return VirtualPath.ROOT.resolve(text);
    }

    private static void put(IncomingFile incoming, String content) throws IOException {
        while (incoming.needsCopy()) {
            incoming.copyNext();
        }
        incoming.write(bytes(content));
        assertThat(incoming.commit(() -> true)).isTrue();
    }

    private static void breakOff(IncomingFile incoming, String content) throws IOException {
        incoming.write(bytes(content));
        incoming.abandon(true);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static Set<String> hiddenIn(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(HiddenName::isHidden)
                    .collect(java.util.stream.Collectors.toSet());
        }
    }

    private static void assertKind(Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable change) {
        FileTreeException refused = catchThrowableOfType(FileTreeException.class, change);
        assertThat(refused).isNotNull();
        assertThat(refused.kind()).isEqualTo(kind);
    }
}
