package dev.wharf.net;

/**
 * User event that asks a connection to end as soon as nothing is owed on it: an idle one now, a busy one when its
 * running work has been answered. Fired on the connection's event loop by {@link ConnectionRegistry#drain}.
 */
public enum DrainEvent {
    INSTANCE
}
