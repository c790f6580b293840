package dev.wharf.ftp.listing;

import dev.wharf.ftp.filetree.FileInfo;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * LIST's form: that of {@code ls -l}, which RFC 959 does not ask for and every client expects.
 *
 * <pre>
 *   -rw-r--r--    1 ftp      ftp              1024 Nov 25 09:35 name
 *   drwxr-xr-x    1 ftp      ftp              4096 Mar 01  2024 name
 * </pre>
 *
 * <p>Always English, times in UTC; within the last six months the time of day, else the year. Owners are not told.
 */
public final class UnixListing implements ListingFormat {
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    private static final String PERMISSIONS = "rwxrwxrwx";
    private static final String LINKS_AND_OWNERS = "    1 ftp      ftp      ";
    private static final int SIZE_WIDTH = 12;
    /** Half of a mean year. */
    private static final Duration SIX_MONTHS = Duration.ofSeconds(15_778_476);

    private final long oldSeconds;
    private final long futureSeconds;

    /** @param now decides between time of day and year */
    public UnixListing(Instant now) {
        oldSeconds = now.minus(SIX_MONTHS).getEpochSecond();
        futureSeconds = now.plus(Duration.ofDays(1)).getEpochSecond();
    }

    @Override
    public boolean needsInfo() {
        return true;
    }

    @Override
    public void append(String name, @Nullable FileInfo info, ByteBuf out) {
        if (info == null) {
            throw new IllegalArgumentException("a Unix listing needs more than the name");
        }
        out.writeByte(
                switch (info.type()) {
                    case DIRECTORY -> 'd';
                    case DEAD_LINK -> 'l';
                    case FILE, OTHER -> '-';
                });
        for (int bit = 0; bit < PERMISSIONS.length(); bit++) {
            out.writeByte((info.mode() & 0x100 >> bit) != 0 ? PERMISSIONS.charAt(bit) : '-');
        }
        ListingFormat.appendBytes(LINKS_AND_OWNERS, out);
        appendNumber(info.sizeBytes(), SIZE_WIDTH, out);
        out.writeByte(' ');
        appendDate(info.modified().getEpochSecond(), out);
        out.writeByte(' ');
        ListingFormat.appendBytes(name, out);
        out.writeByte('\r').writeByte('\n');
    }

    private void appendDate(long seconds, ByteBuf out) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        ListingFormat.appendBytes(MONTHS[time.getMonthValue() - 1], out);
        out.writeByte(' ');
        appendTwoDigits(time.getDayOfMonth(), out);
        out.writeByte(' ');
        if (seconds > oldSeconds && seconds < futureSeconds) {
            appendTwoDigits(time.getHour(), out);
            out.writeByte(':');
            appendTwoDigits(time.getMinute(), out);
        } else {
            appendNumber(time.getYear(), 5, out);
        }
    }

    private static void appendTwoDigits(int value, ByteBuf out) {
        out.writeByte('0' + value / 10).writeByte('0' + value % 10);
    }

    private static void appendNumber(long value, int width, ByteBuf out) {
        String digits = Long.toString(value);
        for (int i = digits.length(); i < width; i++) {
            out.writeByte(' ');
        }
        ListingFormat.appendBytes(digits, out);
    }
}
