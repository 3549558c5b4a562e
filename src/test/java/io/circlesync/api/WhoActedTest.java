package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.RawHttp;
import io.circlesync.fixture.StubCircle;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A timeline tells what people did about somebody, and who they were. */
class WhoActedTest extends ProfileWriteBase {

    private static final Instant LONG_AGO = Instant.parse("2026-01-22T14:55:35.714Z");
    private static final Instant LATER = Instant.now().plus(Duration.ofDays(30));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST  | /api/members/MEMBER/sync    |                                    | sync: - operator sync-now grace
            POST  | /api/members/MEMBER/pause   |                                    | sync: - operator pause grace
            POST  | /api/members/PAUSED/resume  |                                    | sync: - operator resume grace
            POST  | /api/members/retry          | {"filter":{"error":"because MEMBER"}} | sync: - operator retry grace
            POST  | /api/events/replay          | {"ids":[EVENT]}                    | sync: - operator replay grace
            POST  | /api/events/BROKEN/release  | {"body":{"type":"x","data":{"community_member_id":MEMBER}}} | event: BROKEN operator release grace
            POST  | /api/messages/MESSAGE/retry |                                    | message: missing-workos operator send-again grace
            POST  | /api/conflicts/CONFLICT/flip |                                   | bio: theirs local flip grace
            POST  | /api/undo                   | {"changeIds":[CHANGE]}             | headline: Before local undo grace
            PATCH | /api/profiles/PROFILE       | {"location":"Turin"}               | location: Turin local edit grace
            POST  | /api/profiles/import        | {"email":"EMAIL","location":"Turin"} | location: Turin local form grace
            """)
    void an_act_names_who_asked_for_it(String method, String path, String body, String expected) {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", LONG_AGO));
        UUID profile = rows().profile(
                        email, "circle_member_id", memberId, "bio", "ours", "headline", "After", "last_name", "L");
        rows().member(memberId, "failed_at", LONG_AGO, "attempts", 10, "error", "because " + memberId);
        if (path.contains("PAUSED")) {
            call("POST", "/api/members/" + memberId + "/pause", null);
        }
        rows().change(profile, "headline", "old_value", "Before", "new_value", "After");
        String broken = Long.toString(rows().event("x", "disposition", "quarantined", "body", "{"));
        Names names = text -> text.replace("MEMBER", Long.toString(memberId))
                .replace("PAUSED", Long.toString(memberId))
                .replace("PROFILE", profile.toString())
                .replace("EMAIL", email)
                .replace("BROKEN", broken);
        String event = Long.toString(rows().event("x", "circle_member_id", memberId));
        String conflict = Long.toString(rows().conflict(profile, memberId, "bio"));
        String message = Long.toString(
                rows().message("mail", "missing-workos", "profile_id", profile, "state", "failed", "due_at", LATER));
        String change = items(profile).get(items(profile).size() - 1).get("id").asText();

        var answer = call(
                method,
                names.in(path).replace("CONFLICT", conflict).replace("MESSAGE", message),
                body == null ? null : names.in(body).replace("EVENT", event).replace("CHANGE", change),
                "X-Operator",
                "grace");

        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
        await().untilAsserted(() -> assertThat(told(profile)).contains(names.in(expected)));
    }

    @Test
    void whoever_does_not_say_who_asks_is_told_of_without_a_name() {
        UUID profile = rows().profile(email, "circle_member_id", memberId);

        call("POST", "/api/members/" + memberId + "/pause", null);
        call("POST", "/api/members/" + memberId + "/pause", null);

        assertThat(told(profile)).as("once").containsExactly("sync: - operator pause null");
    }

    @Test
    void a_finding_tells_who_decided_on_it() {
        UUID profile = rows().profile(email, "circle_member_id", memberId);
        long run = rows().run();
        long finding = rows().finding(run, "left", memberId, "profile_id", profile);

        call("POST", "/api/reconciliations/" + run + "/findings/" + finding + "/ignore", null, "X-Operator", "grace");

        assertThat(told(profile)).containsExactly("finding: left operator ignore grace");
    }

    @Test
    void what_a_person_did_is_no_value_that_comes_back() {
        UUID profile = rows().profile(email, "circle_member_id", memberId);
        call("POST", "/api/members/" + memberId + "/pause", null, "X-Operator", "grace");
        long act = items(profile).get(0).get("id").longValue();

        JsonNode undone = json(call("POST", "/api/undo", "{\"changeIds\":[" + act + "]}"));

        assertThat(undone.get("changes")).isEmpty();
        assertThat(undone.at("/skipped/0/reason").textValue()).contains("what a person did");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<b>grace</b>",
                "grace hopper",
                "grace\u00e9",
                "-grace",
                "a\tb",
                "1234567890123456789012345678901234567890123456789012345678901234x",
                "grace\r\nX-Operator: ada"
            })
    void a_name_that_is_none_is_refused_and_nothing_is_done(String name) throws IOException {
        UUID profile = rows().profile(email, "circle_member_id", memberId);

        assertThat(asked("Authorization: Bearer api-token\r\nX-Operator: " + name + "\r\n"))
                .startsWith("HTTP/1.1 400");

        assertThat(items(profile)).isEmpty();
        assertThat(count("member_sync WHERE circle_member_id = ?", memberId)).isZero();
    }

    @Test
    void whoever_does_not_show_the_token_names_nobody() throws IOException {
        UUID profile = rows().profile(email, "circle_member_id", memberId);

        assertThat(asked("X-Operator: grace\r\n")).startsWith("HTTP/1.1 401");

        assertThat(items(profile)).isEmpty();
    }

    private interface Names {
        String in(String text);
    }

    private String asked(String headers) throws IOException {
        URI url = URI.create(service.url());
        return RawHttp.send(
                url,
                "POST /api/members/" + memberId + "/pause",
                "Host: localhost:" + url.getPort() + "\r\n" + headers,
                "");
    }

    private static List<JsonNode> items(UUID profile) {
        List<JsonNode> items = new ArrayList<>();
        json(call("GET", "/api/profiles/" + profile + "/timeline", null))
                .get("items")
                .forEach(items::add);
        return items;
    }

    private static List<String> told(UUID profile) {
        return items(profile).stream()
                .map(item -> item.get("field").asText() + ": "
                        + (item.get("to").isNull() ? "-" : item.get("to").asText()) + " "
                        + item.get("source").asText() + " " + item.get("rule").asText() + " "
                        + item.get("operator").asText())
                .toList();
    }
}
