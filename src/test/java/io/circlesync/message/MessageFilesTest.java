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

/** Which words are built in as they are. */
class MessageFilesTest {

    private static final Path DELIVERED = Path.of("src/main/resources/messages");
    private static final List<String> KINDS = List.of("slack", "mail");

    @TempDir
    private Path folder;

    @Test
    void a_copy_of_them_all_is_no_change() throws IOException {
        for (String kind : KINDS) {
            Files.createDirectories(folder.resolve(kind));
            try (var files = Files.list(DELIVERED.resolve(kind))) {
                for (Path file : files.toList()) {
                    Files.copy(file, folder.resolve(kind).resolve(file.getFileName()));
                }
            }
        }

        assertThat(KINDS).allMatch(new MessageFiles(Optional.of(folder))::areBuiltIn);
    }

    @Test
    void a_kind_without_files_of_its_own_is() throws IOException {
        assertThat(KINDS).allMatch(new MessageFiles(Optional.empty())::areBuiltIn);
        Files.createDirectories(folder.resolve("mail"));
        assertThat(KINDS).allMatch(new MessageFiles(Optional.of(folder))::areBuiltIn);
    }

    @ParameterizedTest
    @CsvSource({
        "slack/missing-workos.ftl",
        "slack/layout.ftl",
        "mail/fields.ftl",
        "mail/member-left.ftl",
        "slack/of/its/own.ftl"
    })
    void a_kind_with_one_file_of_other_words_is_not(String file) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), "Hello");
        MessageFiles files = new MessageFiles(Optional.of(folder));

        for (String kind : KINDS) {
            assertThat(files.areBuiltIn(kind)).isEqualTo(!file.startsWith(kind));
        }
    }
}
