package dev.wharf.net;

/**
 * User event of {@link OnDemandDecoder}: the peer has sent its last byte and every whole message before it has been
 * delivered. The outgoing direction may still be open.
 */
public enum InputEnded {
    INSTANCE
}
