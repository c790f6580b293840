/** Requests, answers and limits, whatever they are framed in. Values, any thread. */
@NullMarked
package dev.wharf.cloudhash.protocol;

import org.jspecify.annotations.NullMarked;
