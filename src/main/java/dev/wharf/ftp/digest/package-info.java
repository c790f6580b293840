/** Digests of files: which there are, how one is made beside everything else, and what is remembered of them. */
@NullMarked
package dev.wharf.ftp.digest;

import org.jspecify.annotations.NullMarked;
