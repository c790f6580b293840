/** The file tree on a directory of this machine, jailed by the kernel's own path walk. */
@NullMarked
package dev.wharf.ftp.filetree.local;

import org.jspecify.annotations.NullMarked;
