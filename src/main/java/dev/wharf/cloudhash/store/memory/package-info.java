/** A store that forgets everything when the process ends. */
@NullMarked
package dev.wharf.cloudhash.store.memory;

import org.jspecify.annotations.NullMarked;
