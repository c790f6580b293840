package dev.wharf.ftp.session;

import dev.wharf.ftp.data.DataEndpoint;
import dev.wharf.ftp.digest.DigestAlgorithm;
import dev.wharf.ftp.filetree.VirtualPath;
import dev.wharf.ftp.listing.Fact;
import dev.wharf.ftp.protocol.ByteRange;
import dev.wharf.ftp.protocol.ReplyCode;
import dev.wharf.ftp.protocol.ReplyException;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the next transfer is to be done: TYPE, REST, PROT, OPTS and the data connection agreed on. */
public final class TransferSettings {
    /** zlib's own choice between time and size. */
    private static final int USUAL_LEVEL = 6;

    private Type type = Type.ASCII; // RFC 959, 5.1
    private boolean compressed;
    private int compressionLevel = USUAL_LEVEL;
    private long restartOffset;
    private long announcedBytes;
    private @Nullable VirtualPath renameFrom;
    private ByteRange range = ByteRange.WHOLE;
    private DigestAlgorithm digest = DigestAlgorithm.SHA_256;
    private Set<Fact> facts = Fact.all();
    private boolean epsvOnly;
    private boolean bufferSizeAgreed;
    private boolean dataProtected;
    private @Nullable DataEndpoint endpoint;

    /** Representation types (RFC 959, 3.1.1). */
    public enum Type {
        ASCII,
        IMAGE
    }

    public Type type() {
        return type;
    }

    public void useType(Type newType) {
        type = newType;
    }

    /** MODE Z, or back to MODE S. */
    public void compress(boolean compress) {
        compressed = compress;
    }

    /** OPTS MODE Z LEVEL: 1 (fast) to 9 (small). */
    public void compressBy(int level) {
        compressionLevel = level;
    }

    /** The level at which data is compressed; empty in MODE S. */
    public OptionalInt compression() {
        return compressed ? OptionalInt.of(compressionLevel) : OptionalInt.empty();
    }

    /** REST: where the next transfer begins. */
    public void restartAt(long offset) {
        restartOffset = offset;
        range = ByteRange.WHOLE;
    }

    /** RANG: which bytes the next RETR or HASH is about; takes an earlier REST back. */
    public void restrictTo(ByteRange bytes) {
        range = bytes;
        restartOffset = 0;
    }

    /** The stretch that REST or RANG chose, which counts for one transfer or digest only. */
    public ByteRange takeRange() {
        ByteRange chosen = range.equals(ByteRange.WHOLE) ? new ByteRange(restartOffset, Long.MAX_VALUE) : range;
        takeRestartOffset();
        return chosen;
    }

    /** The offset of REST, which counts for one transfer only. */
    public long takeRestartOffset() {
        long offset = restartOffset;
        restartOffset = 0;
        range = ByteRange.WHOLE;
        return offset;
    }

    /** ALLO: how much the next upload will bring. */
    public void announce(long bytes) {
        announcedBytes = bytes;
    }

    /** What ALLO announced, which counts for one upload only; 0 for nothing. */
    public long takeAnnouncedBytes() {
        long bytes = announcedBytes;
        announcedBytes = 0;
        return bytes;
    }

    /** RNFR: what RNTO will rename; null for nothing. */
    public void renameFrom(@Nullable VirtualPath path) {
        renameFrom = path;
    }

    /** What RNFR named, which counts for one RNTO only; null for nothing. */
    public @Nullable VirtualPath takeRenameFrom() {
        VirtualPath path = renameFrom;
        renameFrom = null;
        return path;
    }

    /** What HASH makes. */
    public DigestAlgorithm digest() {
        return digest;
    }

    /** OPTS HASH. */
    public void digestBy(DigestAlgorithm algorithm) {
        digest = algorithm;
    }

    /** What MLSD and MLST tell. */
    public Set<Fact> facts() {
        return facts;
    }

    /** OPTS MLST. */
    public void tell(Set<Fact> selected) {
        facts = selected;
    }

    /** EPSV ALL has been given (RFC 2428, 4). */
    public boolean isEpsvOnly() {
        return epsvOnly;
    }

    public void allowOnlyEpsv() {
        epsvOnly = true;
    }

    /** PBSZ has been given (RFC 4217, 8). */
    public boolean isBufferSizeAgreed() {
        return bufferSizeAgreed;
    }

    public void agreeOnBufferSize() {
        bufferSizeAgreed = true;
    }

    /** Whether data connections are secured: PROT P. */
    public boolean isDataProtected() {
        return dataProtected;
    }

    public void protectData(boolean protect) {
        dataProtected = protect;
    }

    /** Whether PASV, EPSV, PORT or EPRT wait for a transfer. */
    public boolean hasEndpoint() {
        return endpoint != null;
    }

    /** Keeps the way to open the next data connection, and gives up an earlier one. */
    public void prepare(DataEndpoint next) {
        dropEndpoint();
        endpoint = next;
    }

    /**
     * The way to open the data connection, good once.
     *
     * @throws ReplyException 425 if none has been agreed on
     */
    DataEndpoint takeEndpoint() throws ReplyException {
        DataEndpoint taken = endpoint;
        if (taken == null) {
            throw new ReplyException(
                    ReplyCode.CANNOT_OPEN_DATA_CONNECTION, "Use PASV, EPSV, PORT or EPRT before each transfer.");
        }
        endpoint = null;
        return taken;
    }

    /** Gives up the data connection agreed on, if there is one. */
    public void dropEndpoint() {
        if (endpoint != null) {
            endpoint.close();
            endpoint = null;
        }
    }
}
