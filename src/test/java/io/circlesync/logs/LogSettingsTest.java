package io.circlesync.logs;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.CircleSync;
import io.circlesync.count.SyncResult;
import io.circlesync.fixture.ChildJvm;
import io.circlesync.fixture.NoCounts;
import io.circlesync.json.Json;
import io.circlesync.settings.SettingsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The log is decided before anything is written to it, so each case is a process of its own. */
class LogSettingsTest {

    /** Writes what a service writes. */
    static final class Writer {

        public static void main(String[] args) {
            LogSettings.apply(SettingsFiles.in(Path.of("")).files());
            NoCounts.counts().synced(SyncResult.CHANGED, 43_391_391, Optional.of(17L), Instant.now());
            LoggerFactory.getLogger(Writer.class).warn("Two \"lines\"\nof text", new IllegalStateException("broken"));
        }
    }

    /** The service as far as it goes before Camel. */
    static final class Beginning {

        public static void main(String[] args) {
            CircleSync.main();
            LoggerFactory.getLogger(Beginning.class).warn("begun");
        }
    }

    @TempDir
    private Path folder;

    @Test
    void by_a_setting_in_a_file_each_line_is_an_object_and_each_sync_has_one() throws Exception {
        Files.writeString(folder.resolve("application.properties"), "log.format = json\nlog.outcomes = true\n");

        List<JsonNode> lines = written(Map.of()).stream().map(Json::read).toList();

        assertThat(lines).hasSize(2);
        JsonNode sync = lines.get(0);
        assertThat(Instant.parse(sync.get("time").textValue())).isBefore(Instant.now());
        assertThat(sync.get("logger").textValue()).isEqualTo("io.circlesync.outcome");
        assertThat(sync.get("fields"))
                .isEqualTo(Json.read("{\"memberId\":\"43391391\",\"eventId\":\"17\",\"routeId\":\"member-sync\","
                        + "\"outcome\":\"changed\"}"));
        assertThat(lines.get(1).get("level").textValue()).isEqualTo("WARN");
        assertThat(lines.get(1).get("message").textValue()).isEqualTo("Two \"lines\"\nof text");
        assertThat(lines.get(1).get("exception").textValue()).contains("IllegalStateException: broken", "\tat ");
    }

    @Test
    void a_variable_of_the_environment_wins() throws Exception {
        Files.writeString(folder.resolve("application.properties"), "log.format = text\n");

        assertThat(written(Map.of("LOG_FORMAT", "json")))
                .singleElement()
                .satisfies(line ->
                        assertThat(Json.read(line).get("level").textValue()).isEqualTo("WARN"));
    }

    @Test
    void without_any_it_is_text_and_tells_what_fails_alone() throws Exception {
        assertThat(written(Map.of()).get(0)).contains(" WARN ", "Two \"lines\"");
    }

    @Test
    void the_ids_of_a_sync_stand_in_a_line_of_text_too() throws Exception {
        assertThat(written(Map.of("LOG_OUTCOMES", "true")).get(0))
                .contains("memberId=43391391", "eventId=17", "routeId=member-sync", "outcome=changed");
    }

    @Test
    void nothing_but_objects_is_written_from_the_first_line_on() throws Exception {
        assertThat(written(Beginning.class, Map.of("LOG_FORMAT", "json", "LOG_OUTCOMES", "true")))
                .allSatisfy(line -> assertThat(Json.read(line).has("level")).isTrue())
                .last(as(InstanceOfAssertFactories.STRING))
                .contains("begun");
    }

    private List<String> written(Map<String, String> environment) throws InterruptedException, IOException {
        return written(Writer.class, environment);
    }

    private List<String> written(Class<?> program, Map<String, String> environment)
            throws InterruptedException, IOException {
        try (ChildJvm writer = ChildJvm.start(program, folder, environment)) {
            assertThat(writer.exitStatus()).as(writer.output()).isZero();
            return writer.output().lines().toList();
        }
    }
}
