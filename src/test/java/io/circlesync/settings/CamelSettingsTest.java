package io.circlesync.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CamelSettingsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"{{env:NO_SUCH_THING}}", "{{nope}}", "https://x.example/{{nope}}/{run}", "{{sys:no.such.thing}}"
            })
    void what_a_value_in_a_file_refers_to_is_to_be_known(String value) throws IOException {
        Path file = folder.resolve("application.properties");
        Files.writeString(file, "camel.main.profile = " + value + "\nsync.debounce = {{env:NO_SUCH_THING:5s}}");
        CamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().setLocation("file:" + file);
        CamelSettings settings = new CamelSettings(context);

        assertThatThrownBy(() -> settings.value("camel.main.profile"))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("camel.main.profile refers to something that is not set");
        assertThat(settings.value("sync.debounce")).hasValue("5s");
        assertThat(settings.value("sync.lease")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\\n", "\\t%s ", "\\u00a0%s\\u00a0", "%s\\r\\n", "\\ufeff%s"})
    void a_route_reads_a_value_as_it_was_checked(String form) throws IOException {
        Path file = folder.resolve("application.properties");
        Files.writeString(
                file,
                "mail.host = " + form.formatted("mail.example") + "\ncamel.server.port = " + form.formatted("8080"));
        CamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().setLocation("file:" + file);
        StrippedValues.in(context);
        CamelSettings settings = new CamelSettings(context);

        assertThat(settings.value("mail.host")).hasValue("mail.example");
        assertThat(context.resolvePropertyPlaceholders("smtp:{{mail.host}}:25")).isEqualTo("smtp:mail.example:25");
        assertThatThrownBy(() -> settings.value("camel.server.port"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("camel.server.port has a blank, or the end of a line");
    }

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
