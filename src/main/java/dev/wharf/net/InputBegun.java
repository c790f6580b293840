package dev.wharf.net;

/**
 * User event of {@link OnDemandDecoder}: the first bytes of the message that is waited for have come, the last have not.
 * The time that a peer may take for the rest begins.
 */
public enum InputBegun {
    INSTANCE
}
