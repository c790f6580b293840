/**
 * The commands: {@link dev.wharf.ftp.command.FtpCommand} is the table, the other classes do what its rows point to. A
 * handler runs on the session's event loop and answers with one reply; whether the command is allowed now has been
 * checked before, and failures become replies elsewhere.
 */
@NullMarked
package dev.wharf.ftp.command;

import org.jspecify.annotations.NullMarked;
