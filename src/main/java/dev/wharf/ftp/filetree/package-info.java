/**
 * What a session sees below "/": virtual paths, what is known of a file, and the tree that answers for them.
 *
 * <p>Names are byte strings: a char is one byte as it came over the wire, whatever encoding the client meant. Paths are
 * values; everything that reaches a disk blocks and belongs on the disk pool.
 */
@NullMarked
package dev.wharf.ftp.filetree;

import org.jspecify.annotations.NullMarked;
