/**
 * The FTP service. Start with {@link dev.wharf.ftp.FtpPipeline}, then {@link dev.wharf.ftp.FtpControlHandler}.
 *
 * <p>Every session lives on one event loop, its data connections too; what touches files runs on the disk pool.
 */
@NullMarked
package dev.wharf.ftp;

import org.jspecify.annotations.NullMarked;
