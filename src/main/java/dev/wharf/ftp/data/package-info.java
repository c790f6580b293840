/**
 * Data connections and what goes over them.
 *
 * <p>{@link dev.wharf.ftp.data.PassivePorts} and {@link dev.wharf.ftp.data.ActiveConnector} make a
 * {@link dev.wharf.ftp.data.DataEndpoint}; {@link dev.wharf.ftp.data.Download} opens it and pumps a
 * {@link dev.wharf.ftp.data.DataSource} through it with back-pressure. Everything lives on the event loop of the
 * control connection, except {@code DataSource}, which is called on the disk pool. Nothing here knows of sessions.
 */
@NullMarked
package dev.wharf.ftp.data;

import org.jspecify.annotations.NullMarked;
