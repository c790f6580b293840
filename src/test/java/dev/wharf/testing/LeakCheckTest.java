package dev.wharf.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

class LeakCheckTest {
    private final LeakCheck check = new LeakCheck();

    @Test
    void failsWhenABufferWasNotReleased() {
        allocateAndForget();

        assertThatThrownBy(() -> check.afterAll(context())).hasMessageContaining("was not released");
    }

    @Test
    void passesWhenEveryBufferWasReleased() throws Exception {
        assertThat(ByteBufAllocator.DEFAULT.directBuffer(16).release()).isTrue();

        check.afterAll(context());
    }

    private static void allocateAndForget() {
        ByteBufAllocator.DEFAULT.directBuffer(16).writeInt(1);
    }

    private static ExtensionContext context() {
        return (ExtensionContext) java.lang.reflect.Proxy.newProxyInstance(
                LeakCheckTest.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.class},
                (proxy, method, arguments) -> "a test class");
    }
}
