package io.circlesync.message;

import static io.circlesync.fixture.NotifyingService.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.NotifyingService;
import io.circlesync.fixture.StubSmtp;
import io.circlesync.gap.GapKind;
import io.circlesync.json.Json;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words that somebody has put in the place of the built-in ones, without a build. */
class MessagesFolderTest {

    private static final Path DELIVERED = Path.of("src/main/resources/messages");
    private static final int NOBODY_LISTENS = 1;

    @TempDir
    private Path folder;

    @Test
    void a_file_takes_the_place_of_the_built_in_one_and_the_others_stay() throws IOException {
        change("slack/missing-workos.ftl", "has no account yet", "fehlt noch ein Konto");
        change("mail/missing-workos.ftl", "One step left: create", "Noch ein Schritt: create");
        Files.createDirectories(folder.resolve("..data/slack"));
        Files.writeString(folder.resolve("..data/slack/whatever"), "of the volume that is mounted");
        try (StubSmtp smtp = new StubSmtp();
                NotifyingService service = NotifyingService.start(smtp.port(), settings())) {
            service.open(GapKind.MISSING_WORKOS, service.store(profile("ada@example.org", "A<da")));

            await().until(() -> !smtp.mails().isEmpty());
            assertThat(smtp.mails().get(0)).contains("Subject: Noch ein Schritt: create your member account");
            await().until(() -> !service.slack().calls().isEmpty());
            JsonNode alert =
                    Json.mapper().readTree(service.slack().calls().get(0).body());
            assertThat(alert.path("text").asText()).isEqualTo("A&lt;da Lovelace fehlt noch ein Konto");
            assertThat(alert.at("/blocks/1/elements/0/text").asText())
                    .isEqualTo("A mail with the sign-up link goes out to them.");
            service.open(GapKind.MEMBER_LEFT, service.store(profile("eve@example.org", "Eve")));
            await().until(() -> service.slack().calls().size() == 2);
            assertThat(service.slack().calls().get(1).body()).contains("left the community");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "slack/member-left.ftl | ${who} left | ${whoo} left | member-left.ftl, line 1: whoo is not known",
                "slack/sync-failed.ftl | ${reason} | ${reasons} | sync-failed.ftl, line 17: reasons is not known",
                "slack/layout.ftl | ${emoji} | ${emojis} | layout.ftl, line 25: emojis is not known (called in messages/slack/missing-workos.ftl, line 5)",
                "slack/digest.ftl | `\"member-left\"` | `\"member-gone\"` | digest.ftl, line 14",
                "mail/missing-workos.ftl | ${firstName} | ${firstNam} | missing-workos.ftl, line 6: firstNam is not known"
            })
    void a_slip_stops_the_start_and_is_named_by_file_line_and_name(String file, String right, String wrong, String told)
            throws IOException {
        change(file, right, wrong);

        assertThatThrownBy(() -> NotifyingService.start(NOBODY_LISTENS, settings()))
                .hasStackTraceContaining(folder.resolve(file).getParent() + "/" + told);
    }

    @ParameterizedTest
    @CsvSource({
        "slack/member-lef.ftl",
        "slack/member-left.html",
        "slak/member-left.ftl",
        "member-left.ftl",
        "mail/subject.ftl"
    })
    void a_file_that_nothing_reads_stops_the_start(String file) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), "Hello");

        assertThatThrownBy(() -> NotifyingService.start(NOBODY_LISTENS, settings()))
                .hasStackTraceContaining("messages.folder holds " + file + ", which nothing reads; expected names of");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mail/missing-workos.ftl|''|without a subject or without a text",
                "mail/missing-workos.ftl|Only a subject|without a subject or without a text",
                "slack/missing-workos.ftl|''|without a notification or without a section",
                "slack/missing-workos.ftl|Just some words|without a notification or without a section",
            })
    void words_that_come_to_nothing_stop_the_start(String file, String words, String told) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), words);

        assertThatThrownBy(() -> NotifyingService.start(NOBODY_LISTENS, settings()))
                .hasStackTraceContaining(folder.resolve(file).toString())
                .hasStackTraceContaining(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ISO-8859-1 | Gr\u00fc\u00dfe                        | slack/member-left.ftl: is not in UTF-8",
                "UTF-8      | <#list 1.. as turn>Again and again</#list> | slack/member-left.ftl: comes to more than 1000000 characters"
            })
    void a_file_that_cannot_be_told_to_anybody_stops_the_start(Charset encoding, String words, String told)
            throws IOException {
        Files.createDirectories(folder.resolve("slack"));
        Files.writeString(folder.resolve("slack/member-left.ftl"), words, encoding);

        assertThatThrownBy(() -> NotifyingService.start(NOBODY_LISTENS, Map.of("messages.folder", folder.toString())))
                .hasStackTraceContaining(told);
    }

    @Test
    void the_mark_with_which_some_editors_begin_a_file_is_no_word_of_the_message() throws IOException {
        change("slack/missing-workos.ftl", "has no account yet", "fehlt noch ein Konto");
        Path file = folder.resolve("slack/missing-workos.ftl");
        Files.writeString(file, "\uFEFF" + Files.readString(file));
        try (NotifyingService service =
                NotifyingService.start(NOBODY_LISTENS, Map.of("messages.folder", folder.toString()))) {
            service.open(GapKind.MISSING_WORKOS, service.store(profile("ada@example.org", "Ada")));

            await().until(() -> !service.slack().calls().isEmpty());
            assertThat(service.slack().calls().get(0).body())
                    .contains("fehlt noch ein Konto")
                    .doesNotContain("\uFEFF")
                    .doesNotContain("\\ufeff");
        }
    }

    @Test
    void a_folder_that_is_not_there_stops_the_start() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> NotifyingService.start(NOBODY_LISTENS, Map.of("messages.folder", missing.toString())))
                .hasStackTraceContaining("messages.folder is '" + missing + "', which is no folder");
    }

    private Map<String, String> settings() {
        return Map.of("messages.folder", folder.toString());
    }

    private void change(String file, String before, String after) throws IOException {
        String text = Files.readString(DELIVERED.resolve(file));
        assertThat(text).contains(before);
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text.replace(before, after));
    }
}
