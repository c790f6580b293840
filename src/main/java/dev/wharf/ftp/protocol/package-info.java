/**
 * FTP's control connection as values and bytes: requests, replies, addresses. No session is known here.
 *
 * <p>Names and arguments are <em>byte strings</em>: Strings in which each char stands for one byte (ISO 8859-1 both
 * ways), so that whatever a client sends comes back to it byte for byte. {@link dev.wharf.ftp.protocol.ByteString}
 * makes them readable for logs. Values are immutable; the codecs belong to one channel's event loop.
 */
@NullMarked
package dev.wharf.ftp.protocol;

import org.jspecify.annotations.NullMarked;
