package dev.wharf.cloudhash.framing;

import dev.wharf.cloudhash.protocol.Arguments;
import dev.wharf.cloudhash.protocol.Limits;
import io.netty.buffer.Unpooled;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes of one connection as they come in, decoded as far as they go, and nothing after the first error. */
final class Conversation {
    private final Detector detector;
    private final Input input = new Input();
    private final Arguments request = new Arguments();
    private final List<String> messages = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private byte[] shared = new byte[16]; // as small as to show that it is exchanged
    private @Nullable Framing framing;
    private boolean restricted;

    Conversation(Limits limits, boolean endOfStreamIsAFrame) {
        this(FramingChoice.AUTO, limits, endOfStreamIsAFrame);
    }

    Conversation(FramingChoice choice, Limits limits, boolean endOfStreamIsAFrame) {
        detector = new Detector(choice, ByteOrder.LITTLE_ENDIAN, limits, endOfStreamIsAFrame);
    }

    Conversation restricted() {
        restricted = true;
        return this;
    }

    void receive(String text) {
        receive(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void receive(byte[] bytes) {
        if (failures.isEmpty()) {
            shared = input.take(Unpooled.wrappedBuffer(bytes), shared);
            decode();
        }
    }

    void endInput() {
        input.endInput();
        decode();
    }

    private void decode() {
        try {
            while (failures.isEmpty() && next()) {
                StringBuilder words = new StringBuilder(request.text(0));
                for (int i = 1; i < request.count(); i++) {
                    words.append('|').append(request.text(i));
                }
                messages.add(words.toString());
            }
        } catch (FramingException e) {
            failures.add(e.answer());
        }
        input.keepRest();
    }

    private boolean next() {
        if (framing == null) {
            framing = detector.detect(input);
            if (framing != null) {
                framing.restrict(restricted);
            }
        }
        return framing != null && framing.decode(input, request);
    }

    boolean hasFraming() {
        return framing != null;
    }

    Framing framing() {
        if (framing == null) {
            throw new IllegalStateException("no framing yet");
        }
        return framing;
    }

    /** The requests, the words of each with bars between them. */
    List<String> messages() {
        return messages;
    }

    /** The errors to answer. */
    List<String> failures() {
        return failures;
    }

    /** How many bytes are kept for later. */
    int kept() {
        return input.length();
    }
}
