package io.circlesync.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which words are tried at the start: all that are not as they were delivered. */
class MessageFilesTest {

    private static final Path DELIVERED = Path.of("src/main/resources/messages");
    private static final List<String> KINDS = List.of("slack", "mail");

    @TempDir
    private Path folder;

    @Test
    void a_copy_of_what_is_built_in_is_as_it_was_delivered() throws IOException {
        for (String kind : KINDS) {
            Files.createDirectories(folder.resolve(kind));
            try (var files = Files.list(DELIVERED.resolve(kind))) {
                for (Path file : files.toList()) {
                    Files.copy(file, folder.resolve(kind).resolve(file.getFileName()));
                }
            }
        }

        assertThat(KINDS).allMatch(new MessageFiles(Optional.of(folder))::areDelivered);
    }

    @Test
    void without_files_of_its_own_a_kind_is_as_it_was_delivered() throws IOException {
        assertThat(KINDS).allMatch(new MessageFiles(Optional.empty())::areDelivered);
        Files.createDirectories(folder.resolve("mail"));
        assertThat(KINDS).allMatch(new MessageFiles(Optional.of(folder))::areDelivered);
    }

    @ParameterizedTest
    @CsvSource({
        "slack/missing-workos.ftl",
        "slack/layout.ftl",
        "mail/fields.ftl",
        "mail/member-left.ftl",
        "slack/of/its/own.ftl"
    })
    void one_file_with_other_words_has_its_kind_tried(String file) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), "Hello");
        MessageFiles files = new MessageFiles(Optional.of(folder));

        for (String kind : KINDS) {
            assertThat(files.areDelivered(kind)).isEqualTo(!file.startsWith(kind));
        }
    }
}
