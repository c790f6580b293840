package dev.wharf.net;

/**
 * User event of {@link OnDemandDecoder}: what {@link InputBegun} told of has come whole and is no message. The time that a
 * peer may be idle begins.
 */
public enum InputCleared {
    INSTANCE
}
