/**
 * What a control connection remembers between commands. Everything here is confined to the event loop of that
 * connection: no locks, no volatile fields.
 */
@NullMarked
package dev.wharf.ftp.session;

import org.jspecify.annotations.NullMarked;
