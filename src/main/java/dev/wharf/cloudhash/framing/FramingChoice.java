package dev.wharf.cloudhash.framing;

/** What a listener says of its connections' framing. */
public enum FramingChoice {
    /** Found out from the first bytes of each connection. */
    AUTO,
    LINE,
    LENGTH,
    /** RESP, and words on a line. */
    RESP
}
