package dev.wharf.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.wharf.common.Check;
import dev.wharf.common.InvalidValueException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordBinderTest {
    record Flag(boolean on) {}

    record Count(int count) {}

    record BigNumber(long count) {}

    record Size(int maxLineBytes) {}

    record BigSize(long maxLineBytes) {}

    record Text(String greeting) {}

    record File(Path dataFile) {}

    record Time(Duration idleTimeout) {}

    record Choice(Color favourite) {}

    enum Color {
        RED,
        SKY_BLUE
    }

    record Names(List<String> hostNames) {}

    record Colors(Set<Color> colors) {}

    record Ranges(List<Range> ranges) {}

    record MaybeFile(Optional<Path> certificate) {}

    record MaybeText(Optional<String> address) {}

    record Ranged(Range range) {}

    record Range(int low, int high) {
        static Range parse(String text) {
            String[] parts = text.split("-", -1);
            if (parts.length != 2) {
                throw new IllegalArgumentException("two numbers such as 1-2");
            }
            return new Range(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }
    }

    record Outer(Inner innerPart) {}

    record Inner(Limits limits) {}

    record Limits(int maxKeys) {
        Limits {
            Check.inRange("max-keys", maxKeys, 1, 9);
        }
    }

    record Unsupported(Thread thread) {}

    record Broken(String text) {
        Broken {
            throw new IllegalStateException("no " + text);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, true",
        "false, false",
        "yes, true",
        "no, false",
        "on, true",
        "off, false",
        "TRUE, true",
        "Off, false",
        "'\"true\"', true"
    })
    void bindsABoolean(String text, boolean expected) {
        assertThat(bind("on = " + text, Flag.class).on()).isEqualTo(expected);
    }

    @Test
    void refusesAnythingElseForABoolean() {
        assertRefused("on = maybe", Flag.class, "on: maybe (expected: true or false)");
        assertRefused("on = 1", Flag.class, "on: 1 (expected: true or false)");
        assertRefused("on = \"\"", Flag.class, "on:  (expected: true or false)");
    }

    @Test
    void bindsAnInt() {
        assertThat(bind("count = -7", Count.class).count()).isEqualTo(-7);
        assertThat(bind("count = \"2147483647\"", Count.class).count()).isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"many", "1.5", "1 KiB", "0x10", "9223372036854775808"})
    void refusesAnythingElseForAnInt(String text) {
        assertRefused("count = \"" + text + "\"", Count.class, "count: " + text + " (expected: a whole number)");
    }

    @Test
    void refusesAnIntThatIsTooLarge() {
        assertRefused("count = 2147483648", Count.class, "count: 2147483648 (expected: at most 2147483647)");
    }

    @Test
    void bindsALong() {
        assertThat(bind("count = 9223372036854775807", BigNumber.class).count()).isEqualTo(Long.MAX_VALUE);
        assertRefused("count = ten", BigNumber.class, "count: ten (expected: a whole number)");
    }

    @ParameterizedTest
    @CsvSource({"4096, 4096", "64 KiB, 65536", "16 MiB, 16777216", "1 kB, 1000", "0, 0", "'\"2 KiB\"', 2048"})
    void bindsASize(String text, int expected) {
        assertThat(bind("max-line-bytes = " + text, Size.class).maxLineBytes()).isEqualTo(expected);
        assertThat(bind("max-line-bytes = " + text, BigSize.class).maxLineBytes())
                .isEqualTo(expected);
    }

    @Test
    void bindsASizeThatOnlyALongHolds() {
        assertThat(bind("max-line-bytes = 3 GiB", BigSize.class).maxLineBytes()).isEqualTo(3L << 30);
        assertRefused("max-line-bytes = 3 GiB", Size.class, "max-line-bytes: 3 GiB (expected: at most 2147483647)");
    }

    @Test
    void refusesAnythingElseForASize() {
        assertRefused(
                "max-line-bytes = 3 miles",
                Size.class,
                "max-line-bytes: 3 miles (expected: a size such as 4096, 64 KiB or 16 MiB)");
        assertRefused(
                "max-line-bytes = \"\"",
                Size.class,
                "max-line-bytes:  (expected: a size such as 4096, 64 KiB or 16 MiB)");
    }

    @Test
    void bindsText() {
        assertThat(bind("greeting = \"Hello, there\"", Text.class).greeting()).isEqualTo("Hello, there");
        assertThat(bind("greeting = 5", Text.class).greeting()).isEqualTo("5");
        assertThat(bind("greeting = \"\"", Text.class).greeting()).isEmpty();
    }

    @Test
    void refusesAListOrASectionForText() {
        assertRefused("greeting = [a]", Text.class, "greeting: [ ... ] (expected: a single value)");
        assertRefused("greeting = { a = 1 }", Text.class, "greeting: { ... } (expected: a single value)");
    }

    @Test
    void bindsListsAndSetsOfWhatCanBeWrittenAsText() {
        assertThat(bind("colors = [sky-blue, RED, red]", Colors.class).colors())
                .containsExactly(Color.SKY_BLUE, Color.RED);
        assertThat(bind("colors = \"red, sky-blue\"", Colors.class).colors())
                .containsExactly(Color.RED, Color.SKY_BLUE);
        assertThat(bind("ranges = [1-2, 3-4]", Ranges.class).ranges())
                .containsExactly(new Range(1, 2), new Range(3, 4));
        assertThat(bind("ranges = []", Ranges.class).ranges()).isEmpty();
    }

    @Test
    void namesTheItemOfAListThatCannotBeUsed() {
        assertRefused("colors = [red, blu]", Colors.class, "colors: blu (expected: one of red, sky_blue)");
        assertRefused("ranges = [1-2, 3]", Ranges.class, "ranges: 3 (expected: two numbers such as 1-2)");
    }

    @Test
    void bindsAPath() {
        assertThat(bind("data-file = ./a/b", File.class).dataFile()).isEqualTo(Path.of("./a/b"));
    }

    @Test
    void refusesAPathThatIsNone() {
        assertRefused("data-file = \"a\\u0000b\"", File.class, "data-file: a\0b (expected: a path)");
    }

    @ParameterizedTest
    @CsvSource({"500 ms, PT0.5S", "30 s, PT30S", "5 minutes, PT5M", "0 s, PT0S", "2 h, PT2H", "'\"1 s\"', PT1S"})
    void bindsADuration(String text, Duration expected) {
        assertThat(bind("idle-timeout = " + text, Time.class).idleTimeout()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"soon", "5 parsecs", "''"})
    void refusesAnythingElseForADuration(String text) {
        assertRefused(
                "idle-timeout = \"" + text + "\"",
                Time.class,
                "idle-timeout: " + text + " (expected: a duration such as 500 ms, 30 s or 5 minutes)");
    }

    @ParameterizedTest
    @CsvSource({"red, RED", "RED, RED", "sky_blue, SKY_BLUE", "sky-blue, SKY_BLUE", "Sky-Blue, SKY_BLUE"})
    void bindsAnEnum(String text, Color expected) {
        assertThat(bind("favourite = " + text, Choice.class).favourite()).isEqualTo(expected);
    }

    @Test
    void refusesAnUnknownConstantAndListsTheKnownOnes() {
        assertRefused("favourite = green", Choice.class, "favourite: green (expected: one of red, sky_blue)");
    }

    @Test
    void bindsAListOfText() {
        assertThat(bind("host-names = [a, \"b c\", 3]", Names.class).hostNames())
                .containsExactly("a", "b c", "3");
        assertThat(bind("host-names = []", Names.class).hostNames()).isEmpty();
        assertThat(bind("host-names = \"a, b\"", Names.class).hostNames()).containsExactly("a", "b");
        assertThat(bind("host-names = \"\"", Names.class).hostNames()).isEmpty();
    }

    @Test
    void bindsAnEmptyTextToAnEmptyOptional() {
        assertThat(bind("certificate = \"\"", MaybeFile.class).certificate()).isEmpty();
        assertThat(bind("certificate = a.pem", MaybeFile.class).certificate()).contains(Path.of("a.pem"));
        assertThat(bind("address = \"\"", MaybeText.class).address()).isEmpty();
        assertThat(bind("address = x", MaybeText.class).address()).contains("x");
    }

    @Test
    void refusesAListForAnOptional() {
        assertRefused("address = []", MaybeText.class, "address: [ ... ] (expected: a single value)");
    }

    @Test
    void bindsATypeThatParsesItself() {
        assertThat(bind("range = 1-2", Ranged.class).range()).isEqualTo(new Range(1, 2));
        assertRefused("range = 1", Ranged.class, "range: 1 (expected: two numbers such as 1-2)");
    }

    @Test
    void bindsNestedRecordsInKebabCase() {
        assertThat(bind("inner-part { limits { max-keys = 3 } }", Outer.class))
                .isEqualTo(new Outer(new Inner(new Limits(3))));
    }

    @Test
    void reportsWhatANestedRecordRefusesUnderTheFullKey() {
        assertRefused(
                "inner-part.limits.max-keys = 10", Outer.class, "inner-part.limits.max-keys: 10 (expected: 1..9)");
    }

    @Test
    void reportsAValueOfTheWrongTypeUnderTheFullKey() {
        assertThatThrownBy(() -> bind("inner-part.limits.max-keys = x", Outer.class))
                .isInstanceOfSatisfying(InvalidValueException.class, e -> {
                    assertThat(e.key()).isEqualTo("inner-part.limits.max-keys");
                    assertThat(e.value()).isEqualTo("x");
                    assertThat(e.expected()).isEqualTo("a whole number");
                });
    }

    @Test
    void refusesAValueWhereASectionBelongs() {
        assertRefused("inner-part = 5", Outer.class, "inner-part: 5 (expected: a section: inner-part { ... })");
        assertRefused(
                "inner-part.limits = 5", Outer.class, "inner-part.limits: 5 (expected: a section: limits { ... })");
    }

    @Test
    void aTypeThatCannotBeConfiguredIsAProgrammingError() {
        assertThatThrownBy(() -> bind("thread = 1", Unsupported.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is no type for configuration");
    }

    @Test
    void aRecordThatFailsOtherwiseIsAProgrammingError() {
        assertThatThrownBy(() -> bind("text = luck", Broken.class))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("no luck");
    }

    private static <R extends Record> R bind(String text, Class<R> type) {
        return new RecordBinder().bind(ConfigFactory.parseString(text), type);
    }

    @Test
    void namesTheKeyOfAListThatIsNone() {
        assertRefused("host-names = {}", Names.class, "host-names: { ... } (expected: a list of texts)");
        assertRefused("host-names = [ {} ]", Names.class, "host-names: [ ... ] (expected: a list of texts)");
    }

    @Test
    void refusesADurationWithoutUnit() {
        assertRefused(
                "pause = 300", Pause.class, "pause: 300 (expected: a duration such as 500 ms, 30 s or 5 minutes)");
        assertThat(bind("pause = 0", Pause.class)).isEqualTo(new Pause(java.time.Duration.ZERO));
    }

    record Pause(java.time.Duration pause) {}

    private static void assertRefused(String text, Class<? extends Record> type, String message) {
        assertThatThrownBy(() -> bind(text, type))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(message);
    }
}
