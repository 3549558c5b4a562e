package io.circlesync.workos;

import static io.circlesync.fixture.WorkosWebhook.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.WorkosWebhook;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What WorkOS is answered, what is kept, and in which order events count. */
class WorkosWebhookRouteTest extends WorkosTestBase {

    @Test
    void an_event_is_answered_with_ok_once_it_is_stored() {
        WorkosEvents event = created();

        HttpResponse<String> answer = valid(event.toString()).sendTo(service);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("OK");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain");
        assertThat(stored(event.event().get("id").textValue()))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("source", "workos")
                        .containsEntry("type", "user.created")
                        .containsEntry("disposition", "applied")
                        .containsEntry("body", event.toString()));
    }

    @Test
    void a_webhook_that_workos_did_not_sign_is_refused_and_not_kept() {
        WorkosWebhook webhook = valid(created().toString());
        Stream.of(
                        webhook.withSecret("whsec_other"),
                        webhook.withTime(Instant.now().minusSeconds(181)),
                        webhook.withTime(Instant.now().plusSeconds(190)),
                        webhook.withBodyChangedTo(webhook.body() + " "),
                        webhook.withLayout("t=%1$s"),
                        webhook.withLayout("v1=%2$s"),
                        webhook.withBodyChangedTo("not json"))
                .forEach(bad -> {
                    HttpResponse<String> answer = bad.sendTo(service);
                    assertThat(answer.statusCode()).isEqualTo(401);
                    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                    assertThat(answer.body()).contains("WorkOS-Signature").doesNotContain(WorkosWebhook.SECRET);
                });
        assertThat(profilesWith("workos_user_id", user)).isEmpty();
        assertThat(service.jdbc().queryForList("SELECT 1 FROM event WHERE body LIKE ?", "%" + user + "\"%"))
                .isEmpty();
    }

    @Test
    void no_signature_is_refused() {
        HttpResponse<String> answer = service.post("/webhooks/workos", created().toString());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("missing");
    }

    @Test
    void the_signature_is_that_of_the_bytes_whatever_they_spell() {
        WorkosEvents event = created().name("Zoë 🎈", "נועה");

        takes(event);

        assertThat(profilesWith("workos_user_id", user).get(0))
                .containsEntry("first_name", "Zoë 🎈")
                .containsEntry("last_name", "נועה");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8"})
    void a_form_is_refused(String type) {
        for (String body : List.of("a=b", "")) {
            assertThat(valid(body)
                            .withHeader("Content-Type", type)
                            .sendTo(service)
                            .statusCode())
                    .as(body)
                    .isEqualTo(415);
        }
    }

    @ParameterizedTest
    @CsvSource({"'',2000", "'',200000", "a=,9000"})
    void a_form_that_the_server_itself_cannot_read_is_refused_too(String start, int length) {
        HttpResponse<String> answer = valid(start + "{\"x\":\"" + "y".repeat(length) + "\"}")
                .withHeader("Content-Type", "application/x-www-form-urlencoded")
                .sendTo(service);

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("Content-Type: application/json");
    }

    @Test
    void a_body_that_is_too_large_is_refused() {
        assertThat(valid("{\"x\":\"" + "y".repeat(262_144) + "\"}")
                        .sendTo(service)
                        .statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            not json %s                                                        | is not JSON
            "%s"                                                               | not a JSON object
            ["%s"]                                                             | not a JSON object
            {"event":"user.created","data":{"id":"%s"}}                        | expected it as id
            {"id":7,"event":"user.created","data":{"id":"%s"}}                 | expected it as id
            {"id":"event_%s","data":{"id":"%s"}}                               | expected it as event
            {"id":"event_%s","event":null,"data":{"id":"%s"}}                  | expected it as event
            {"id":"event_%s","event":"user.created"}                           | expected it as data.id
            {"id":"event_%s","event":"user.deleted","data":null}               | expected it as data.id
            {"id":"event_%s","event":"user.updated","data":{"id":"  "}}        | expected it as data.id
            {"id":"event_%s","event":"user.updated","data":{"id":["x"]}}       | expected it as data.id
            {"id":"event_%s","event":"user.deleted","data":{"id":"us\\u0000er_%s"}} | expected it as data.id
            {"id":"event_%s\\u0000","event":"user.deleted","data":{"id":"%s"}} | expected it as id
            """)
    void what_cannot_be_used_is_refused_and_kept(String form, String reason) {
        String body = form.replace("%s", user);

        HttpResponse<String> answer = valid(body).sendTo(service);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(reason).doesNotContain(user);
        assertThat(service.jdbc().queryForList("SELECT source, disposition, reason FROM event WHERE body = ?", body))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row).containsEntry("source", "workos").containsEntry("disposition", "quarantined");
                    assertThat((String) row.get("reason")).contains(reason);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", " {} "})
    void a_set_up_probe_is_answered_and_not_kept(String body) {
        assertThat(valid(body).sendTo(service).statusCode()).isEqualTo(200);
        assertThat(service.post("/webhooks/workos", body).statusCode()).isEqualTo(401);

        assertThat(service.jdbc().queryForList("SELECT id FROM event WHERE body = ?", body))
                .isEmpty();
    }

    @Test
    void an_event_of_another_type_is_kept_and_ignored() {
        String id = "event_" + user;
        String event = "{\"id\":\"" + id + "\",\"event\":\"session.created\",\"data\":{\"id\":\"session_1\"}}";

        assertThat(valid(event).sendTo(service).statusCode()).isEqualTo(200);

        assertThat(stored(id))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("disposition", "ignored")
                        .containsEntry("type", "session.created"));
    }

    @Test
    void what_is_missing_or_null_in_a_user_does_no_harm() {
        String bare =
                "{\"id\":\"event_bare" + user + "\",\"event\":\"user.created\",\"data\":{\"id\":\"" + user + "\"}}";
        assertThat(valid(bare).sendTo(service).statusCode()).isEqualTo(200);
        WorkosEvents nulls = updated();
        nulls.data().fieldNames().forEachRemaining(name -> {
            if (!name.equals("id")) {
                nulls.data().putNull(name);
            }
        });
        takes(nulls);
        WorkosEvents odd = updated();
        odd.data()
                .put("first_name", 5)
                .put("email", "no address")
                .put("updated_at", "yesterday")
                .putArray("last_name");
        takes(odd);
        assertThat(profilesWith("workos_user_id", user)).isEmpty();

        WorkosEvents whole = updated().later(1);
        whole.data().put("first_name", "A\0da");
        takes(whole);
        assertThat(profilesWith("workos_user_id", user))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("first_name", "Ada"));
    }

    @Test
    void a_doubled_event_is_taken_once() {
        WorkosEvents event = created().id("event_" + user);
        takes(event);
        service.jdbc().update("UPDATE profile SET first_name = NULL WHERE workos_user_id = ?", user);

        takes(event);

        assertThat(stored("event_" + user)).hasSize(1);
        assertThat(profilesWith("workos_user_id", user).get(0)).containsEntry("first_name", null);
    }

    @Test
    void an_event_doubled_at_the_same_moment_is_taken_once() throws Exception {
        WorkosEvents event = created().id("event_" + user);

        assertThat(statuses(IntStream.range(0, 12).mapToObj(i -> event).toList()))
                .containsOnly(200);

        assertThat(stored("event_" + user)).hasSize(1);
        assertThat(profilesWith("workos_user_id", user)).hasSize(1);
        assertThat(timeline(profileId())).hasSize(1);
    }

    @Test
    void many_accounts_with_one_address_at_the_same_moment_never_share_a_profile() throws Exception {
        List<WorkosEvents> events = IntStream.range(0, 12)
                .mapToObj(i -> WorkosEvents.event("user.created", user + "_" + i, email))
                .toList();

        assertThat(statuses(events)).containsOnly(200);

        assertThat(profilesWith("email", email)).hasSize(1);
        assertThat(events.stream().map(this::disposition)).containsOnlyOnce("applied");
        assertThat(openGaps((UUID) profilesWith("email", email).get(0).get("id")))
                .contains("identity-conflict");
    }

    @Test
    void a_profile_that_the_app_makes_at_the_same_moment_is_linked_and_not_doubled() throws Exception {
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try (Connection app = service.jdbc().getDataSource().getConnection();
                Statement statement = app.createStatement()) {
            app.setAutoCommit(false);
            Rows.on(app).profile(email);
            Future<Integer> answer = sender.submit(
                    () -> valid(created().toString()).sendTo(service).statusCode());
            await().until(() -> service.jdbc()
                            .queryForObject(
                                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
                                    Long.class)
                    > 0);
            app.commit();

            assertThat(answer.get()).isEqualTo(200);
        } finally {
            sender.shutdownNow();
        }
        assertThat(profilesWith("email", email))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("workos_user_id", user));
    }

    @Test
    void an_older_event_changes_nothing_and_one_of_the_same_moment_counts() {
        takes(created());
        takes(WorkosEvents.event("user.updated", user, "third" + email).later(30));

        WorkosEvents late =
                WorkosEvents.event("user.updated", user, "second" + email).later(20);
        takes(late);

        assertThat(profilesWith("workos_user_id", user).get(0)).containsEntry("email", "third" + email);
        assertThat(disposition(late)).isEqualTo("ignored");
        takes(WorkosEvents.event("user.updated", user, "same" + email).later(30));
        assertThat(profilesWith("workos_user_id", user).get(0)).containsEntry("email", "same" + email);
    }

    @Test
    void events_in_the_wrong_order_come_to_the_same() {
        takes(WorkosEvents.event("user.updated", user, "new" + email).later(30));
        takes(created());

        assertThat(profilesWith("workos_user_id", user).get(0)).containsEntry("email", "new" + email);
        assertThat(profilesWith("email", email)).isEmpty();
    }

    @Test
    void nothing_links_a_deleted_account_again() {
        rows().profile(email);
        takes(created());
        takes(deleted().later(10));

        takes(updated().later(5));
        takes(updated().later(10));
        takes(updated().later(20));

        assertThat(profilesWith("workos_user_id", user)).isEmpty();
    }

    @Test
    void an_account_deleted_before_it_was_heard_of_is_not_linked() {
        rows().profile(email);
        takes(deleted().later(10));
        takes(created());
        assertThat(profilesWith("workos_user_id", user)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelSqlQuery",
                "camelsqlquery",
                "CamelSqlParameters",
                "CamelJdbcParameters",
                "CamelHttpResponseCode",
                "CamelBeanMethodName",
                "document"
            })
    void headers_for_components_have_no_effect(String header) {
        rows().profile(email);
        HttpResponse<String> answer = valid(created().toString())
                .withHeader(header, "DELETE FROM profile")
                .sendTo(service);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(profilesWith("workos_user_id", user)).hasSize(1);
    }

    @Test
    void no_header_of_the_caller_comes_back() {
        HttpResponse<String> answer =
                valid(created().toString()).withHeader("X-Mine", "back").sendTo(service);
        assertThat(answer.headers().map().keySet()).doesNotContain("x-mine", "workos-signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void who_only_looks_is_welcome(String method) {
        assertThat(RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/webhooks/workos"))
                                .method(method, HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void events_are_listed_with_what_became_of_them() throws Exception {
        takes(created().id("event_" + user));
        takes(created().unverified().later(-5));

        JsonNode items = Json.mapper()
                .readTree(service.get("/api/events?type=user.created&limit=2").body())
                .get("items");

        assertThat(items.get(0).get("status").textValue()).isEqualTo("ignored");
        assertThat(items.get(0).get("reason").textValue()).contains("newer");
        assertThat(items.get(1).get("status").textValue()).isEqualTo("processed");
        assertThat(items.get(1).get("source").textValue()).isEqualTo("workos");
        assertThat(items.get(1).get("circleMemberId").isNull()).isTrue();
        assertThat(items.get(1).get("body").get("id").textValue()).isEqualTo("event_" + user);
    }

    @Test
    void without_a_secret_nothing_is_taken() {
        Map<String, String> settings = RunningService.with(circle);
        try (RunningService unset = RunningService.start(settings)) {
            HttpResponse<String> answer = valid(created().toString()).sendTo(unset);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("workos.webhook-secret");
            assertThat(unset.jdbc().queryForObject("SELECT count(*) FROM event", Long.class))
                    .isZero();
        }
    }

    private UUID profileId() {
        return (UUID) profilesWith("workos_user_id", user).get(0).get("id");
    }

    private static List<Integer> statuses(List<WorkosEvents> events) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(events.size());
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (WorkosEvents event : events) {
                answers.add(senders.submit(
                        () -> valid(event.toString()).sendTo(service).statusCode()));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            return statuses;
        } finally {
            senders.shutdownNow();
        }
    }
}
