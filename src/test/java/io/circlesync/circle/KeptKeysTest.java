package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.TestDatabases;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptKeysTest {

    private static final long MEMBER = 7_391_500_001L;
    private static final Instant JANUARY = Instant.parse("2026-01-22T14:55:35.714Z");

    private final String database = TestDatabases.migrated();

    @ParameterizedTest
    @ValueSource(strings = {"most-recent", "three-way"})
    void what_a_profile_holds_goes_to_the_field_of_another_key(String policy) throws Exception {
        try (StubCircle circle = new StubCircle()) {
            ObjectNode member = StubCircle.member(MEMBER, "ada@example.org", "Ada Lovelace", JANUARY);
            fields(member)
                    .put("bio", "Writes notes")
                    .put("pronouns", "she")
                    .putNull("about")
                    .putNull("spoken_of");
            circle.put(member);
            try (RunningService service = start(circle, policy, "bio", "pronouns")) {
                joins(service);
                await().until(() -> "Writes notes she".equals(values(service)));
                await().until(() -> isSettled(service));
            }

            try (RunningService service = start(circle, policy, "about", "spoken_of")) {
                member.put("updated_at", JANUARY.plusSeconds(60).toString()).put("headline", "Newer");
                joins(service);

                await().untilAsserted(() -> {
                    assertThat(fields(circle.member(MEMBER)).path("about").asText())
                            .isEqualTo("Writes notes");
                    assertThat(fields(circle.member(MEMBER)).path("spoken_of").asText())
                            .isEqualTo("she");
                });
                assertThat(values(service)).isEqualTo("Writes notes she");
                assertThat(service.jdbc().queryForObject("SELECT base ->> 'headline' FROM profile", String.class))
                        .as("of other fields, all stands")
                        .isEqualTo("Newer");
            }
        }
    }

    /** As in an upgrade of one node after the other. */
    @Test
    void a_node_with_the_former_key_syncs_nobody_any_more() throws Exception {
        try (StubCircle circle = new StubCircle()) {
            ObjectNode member = StubCircle.member(MEMBER, "ada@example.org", "Ada Lovelace", JANUARY);
            fields(member).put("bio", "Writes notes").put("pronouns", "she").putNull("about");
            circle.put(member);
            try (RunningService former = start(circle, "three-way", "bio", "pronouns")) {
                joins(former);
                await().until(() -> "Writes notes she".equals(values(former)));
                await().until(() -> isSettled(former));

                start(circle, "three-way", "about", "pronouns").close();

                member.put("updated_at", JANUARY.plusSeconds(60).toString()).put("headline", "Newer");
                joins(former);
                await().during(Duration.ofSeconds(1)).until(() -> !isSettled(former));
                assertThat(managed(former, "/observe/metrics")).contains("circlesync_node_idle 1.0");
                assertThat(managed(former, "/circlesync/overview")).contains("\"syncsNobody\":true");
            }
            try (RunningService service = start(circle, "three-way", "about", "pronouns")) {
                await().until(() -> isSettled(service));

                assertThat(values(service)).isEqualTo("Writes notes she");
                await().untilAsserted(() -> assertThat(
                                fields(circle.member(MEMBER)).path("about").asText())
                        .isEqualTo("Writes notes"));
            }
        }
    }

    /** Whose leases may be longer than those of the node that takes over. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_another_node_has_in_work_under_the_former_key_is_awaited(boolean isDatabaseRestarted) throws Exception {
        try (StubCircle circle = new StubCircle()) {
            ObjectNode member = StubCircle.member(MEMBER, "ada@example.org", "Ada Lovelace", JANUARY);
            fields(member).put("bio", "Writes notes").put("pronouns", "she").putNull("about");
            circle.put(member);
            Map<String, String> longer = settings(circle, "three-way", "bio", "pronouns");
            longer.put("sync.lease", "5m");
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch answers = new CountDownLatch(1);
            try (RunningService former = RunningService.start(longer)) {
                joins(former);
                await().until(() -> "Writes notes she".equals(values(former)));
                await().until(() -> isSettled(former));
                circle.answer(call -> {
                    if (call.path().endsWith("/" + MEMBER)) {
                        asked.countDown();
                        await().until(() -> answers.getCount() == 0);
                    }
                    return circle.normally(call);
                });
                member.put("updated_at", JANUARY.plusSeconds(60).toString()).put("headline", "Newer");
                joins(former);
                asked.await();
                Map<String, String> shorter = settings(circle, "three-way", "about", "pronouns");
                shorter.put("sync.lease", "1s");
                CompletableFuture<RunningService> starts =
                        CompletableFuture.supplyAsync(() -> RunningService.start(shorter));
                await().until(() -> former.jdbc()
                        .queryForObject("SELECT key FROM field_key WHERE field = 'bio'", String.class)
                        .isEmpty());
                if (isDatabaseRestarted) {
                    former.jdbc()
                            .queryForList("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
                }
                await().during(Duration.ofSeconds(2)).until(() -> !starts.isDone());

                answers.countDown();

                try (RunningService service = starts.get()) {
                    await().until(() -> isSettled(service));
                    member.put("updated_at", JANUARY.plusSeconds(120).toString())
                            .put("headline", "Newest");
                    joins(service);
                    await().untilAsserted(() -> assertThat(
                                    fields(circle.member(MEMBER)).path("about").asText())
                            .isEqualTo("Writes notes"));
                    assertThat(values(service)).isEqualTo("Writes notes she");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages.folder", "camel.main.routes-include-pattern"})
    void a_start_that_is_refused_stops_no_other_node(String setting, @TempDir Path folder) throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("mail")).resolve("fields.ftl"), "${nothing");
        Files.writeString(
                folder.resolve("broken.camel.yaml"), "- route:\n    id: broken\n    from:\n      uri: nothing:here\n");
        try (StubCircle circle = new StubCircle()) {
            circle.put(StubCircle.member(MEMBER, "ada@example.org", "Ada Lovelace", JANUARY));
            try (RunningService former = start(circle, "three-way", "bio", "pronouns")) {
                Map<String, String> settings = settings(circle, "three-way", "about", "pronouns");
                settings.put(
                        setting,
                        setting.startsWith("camel")
                                ? "classpath:routes/*.camel.yaml,file:" + folder + "/*.camel.yaml"
                                : folder.toString());
                assertThatThrownBy(() -> RunningService.start(settings)).isInstanceOf(Exception.class);

                joins(former);

                await().until(() -> count(former) == 1);
            }
        }
    }

    private static long count(RunningService service) {
        return service.jdbc().queryForObject("SELECT count(*) FROM profile", Long.class);
    }

    private RunningService start(StubCircle circle, String policy, String bio, String pronouns) throws Exception {
        return RunningService.start(settings(circle, policy, bio, pronouns));
    }

    private Map<String, String> settings(StubCircle circle, String policy, String bio, String pronouns) {
        Map<String, String> settings = RunningService.with(circle);
        settings.put("database.url", database);
        settings.put("sync.merge-policy", policy);
        settings.put("circle.fields.bio", bio);
        settings.put("circle.fields.custom.pronouns", pronouns);
        return settings;
    }

    private static ObjectNode fields(ObjectNode member) {
        return (ObjectNode) member.get("flattened_profile_fields");
    }

    private static void joins(RunningService service) {
        service.post(
                "/webhooks/circle",
                "{\"type\":\"community_member_joined_community\",\"data\":{\"community_member_id\":" + MEMBER + "}}");
    }

    private static String values(RunningService service) {
        return service
                .jdbc()
                .queryForList("SELECT concat(bio, ' ', custom ->> 'pronouns') FROM profile", String.class)
                .stream()
                .findFirst()
                .orElse("");
    }

    private static boolean isSettled(RunningService service) {
        return service.jdbc().queryForObject("SELECT count(*) FROM member_sync WHERE due_at IS NOT NULL", Long.class)
                == 0;
    }

    private static String managed(RunningService service, String path) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.managementUrl() + path)))
                .body();
    }
}
