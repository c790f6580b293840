package dev.wharf.common;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {
    @ParameterizedTest
    @ValueSource(longs = {-2, 0, 7})
    void acceptsANumberBetweenTheBoundsBothIncluded(long value) {
        assertThatCode(() -> Check.inRange("n", value, -2, 7)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {-3, 8, Long.MIN_VALUE, Long.MAX_VALUE})
    void refusesANumberBeyondTheBounds(long value) {
        assertThatThrownBy(() -> Check.inRange("n", value, -2, 7))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("n: %s (expected: -2..7)", value);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 101, 60_000})
    void acceptsADurationBetweenTheBoundsBothIncluded(long millis) {
        assertThatCode(() ->
                        Check.inRange("t", Duration.ofMillis(millis), Duration.ofMillis(100), Duration.ofMinutes(1)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"99, 99 ms", "60001, 60001 ms", "0, 0 s", "-1000, -1 s", "61000, 61 s"})
    void refusesADurationBeyondTheBounds(long millis, String shown) {
        assertThatThrownBy(() ->
                        Check.inRange("t", Duration.ofMillis(millis), Duration.ofMillis(100), Duration.ofMinutes(1)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("t: %s (expected: 100 ms..60 s)", shown);
    }

    @Test
    void acceptsWhatHolds() {
        assertThatCode(() -> Check.that(true, "key", "value", "anything")).doesNotThrowAnyException();
    }

    @Test
    void refusesWhatDoesNotHold() {
        assertThatThrownBy(() -> Check.that(false, "key", 5, "something else"))
                .isInstanceOfSatisfying(InvalidValueException.class, e -> {
                    Assertions.assertThat(e.key()).isEqualTo("key");
                    Assertions.assertThat(e.value()).isEqualTo("5");
                    Assertions.assertThat(e.expected()).isEqualTo("something else");
                    Assertions.assertThat(e).hasMessage("key: 5 (expected: something else)");
                });
    }
}
