package dev.wharf.ftp.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.auth.Permission;
import dev.wharf.ftp.data.DataSource;
import dev.wharf.ftp.filetree.FileInfo;
import dev.wharf.ftp.filetree.FileTree;
import dev.wharf.ftp.filetree.FileTreeException;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.listing.Fact;
import dev.wharf.ftp.listing.Glob;
import dev.wharf.ftp.listing.ListingFormat;
import dev.wharf.ftp.listing.MachineListing;
import dev.wharf.ftp.listing.NameListing;
import dev.wharf.ftp.listing.UnixListing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A directory of a million names, which nobody has to make. */
class ListingSourceTest {
    private static final int MANY = 1_000_000;
    private static final int LARGEST_BLOCK = 130 * 1024;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

    @AfterEach
    void releasesEverything() {
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    /** So many names; fails behind the last one if told to. */
    private static final class Names implements FileTree.Directory {
        private final int count;
        private final boolean thenFails;
        private int given;
        private boolean closed;

        Names(int count, boolean thenFails) {
            this.count = count;
            this.thenFails = thenFails;
        }

        @Override
        public @Nullable String nextName() throws FileTreeException {
            if (given < count) {
                return "name-" + given++;
            }
            if (thenFails) {
                throw new FileTreeException(FileTreeException.Kind.IO, VirtualPath.ROOT);
            }
            return null;
        }

        @Override
        public FileInfo info() {
            return new FileInfo("name-" + given, FileInfo.Type.FILE, given, Instant.EPOCH, 0644, given);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void streamsAMillionEntriesInSmallBlocks() throws IOException {
        List<ListingFormat> formats = List.of(
                new NameListing(),
                new UnixListing(Instant.EPOCH),
                new MachineListing(Fact.all(), EnumSet.allOf(Permission.class)));
        for (ListingFormat format : formats) {
            Names names = new Names(MANY, false);
            ListingSource source = new ListingSource(names, format, "", Optional.empty());
            long lines = lines(source.next(allocator));
            assertThat(names.given).as("names behind the first byte").isLessThan(2000);
            boolean last = false;
            while (!last) {
                DataSource.Block block = source.next(allocator);
                last = block.last();
                lines += lines(block);
            }
            assertThat(lines).isEqualTo(MANY);
            assertThat(names.closed).isTrue();
        }
    }

    @Test
    void givesABlockNowAndThenWhereAPatternFitsNothing() throws IOException {
        Names names = new Names(100_000, false);
        try (ListingSource source =
                new ListingSource(names, new NameListing(), "", Optional.of(new Glob("nothing*")))) {
            DataSource.Block block = source.next(allocator);
            assertThat(block.last()).isFalse();
            assertThat(block.sizeBytes()).isZero();
            block.data().release();
        }
        assertThat(names.given).isLessThan(100_000);
    }

    @Test
    void failsRatherThanLeaveEntriesOut() throws IOException {
        try (ListingSource source = new ListingSource(new Names(10, true), new NameListing(), "", Optional.empty())) {
            assertThatThrownBy(() -> source.next(allocator)).isInstanceOf(FileTreeException.class);
        }
    }

    private static long lines(DataSource.Block block) {
        ByteBuf text = (ByteBuf) block.data();
        assertThat(text.readableBytes()).isLessThan(LARGEST_BLOCK);
        long lines = 0;
        for (int i = text.readerIndex(); i < text.writerIndex(); i++) {
            lines += text.getByte(i) == '\n' ? 1 : 0;
        }
        text.release();
        return lines;
    }
}
