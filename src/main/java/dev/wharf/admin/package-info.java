/** HTTP for operators: what the server measures, whether it lives, whether it takes work. */
@NullMarked
package dev.wharf.admin;

import org.jspecify.annotations.NullMarked;
