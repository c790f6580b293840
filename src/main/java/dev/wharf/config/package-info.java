/**
 * From HOCON to records: {@link dev.wharf.config.ConfigSource} layers the defaults, a file, the environment and the
 * command line; {@link dev.wharf.config.RecordBinder} fills records from them.
 *
 * <p>Every mistake becomes one {@link dev.wharf.config.ConfigurationException} that says where, which key, which value
 * and what was expected. The HOCON library is used here and nowhere else. Threads: start-up only.
 */
@NullMarked
package dev.wharf.config;

import org.jspecify.annotations.NullMarked;
