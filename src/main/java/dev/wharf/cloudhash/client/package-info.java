/** A client for CloudHash: one connection that lasts, many requests on their way. {@code CloudHashClient} is the way in. */
@NullMarked
package dev.wharf.cloudhash.client;

import org.jspecify.annotations.NullMarked;
