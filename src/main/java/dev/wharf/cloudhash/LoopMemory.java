package dev.wharf.cloudhash;

import dev.wharf.cloudhash.protocol.Output;
import io.netty.util.concurrent.FastThreadLocal;

/** Memory that all connections of an event loop use in turns, for what has come in and for the answers to it. */
final class LoopMemory {
    private static final int READ_BYTES = 64 * 1024;
    private static final FastThreadLocal<LoopMemory> MEMORY = new FastThreadLocal<>() {
        @Override
        protected LoopMemory initialValue() {
            return new LoopMemory();
        }
    };

    final Output output = new Output();
    byte[] input = new byte[READ_BYTES];

    private LoopMemory() {}

    /** That of the event loop this is called on. */
    static LoopMemory get() {
        return MEMORY.get();
    }
}
