/**
 * Sockets and event loops: what both services stand on.
 *
 * <p>{@link dev.wharf.net.EventLoops} chooses the transport and holds one event loop per core;
 * {@link dev.wharf.net.Listener} binds one address on all of them; {@link dev.wharf.net.ConnectionRegistry} knows
 * every live connection, so that limits, drain and metrics read one truth. A connection lives on one event loop for
 * life; nothing that may block runs there: that is what {@link dev.wharf.net.BlockingPool} is for.
 */
@NullMarked
package dev.wharf.net;

import org.jspecify.annotations.NullMarked;
