/**
 * CloudHash, a hash over TCP. Start with {@link dev.wharf.cloudhash.CloudHashPipeline}, then
 * {@link dev.wharf.cloudhash.CloudHashHandler}.
 *
 * <p>A connection lives on one event loop; the store answers for all of them.
 */
@NullMarked
package dev.wharf.cloudhash;

import org.jspecify.annotations.NullMarked;
