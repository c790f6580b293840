package dev.wharf.ftp.filetree;

import java.io.IOException;

/** A file operation that failed; the kind decides the reply. Knows virtual paths only, never the machine's. */
public final class FileTreeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String path;

    public FileTreeException(Kind kind, VirtualPath path) {
        this(kind, path.toString());
    }

    FileTreeException(Kind kind, String path) {
        super(path + ": " + kind);
        this.kind = kind;
        this.path = path;
    }

    /** @param cause for the log; its message may hold the machine's paths */
    public FileTreeException(Kind kind, VirtualPath path, Throwable cause) {
        super(path + ": " + kind, cause);
        this.kind = kind;
        this.path = path.toString();
    }

    public Kind kind() {
        return kind;
    }

    /** The virtual path, a byte string as the client knows it. */
    public String path() {
        return path;
    }

    /** What went wrong. */
    public enum Kind {
        NOT_FOUND,
        NOT_A_DIRECTORY,
        NOT_A_FILE,
        ACCESS_DENIED,
        /** A control byte in a name. */
        NAME_INVALID,
        /** Too many links one behind the other. */
        LINK_LOOP,
        /** Nothing can be put under that name: it is reserved, too long, or lies elsewhere. */
        NAME_NOT_ALLOWED,
        ALREADY_EXISTS,
        /** A directory that is to be removed. */
        NOT_EMPTY,
        /** Another file system begins on the way, across which nothing can be moved. */
        OTHER_FILE_SYSTEM,
        /** The offset to go on from lies beyond what is there. */
        OFFSET_BEYOND_END,
        /** Changed by somebody else while it was being added to. */
        CHANGED,
        READ_ONLY,
        /** The disk is full. */
        NO_SPACE,
        /** The user's share of the disk is full. */
        QUOTA_EXCEEDED,
        /** The disk or the file system failed. */
        IO
    }
}
