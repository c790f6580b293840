/**
 * The verbs: {@link dev.wharf.cloudhash.command.TextCommand} is the table. Commands run on the connection's event loop
 * and leave everything that takes time to the store.
 */
@NullMarked
package dev.wharf.cloudhash.command;

import org.jspecify.annotations.NullMarked;
