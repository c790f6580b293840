/**
 * How requests and answers are told apart on a connection: by lines, by length prefixes or by the end of the stream.
 * Which of them is found out from the first bytes. One framing object for each connection, on its event loop.
 */
@NullMarked
package dev.wharf.cloudhash.framing;

import org.jspecify.annotations.NullMarked;
