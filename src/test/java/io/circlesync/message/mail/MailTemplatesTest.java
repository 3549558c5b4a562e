package io.circlesync.message.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.message.MessageFiles;
import io.circlesync.message.NoticeModel;
import io.circlesync.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A slip in a template is told at the start. */
class MailTemplatesTest {

    private static final Path DELIVERED = Path.of("src/main/resources/messages");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "missing-workos.ftl | ${firstName} | ${firstNam} | line 6: firstNam is not known",
                "missing-workos.ftl | ${signUpLink} | ${signupLink} | line 4: signupLink is not known",
                "missing-workos.ftl | <#if missing?has_content> | <#if missin?size gt 0> | line 12: missin is not known",
                "missing-workos.ftl | <#else> | <#els> | line 9: Unknown directive",
                "missing-workos.ftl | <#if reminder> | <#if reminder | line 8",
                "missing-workos.ftl | </@mail> | </@mall> | line 16",
                "incomplete-profile.ftl | <@missingFields/> | <@missingField/> | line 8: missingField",
                "incomplete-profile.ftl | </@p> | </@q> | line 6",
                "fields.ftl | ${labels[field]} | ${labels[fieldName]} | line 5: fieldName is not known",
                "layout.text.ftl | ${why} | ${whyy} | line 11: whyy is not known",
                "layout.html.ftl | ${button} | ${button.x} | line 35"
            })
    void a_slip_stops_the_start_and_is_named_by_file_line_and_name(String file, String right, String wrong, String told)
            throws IOException {
        String text = Files.readString(DELIVERED.resolve("mail").resolve(file));
        assertThat(text).contains(right);
        Path changed = Files.createDirectories(folder.resolve("mail")).resolve(file);
        Files.writeString(changed, text.replace(right, wrong));

        assertThatThrownBy(() -> words(Optional.of(folder)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(changed + ", " + told);
    }

    @Test
    void the_delivered_templates_can_all_be_filled_in() {
        MailWords words = words(Optional.empty());

        assertThatCode(() -> words.fillInAll(new MessageFiles(Optional.empty())))
                .doesNotThrowAnyException();
    }

    private static MailWords words(Optional<Path> folder) {
        return new MailWords(
                new MessageFiles(folder),
                new NoticeModel(UnaryOperator.identity(), Optional.empty()),
                new MailLinks("https://app.example/sign-up", "https://app.example/profile"),
                "hello@community.example");
    }
}
