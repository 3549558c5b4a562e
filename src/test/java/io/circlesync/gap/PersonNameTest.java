package io.circlesync.gap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WIN 500€ http://evil.example",
                "www.evil.example/a",
                "evil.example",
                "Evil.Example",
                "evil．example",
                "evil。example",
                "evil｡example",
                "evil․example",
                "evil\u00AD.exa\u200Bmple",
                "täter.example",
                "xn--fsq.example",
                "10.0.0.1",
                "http:evil",
                "ｈｔｔｐ：／／evil",
                "a/b",
                "a\\b",
                "a∕b",
                "ada@evil",
                "ada＠evil",
                "tel 0170 12345",
                "٠١٢٣",
                "500€",
                "$5",
                "₿",
                "\u200B\u2060\uFEFF",
                "\u202E",
                "\u3164\u115F\u2800",
                "\uFE0F",
                "\u0301\u0302",
                "   ",
                "\u00A0\u2003",
                ""
            })
    void a_greeting_is_without_the_name_where_a_link_or_nothing_could_come_of_it(String name) {
        assertThat(PersonName.greeting(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Ada|Ada",
                "  Ada  |Ada",
                "Zoë 李|Zoë 李",
                "Jean-Luc|Jean-Luc",
                "O’Neil|O’Neil",
                "J.R.|J.R.",
                "Dr. Ada|Dr. Ada",
                "Ada (she)|Ada (she)",
                "R2D2|R2D2",
                "A\u200Bda\u00AD\uFEFF|Ada",
                "A\u202Eda\u202C|Ada",
                "\u2066Ada\u2069|Ada",
                "Ada\u0007\u0085\u2028Lovelace|Ada Lovelace",
                "Ad\u0061\u0308|Adä",
                "Z\u0336\u0336\u0336\u0336\u0336\u0336\u0336oe|Z\u0336\u0336\u0336\u0336oe",
                "محمد|محمد",
                "Wolfeschlegelsteinhausenbergerdorff Hubert Blaine|Wolfeschlegelsteinhausenbergerdorff Hub…"
            })
    void a_greeting_shows_what_can_be_seen_of_a_name_on_one_line_and_not_too_much_of_it(String name, String shown) {
        assertThat(PersonName.greeting(name)).contains(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Ada Lovelace|Ada Lovelace",
                "evil.example Lovelace|evil.example Lovela…",
                "Ada\u202E ecalevoL|Ada ecalevoL",
                "محمد|\u2068محمد\u2069",
                "Ada אבג|\u2068Ada אבג\u2069",
                "\u2067אבג|\u2068אבג\u2069",
                "xxxxxxxxxxxxxxxxxxxxxxxxx|xxxxxxxxxxxxxxxxxxx…"
            })
    void an_alert_shows_a_name_that_turns_nothing_around_it(String name, String shown) {
        assertThat(PersonName.alert(name, 20)).contains(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u200B", "\u202E\u202C", "\uFEFF \u2800", "\uDB40\uDC41", "\u0301", "\uE000"})
    void a_name_of_which_nothing_can_be_seen_is_none(String name) {
        assertThat(PersonName.alert(name, 20)).isEqualTo(Optional.empty());
    }
}
