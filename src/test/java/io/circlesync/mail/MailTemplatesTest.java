package io.circlesync.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import freemarker.cache.ClassTemplateLoader;
import freemarker.cache.MultiTemplateLoader;
import freemarker.cache.StringTemplateLoader;
import freemarker.cache.TemplateLoader;
import io.circlesync.settings.Settings;
import io.circlesync.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A slip in a template is told at the start. */
class MailTemplatesTest {

    private static final ClassTemplateLoader DELIVERED =
            new ClassTemplateLoader(MailTemplatesTest.class.getClassLoader(), "mail");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "missing-workos.text.ftl | ${firstName} | ${firstNam} | mail/missing-workos.text.ftl, line 2: firstNam is not known",
                "missing-workos.ftlh | ${firstName} | ${firstNam} | mail/missing-workos.ftlh, line 4: firstNam is not known",
                "missing-workos.text.ftl | ${signUpLink} | ${signupLink} | mail/missing-workos.text.ftl, line 11: signupLink is not known",
                "missing-workos.text.ftl | <#if missing?has_content> | <#if missin?size gt 0> | mail/missing-workos.text.ftl, line 13: missin is not known",
                "missing-workos.ftlh | <#else> | <#els> | mail/missing-workos.ftlh, line 7: Unknown directive",
                "missing-workos.subject.ftl | <#if reminder> | <#if reminder | mail/missing-workos.subject.ftl, line 1",
                "missing-workos.text.ftl | </#if> | </#of> | mail/missing-workos.text.ftl, line 2",
                "incomplete-profile.ftlh | <@layout.missingFields/> | <@layout.missing/> | mail/incomplete-profile.ftlh, line 6: layout.missing",
                "incomplete-profile.text.ftl | layout.ftl | layouts.ftl | mail/incomplete-profile.text.ftl, line 1",
                "layout.ftl | ${field} | ${fields} | mail/layout.ftl, line 3: fields is not known",
                "layout.ftlh | ${button} | ${button.x} | mail/layout.ftlh, line 35"
            })
    void a_slip_stops_the_start_and_is_named_by_file_line_and_name(String file, String right, String wrong, String told)
            throws IOException {
        String text = delivered(file);
        assertThat(text).contains(right);

        assertThatThrownBy(() -> composer(overlay(file, text.replace(right, wrong))))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(told);
    }

    @Test
    void the_delivered_templates_can_all_be_filled_in() {
        assertThat(composer(DELIVERED)).isNotNull();
    }

    private static MailComposer composer(TemplateLoader files) {
        return new MailComposer(
                new MailTemplates(files),
                new Settings.Links("https://app.example/sign-up", "https://app.example/profile"),
                "hello@community.example");
    }

    private static TemplateLoader overlay(String file, String text) {
        StringTemplateLoader changed = new StringTemplateLoader();
        changed.putTemplate(file, text);
        return new MultiTemplateLoader(new TemplateLoader[] {changed, DELIVERED});
    }

    private static String delivered(String file) throws IOException {
        try (InputStream text = MailTemplatesTest.class.getResourceAsStream("/mail/" + file)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
