package dev.wharf.cloudhash.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextCommandTest {
    @ParameterizedTest
    @EnumSource
    void isFoundByItsVerbInAnyCase(TextCommand command) {
        String verb = command.verb();
        String mixed = verb.substring(0, 1) + verb.substring(1).toLowerCase(Locale.ROOT);

        assertThat(find(verb)).isSameAs(command);
        assertThat(find(verb.toLowerCase(Locale.ROOT))).isSameAs(command);
        assertThat(find(mixed)).isSameAs(command);
    }

    @ParameterizedTest
    @EnumSource
    void isNotFoundByMoreOrLessThanItsVerb(TextCommand command) {
        String verb = command.verb();

        assertThat(find(verb + "X")).isNull();
        assertThat(find(" " + verb)).isNull();
        assertThat(find(verb + "\0")).isNull();
        assertThat(find(verb.substring(1))).isNull();
        assertThat(find(verb.substring(0, verb.length() - 1))).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheBytesOfTheVerbAreLookedAt(TextCommand command) {
        byte[] text = (command.verb() + " and more").getBytes(StandardCharsets.US_ASCII);

        assertThat(TextCommand.find(text, command.verb().length())).isSameAs(command);
    }

    @ParameterizedTest
    @EnumSource
    void theUsageBeginsWithTheVerb(TextCommand command) {
        assertThat(command.usage()).startsWith(command.verb()).hasSizeLessThan(40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "FETCH", "KEY", "KEY_", "\u00d3ET", "S\u0305T", "\u00ff\u00ff\u00ff"})
    void otherWordsNameNoCommand(String word) {
        assertThat(find(word)).isNull();
    }

    @Test
    void theVerbsDiffer() {
        assertThat(Arrays.stream(TextCommand.values()).map(TextCommand::verb)).doesNotHaveDuplicates();
    }

    private static @Nullable TextCommand find(String word) {
        byte[] text = word.getBytes(StandardCharsets.ISO_8859_1);
        return TextCommand.find(text, text.length);
    }
}
