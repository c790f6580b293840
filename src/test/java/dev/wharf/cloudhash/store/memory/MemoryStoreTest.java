package dev.wharf.cloudhash.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
    private final MemoryStore store = new MemoryStore();

    @Test
    void anEmptyStoreHoldsNothing() {
        assertThat(get("a")).isEmpty();
        assertThat(contains("a")).isFalse();
        assertThat(store.size()).isZero();
        assertThat(store.dataBytes()).isZero();
    }

    @Test
    void whatIsSetIsThere() {
        set("prez", "obama");

        assertThat(get("prez")).contains("obama");
        assertThat(contains("prez")).isTrue();
        assertThat(store.size()).isOne();
        assertThat(store.dataBytes()).isEqualTo(9);
    }

    @Test
    void everyResultIsThereAtOnce() {
        assertThat(store.set(bytes("a"), bytes("1")).toCompletableFuture()).isDone();
        assertThat(store.get(bytes("a")).toCompletableFuture()).isDone();
        assertThat(store.contains(bytes("a")).toCompletableFuture()).isDone();
        assertThat(store.delete(bytes("a")).toCompletableFuture()).isDone();
        assertThat(store.get(bytes("a")).toCompletableFuture()).isDone();
    }

    @Test
    void aSecondSetReplacesTheValue() {
        set("prez", "obama");
        set("prez", "abe");

        assertThat(get("prez")).contains("abe");
        assertThat(store.size()).isOne();
        assertThat(store.dataBytes()).isEqualTo(7);
    }

    @Test
    void deleteRemovesTheKeyAndTellsItsValue() {
        set("a", "1");
        set("b", "22");

        assertThat(delete("a")).contains("1");

        assertThat(get("a")).isEmpty();
        assertThat(contains("a")).isFalse();
        assertThat(get("b")).contains("22");
        assertThat(store.size()).isOne();
        assertThat(store.dataBytes()).isEqualTo(3);
    }

    @Test
    void deleteOfAKeyThatIsNotThereChangesNothing() {
        set("a", "1");

        assertThat(delete("b")).isEmpty();
        assertThat(store.size()).isOne();
        assertThat(store.dataBytes()).isEqualTo(2);
    }

    @Test
    void keysAndValuesMayBeEmpty() {
        set("", "");

        assertThat(contains("")).isTrue();
        assertThat(get("")).contains("");
        assertThat(store.size()).isOne();
        assertThat(store.dataBytes()).isZero();
    }

    @Test
    void keysAndValuesMayBeAnyBytes() {
        byte[] value = new byte[256];
        for (int i = 0; i < 256; i++) {
            value[i] = (byte) i;
            done(store.set(new byte[] {(byte) i, 0, (byte) -i}, new byte[] {(byte) i}));
        }
        done(store.set(value, value));

        for (int i = 0; i < 256; i++) {
            assertThat(done(store.get(new byte[] {(byte) i, 0, (byte) -i})).orElseThrow())
                    .containsExactly((byte) i);
        }
        assertThat(done(store.get(value)).orElseThrow()).isEqualTo(value);
        assertThat(store.size()).isEqualTo(257);
    }

    @Test
    void keysThatBeginAlikeAreDifferent() {
        for (int length = 0; length < 40; length++) {
            done(store.set(new byte[length], bytes("zeros " + length)));
        }

        assertThat(store.size()).isEqualTo(40);
        for (int length = 0; length < 40; length++) {
            assertThat(done(store.get(new byte[length])).orElseThrow()).isEqualTo(bytes("zeros " + length));
        }
    }

    @Test
    void manyKeysAreKept() {
        int count = 100_000;
        long dataBytes = 0;
        for (int i = 0; i < count; i++) {
            set("key " + i, "value " + i);
            dataBytes += ("key " + i + "value " + i).length();
        }

        assertThat(store.size()).isEqualTo(count);
        assertThat(store.dataBytes()).isEqualTo(dataBytes);
        for (int i = 0; i < count; i++) {
            assertThat(delete("key " + i)).contains("value " + i);
        }
        assertThat(store.size()).isZero();
        assertThat(store.dataBytes()).isZero();
    }

    @Test
    void nothingIsLostOrCountedTwiceWhenSeveralThreadsWrite() throws Exception {
        int writers = 4;
        int rounds = 20_000;
        CyclicBarrier start = new CyclicBarrier(writers);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                int number = writer;
                running.add(threads.submit(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    for (int i = 0; i < rounds; i++) {
                        set("own " + number + " " + i % 100, "x".repeat(i % 7));
                        set("shared " + i % 10, "y".repeat((i + number) % 5));
                        if (i % 3 == 0) {
                            delete("shared " + i % 10);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        long expectedSize = 0;
        long expectedBytes = 0;
        for (int i = 0; i < 10; i++) {
            String key = "shared " + i;
            if (contains(key)) {
                expectedSize++;
                expectedBytes += key.length() + get(key).orElseThrow().length();
            }
        }
        for (int writer = 0; writer < writers; writer++) {
            for (int i = 0; i < 100; i++) {
                String key = "own " + writer + " " + i;
                expectedSize++;
                expectedBytes += key.length() + get(key).orElseThrow().length();
            }
        }
        assertThat(store.size()).isEqualTo(expectedSize);
        assertThat(store.dataBytes()).isEqualTo(expectedBytes);
    }

    @Test
    void aClosedStoreHoldsNothing() {
        set("a", "1");

        store.close();

        assertThat(store.size()).isZero();
        assertThat(get("a")).isEmpty();
    }

    private void set(String key, String value) {
        store.set(bytes(key), bytes(value)).toCompletableFuture().join();
    }

    private Optional<String> get(String key) {
        return done(store.get(bytes(key))).map(MemoryStoreTest::text);
    }

    private Optional<String> delete(String key) {
        return done(store.delete(bytes(key))).map(MemoryStoreTest::text);
    }

    private boolean contains(String key) {
        return done(store.contains(bytes(key)));
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
