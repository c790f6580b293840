/** Where keys and values are kept. */
@NullMarked
package dev.wharf.cloudhash.store;

import org.jspecify.annotations.NullMarked;
