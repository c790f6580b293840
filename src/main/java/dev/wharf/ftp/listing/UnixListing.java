package dev.wharf.ftp.listing;

import dev.wharf.ftp.filetree.FileInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
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
    private final UtcTime time = new UtcTime();

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
    public void append(String name, @Nullable FileInfo info, ListingText out) {
        if (info == null) {
            throw new IllegalArgumentException("a Unix listing needs more than the name");
        }
        out.character(
                switch (info.type()) {
                    case DIRECTORY -> 'd';
                    case DEAD_LINK -> 'l';
                    case FILE, OTHER -> '-';
                });
        for (int bit = 0; bit < PERMISSIONS.length(); bit++) {
            out.character((info.mode() & 0x100 >> bit) != 0 ? PERMISSIONS.charAt(bit) : '-');
        }
        out.text(LINKS_AND_OWNERS).number(info.sizeBytes(), SIZE_WIDTH, ' ').character(' ');
        appendDate(info.modified().getEpochSecond(), out);
        out.character(' ').text(name).endLine();
    }

    private void appendDate(long seconds, ListingText out) {
        time.set(seconds);
        LocalDate date = time.date();
        out.text(MONTHS[date.getMonthValue() - 1])
                .character(' ')
                .number(date.getDayOfMonth(), 2, '0')
                .character(' ');
        if (seconds > oldSeconds && seconds < futureSeconds) {
            out.number(time.hour(), 2, '0').character(':').number(time.minute(), 2, '0');
        } else {
            out.number(date.getYear(), 5, ' ');
        }
    }
}
