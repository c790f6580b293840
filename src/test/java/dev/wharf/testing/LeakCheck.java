package dev.wharf.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails every test class behind which a buffer has been left unreleased. Registered for all of them. */
public final class LeakCheck implements AfterAllCallback {
    private static final long PATIENCE_MILLIS = 10_000;

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        // Twice: when the second canary is there, all that died with the first has been queued for the detector.
        awaitCollection();
        awaitCollection();
        ByteBufAllocator.DEFAULT.buffer(1).release(); // the detector looks at its queue when something is allocated
        assertThat(RecordingLeakDetector.takeFound())
                .as("buffers leaked by %s or a class before it", context.getDisplayName())
                .isEmpty();
    }

    private static void awaitCollection() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> canary = new WeakReference<>(new Object(), queue);
        long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (System.currentTimeMillis() < deadline) {
            System.gc();
            if (queue.remove(50) == canary) {
                return;
            }
        }
        throw new IllegalStateException("no garbage collection within " + PATIENCE_MILLIS + " ms");
    }
}
