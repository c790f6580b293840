/**
 * What makes the hash outlive the process: a log of its changes in RocksDB, written by one thread in batches that share
 * a force to disk, and now and then a snapshot, so that the log stays short.
 *
 * <p>{@code DurableLog} is the way in; {@code Changes} is the form of what is written; {@code RocksJournal} keeps it.
 */
@NullMarked
package dev.wharf.cloudhash.store.durable;

import org.jspecify.annotations.NullMarked;
