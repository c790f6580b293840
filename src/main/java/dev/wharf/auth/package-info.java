/** Who somebody is and what they may do. Plain values, any thread. */
@NullMarked
package dev.wharf.auth;

import org.jspecify.annotations.NullMarked;
