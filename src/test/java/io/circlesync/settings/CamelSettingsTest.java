package io.circlesync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CamelSettingsTest {

    @Test
    void a_variable_of_the_environment_names_one_too() {
        String prefix = "circle.fields.custom.";
        Set<String> given = Set.of(prefix + "favouriteColour", prefix + "pets", "circle.fields.bio");
        Set<String> variables = Set.of(
                "CIRCLE_FIELDS_CUSTOM_PRONOUNS",
                "CIRCLE_FIELDS_CUSTOM_PETS",
                "CIRCLE_FIELDS_CUSTOM_FAVOURITECOLOUR",
                "CIRCLE_FIELDS_CUSTOM_FAVOURITE_COLOUR",
                "CIRCLE_FIELDS_BIO");

        assertThat(CamelSettings.under(prefix, given, variables))
                .containsExactlyInAnyOrder(prefix + "favouriteColour", prefix + "pets", prefix + "pronouns");
    }
}
