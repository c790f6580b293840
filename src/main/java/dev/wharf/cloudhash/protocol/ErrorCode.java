package dev.wharf.cloudhash.protocol;

/** What went wrong, in the second word of an error answer: {@code ERR UNKNOWN ...}. */
public enum ErrorCode {
    /** No such verb. */
    UNKNOWN,
    /** The verb's arguments are not what it takes. */
    SYNTAX,
    /** Something is longer than allowed. */
    LIMIT,
    /** The value cannot be sent in this framing. */
    BINARY,
    /** The framing is broken; the connection ends. */
    PROTO,
    /** The store failed. */
    STORE
}
