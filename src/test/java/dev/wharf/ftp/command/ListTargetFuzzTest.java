package dev.wharf.ftp.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.filetree.local.LocalFileTree;
import dev.wharf.testing.RandomInputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows LIST: options are left out, and what is left is taken as it is. */
class ListTargetFuzzTest {
    private static final VirtualPath HOME = VirtualPath.ROOT.child("home");

    @TempDir
    private static Path root;

    private static FileTree files;

    @BeforeAll
    static void makeFiles() throws IOException {
        Files.createDirectories(root.resolve("home/sub"));
        Files.writeString(root.resolve("home/a"), "");
        Files.writeString(root.resolve("home/-x"), "");
        files = LocalFileTree.open(root);
    }

    @FuzzTest
    void namesWhatIsThereOrRefuses(byte[] input) {
        String argument = RandomInputs.text(input);
        Optional<ListTarget> target = find(argument);
        target.ifPresent(found -> {
            assertThat(argument).contains(found.typed());
            assertThat(resolve(found.typed())).isEqualTo(found.path());
            assertThat(found.file().isPresent() && found.pattern().isPresent()).isFalse();
        });
    }

    @FuzzTest
    void meansTheSameWithOptionsInFront(byte[] input) {
        String argument = RandomInputs.text(input);
        if (!argument.startsWith("-")) {
            assertThat(meaning("-la " + argument)).isEqualTo(meaning(argument));
            assertThat(meaning("-a -l --color=never " + argument)).isEqualTo(meaning(argument));
            assertThat(meaning("-R -- " + argument)).isEqualTo(meaning(argument));
        }
        assertThat(meaning("-- ./" + argument)).isEqualTo(meaning("./" + argument));
    }

    @Test
    void holdsForRandomInputs() {
        String[] pieces = {
            "-", "-l", "-la ", "--", "-- ", " ", "a", "-x", "sub", "/", "..", ".", "*", "?", "[a]", "\u0000"
        };
        RandomInputs.check(5_000, this::namesWhatIsThereOrRefuses, pieces);
        RandomInputs.check(3_000, this::meansTheSameWithOptionsInFront, pieces);
    }

    private static VirtualPath resolve(String typed) {
        try {
            return HOME.resolve(typed);
        } catch (FileTreeException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<ListTarget> find(String argument) {
        try {
            return Optional.of(ListTarget.find(files, HOME, argument));
        } catch (FileTreeException refused) {
            assertThat(refused.kind()).isNotEqualTo(FileTreeException.Kind.IO);
            return Optional.empty();
        }
    }

    private static Optional<String> meaning(String argument) {
        return find(argument)
                .map(target -> target.typed() + " " + target.path() + " "
                        + target.pattern().isPresent());
    }
}
