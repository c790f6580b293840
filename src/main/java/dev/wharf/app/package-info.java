/** The program: commands, configuration as a whole, and how the parts are put together, started and stopped. */
@NullMarked
package dev.wharf.app;

import org.jspecify.annotations.NullMarked;
