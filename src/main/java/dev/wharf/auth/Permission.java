package dev.wharf.auth;

/** What a user may do with files. */
public enum Permission {
    /** See names, sizes and times; enter directories. */
    LIST,
    /** Fetch contents, and have digests made of them. */
    READ,
    /** Store new files and replace what is there. */
    WRITE,
    /** Add to the end of files. */
    APPEND,
    /** Delete files, and remove empty directories. */
    DELETE,
    /** Give files and directories other names. */
    RENAME,
    /** Make directories. */
    MAKE_DIRECTORY,
    /** Change modification times. */
    SET_TIME,
    /** Change access modes. */
    CHMOD
}
