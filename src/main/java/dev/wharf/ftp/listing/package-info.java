/** Directory listings as text: what LIST, NLST, MLSD, MLST and STAT send. Pure: no session, no disk, any thread. */
@NullMarked
package dev.wharf.ftp.listing;

import org.jspecify.annotations.NullMarked;
