package dev.wharf.auth;

/** What a user may do with files. */
public enum Permission {
    /** See names, sizes and times. */
    LIST,
    /** Fetch contents. */
    READ
}
