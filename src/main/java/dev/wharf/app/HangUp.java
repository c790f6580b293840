package dev.wharf.app;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * SIGHUP, by which an operator asks a server to read its files again.
 *
 * <p>The JVM's class for signals is none that a compiler accepts without complaint, so it is reached by name.
 */
final class HangUp {
    private HangUp() {}

    /** Runs {@code action} at each SIGHUP, which otherwise would end the process. Thread: one made for each signal. */
    static void handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            Method handle = signal.getMethod("handle", signal, handler);
            handle.invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM does not let SIGHUP be handled", e);
        }
    }
}
