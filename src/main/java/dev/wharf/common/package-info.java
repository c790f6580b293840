/**
 * Small helpers that every package may use and that use nothing of ours.
 *
 * <p>Threads: everything here is immutable or says otherwise.
 */
@NullMarked
package dev.wharf.common;

import org.jspecify.annotations.NullMarked;
