package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code DELETE /api/profiles/{id}}: nothing about the person is left, and nobody else's is touched. */
class ProfileEraseRouteTest extends ProfileWriteBase {

    @Test
    void nothing_about_the_person_is_left_in_any_table() {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", EDITED));
        joins(memberId, email);
        UUID profile = awaitProfileOfMember();
        assertThat(submit(completeForm()).statusCode()).isEqualTo(200);
        assertThat(edit(profile, object().put("email", "new." + email)).statusCode())
                .isEqualTo(200);
        assertThat(submit(form().put("email", "new." + email).put("workosUserId", user + "x"))
                        .statusCode())
                .isEqualTo(409);
        settles();
        event("workos", "user.created", "{\"data\":{\"id\":\"" + user + "\"}}");
        event("circle", "unknown", "Mail " + email.toUpperCase() + "\\nnot JSON");
        event("circle", "unknown", "{\"to\":\"new." + email + "\"}");
        new ApiRows(service.jdbc()).conflict(profile, memberId, "bio", "ours", "local");
        service.jdbc().update("UPDATE profile SET workos_email = ? WHERE id = ?", "work." + email, profile);
        event("workos", "user.updated", "{\"email\":\"work." + email + "\"}");
        rows().account(user);
        rows().gapOfMember("sync-failed", memberId);
        rows().message(
                        "slack",
                        "x",
                        "key",
                        "x:" + email,
                        "payload",
                        "{\"gap\": {\"subject\": \"member:" + memberId + "\"}}",
                        "due_at",
                        Instant.now().plusSeconds(86_400));
        long run = rows().run("state", "waiting", "ended_at", null);
        service.jdbc()
                .update(
                        "INSERT INTO reconciliation_member (reconciliation_id, circle_member_id, email_hash) VALUES (?, ?, 1)",
                        run,
                        memberId);
        assertThat(tablesThatHold(email)).isNotEmpty();

        HttpResponse<String> answer = erase(profile);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(tablesThatHold(email)).isEmpty();
        assertThat(tablesThatHold("\"" + user + "\"")).isEmpty();
        assertThat(tablesThatHold(user)).isEmpty();
        assertThat(tablesThatHold(Long.toString(memberId))).isEmpty();
        assertThat(tablesThatHold(profile.toString())).containsExactly("erasure");
        service.jdbc().update("DELETE FROM reconciliation WHERE id = ?", run);
        assertThat(count("erasure WHERE profile_id = ? AND erased_at IS NOT NULL", profile))
                .isEqualTo(1);

        assertProblem(erase(profile), 404);
        assertProblem(read(profile), 404);
        assertProblem(edit(profile, object().put("headline", "x")), 404);
    }

    @Test
    void events_stay_as_rows_and_say_why_they_are_empty() {
        UUID profile = rows().profile(email, "circle_member_id", memberId);
        long event = event("circle", "joined", "{\"to\":\"" + email + "\"}");

        erase(profile);

        assertThat(service.jdbc().queryForMap("SELECT * FROM event WHERE id = ?", event))
                .containsEntry("body", "")
                .containsEntry("circle_member_id", null)
                .containsEntry("disposition", "ignored")
                .containsEntry("reason", "The data of the person were erased.");
        assertThat(service.get("/api/events?limit=1").statusCode()).isEqualTo(200);
    }

    /** JSON may write any letter as an escape, and many do so with those that are not ASCII. */
    @Test
    void an_address_is_found_in_whatever_form_it_came() {
        String umlaut = "j\u00f6rg" + email;
        UUID profile = rows().profile(email);
        rows().change(profile, "email", "old_value", umlaut);
        List<Long> events = List.of(
                event("circle", "x", "{\"to\":\"" + email.replace("@", "\\u0040") + "\"}"),
                event("circle", "x", "{\"to\":\"" + umlaut.replace("\u00f6", "\\u00F6") + "\"}"),
                event("circle", "x", "{\"to\":\"\\n" + email.toUpperCase() + "\"}"),
                event("workos", "x", "{\"to\":\"" + umlaut + "\"}"));
        long others = event("circle", "x", "{\"to\":\"x\\u002e" + email + "\"}");
        // What no index takes as it is does not keep an event from being stored.
        event("circle", "x", "a".repeat(9_000) + "@" + "b".repeat(9_000) + "\\ud83d\\u0000\\uffff@");

        assertThat(erase(profile).statusCode()).isEqualTo(204);

        for (long event : events) {
            assertThat(count("event WHERE id = ? AND body = ''", event))
                    .as("event " + event)
                    .isEqualTo(1);
        }
        assertThat(count("event WHERE id = ? AND body <> ''", others)).isEqualTo(1);
    }

    /** What the indexes know of a text; the escapes as JSON has them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Ada@Example.org.                         | ada@example.org
            x ada@example.org, ada@example.org; b@c  | ada@example.org,b@c
            a\\u0040b.org \\u0061\\u0041\\u00e4@\\u00f6.de | @,a@b.org
            \\u12 a@b \\uD83D\\uDE00c@d\\u0000e@f\\/g@h   | a@b,c@d,e@f,g@h
            a@b@c@d                                  | @c,a@b,@d
            nobody                                   |
            """)
    void addresses_are_found_in_a_text(String text, String addresses) {
        assertThat(service.jdbc()
                        .queryForList("SELECT unnest(addresses_in(?))", String.class, text.replace("\\\\", "\\")))
                .containsExactlyInAnyOrder(addresses == null ? new String[0] : addresses.split(","));
    }

    @Test
    void an_alert_about_somebody_else_stays_without_the_person() {
        UUID profile = rows().profile(email, "workos_user_id", user);
        UUID other = rows().profile("other." + email);
        String payload = "{\"gap\":{\"subject\":\"profile:%s\",\"detail\":{\"profileIds\":[\"%s\",\"%s\"],"
                + "\"workosUserId\":\"%s\",\"reason\":\"Both have <%s>.\"}}}";
        long alert = rows().message(
                        "slack",
                        "identity-conflict",
                        "profile_id",
                        other,
                        "state",
                        "sent",
                        "payload",
                        payload.formatted(other, profile, other, user, email));

        assertThat(erase(profile).statusCode()).isEqualTo(204);

        String left =
                service.jdbc().queryForObject("SELECT payload::text FROM outbox WHERE id = ?", String.class, alert);
        assertThat(left).contains(other.toString()).doesNotContain(profile.toString(), "<" + email, "\"" + user + "\"");
    }

    @Test
    void a_doubt_about_somebody_else_stays_without_the_person() {
        UUID profile = rows().profile(email);
        UUID other = rows().profile("other." + email);
        long somebody = memberId * 10;
        // Held by another node, so that no sync tells them apart before this test has looked.
        rows().member(
                        somebody,
                        "lease_token",
                        UUID.randomUUID(),
                        "due_at",
                        Instant.now().plusSeconds(3_600));
        long doubt = rows().gapOfMember(
                        "identity-conflict",
                        somebody,
                        "detail",
                        "{\"profileIds\":[\"%s\",\"%s\"]}".formatted(profile, other));

        assertThat(erase(profile).statusCode()).isEqualTo(204);

        assertThat(service.jdbc().queryForObject("SELECT detail::text FROM gap WHERE id = ?", String.class, doubt))
                .contains(other.toString())
                .doesNotContain(profile.toString());
    }

    /** Most calls that change something can be tried; one that cannot be taken back must not look as if it could. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"dryRun\":true} | 422", "junk | 400", "{} | 204"})
    void what_it_does_not_take_is_refused(String body, int status) {
        UUID profile = rows().profile(email);

        assertThat(RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + profile))
                                .header("Authorization", "Bearer api-token")
                                .header("Content-Type", "application/json")
                                .method("DELETE", BodyPublishers.ofString(body)))
                        .statusCode())
                .isEqualTo(status);

        assertThat(count("profile WHERE id = ?", profile)).isEqualTo(status == 204 ? 0 : 1);
    }

    @Test
    void nobody_else_is_touched() {
        UUID profile = rows().profile(email, "workos_user_id", user, "circle_member_id", memberId);
        UUID other = rows().profile("x" + email, "workos_user_id", user + "0", "circle_member_id", memberId * 10);
        List<Long> events = List.of(
                event("circle", "joined", "{\"to\":\"x" + email + "\"}"),
                event("circle", "joined", "{\"to\":\"x." + email + "\"}"),
                event("circle", "joined", "{\"to\":\"" + email + ".uk\"}"),
                event("workos", "user.created", "{\"id\":\"" + user + "0\"}"),
                new ApiRows(service.jdbc()).event("due", "joined", memberId * 10, EDITED, "{\"x\":1}"));
        rows().account(user + "0");
        new ApiRows(service.jdbc()).gap("missing-workos", other, memberId * 10, null);
        new ApiRows(service.jdbc()).memberSync(memberId * 10, EDITED, null);
        String before = snapshot(other);

        assertThat(erase(profile).statusCode()).isEqualTo(204);

        assertThat(snapshot(other)).isEqualTo(before);
        for (long event : events) {
            assertThat(count("event WHERE id = ? AND body <> ''", event)).isEqualTo(1);
        }
        assertThat(count("workos_user WHERE user_id = ?", user + "0")).isEqualTo(1);
        assertThat(count("member_sync WHERE circle_member_id = ?", memberId * 10))
                .isEqualTo(1);
        assertThat(openGaps(other)).containsExactly("missing-workos");
    }

    @Test
    void what_has_passed_to_somebody_else_is_theirs() {
        UUID profile = rows().profile(email);
        UUID other = rows().profile("other." + email, "workos_user_id", user, "circle_member_id", memberId);
        for (String[] had : new String[][] {{"workosUserId", user}, {"circleMemberId", Long.toString(memberId)}}) {
            rows().change(profile, had[0], "old_value", had[1], "source", "workos", "rule", "account-deleted");
        }
        rows().account(user);
        new ApiRows(service.jdbc()).memberSync(memberId, EDITED, null);

        erase(profile);

        assertThat(row(other)).containsEntry("circle_member_id", memberId);
        assertThat(count("workos_user WHERE user_id = ?", user)).isEqualTo(1);
        assertThat(count("member_sync WHERE circle_member_id = ?", memberId)).isEqualTo(1);
    }

    @Test
    void what_the_person_had_brought_to_somebody_else_by_mistake_goes_and_theirs_stays() {
        String surname = "Lovelace" + memberId % 1_000 + "x";
        String own = "Own" + memberId % 1_000 + "x";
        String name = "Ada " + surname;
        ObjectNode met =
                StubCircle.member(memberId, "old." + email, name, EDITED).put("headline", surname + "1");
        met.withObject("/flattened_profile_fields").put("bio", surname + "4");
        circle.put(met);
        UUID others = id(submit(object().put("email", "old." + email).put("bio", own + "1")));
        joins(memberId, "old." + email);
        await().until(() -> (surname + "1").equals(row(others).get("headline")));
        settles();
        ObjectNode moved =
                StubCircle.member(memberId, "new." + email, name, Instant.now()).put("headline", surname + "2");
        moved.withObject("/flattened_profile_fields").putNull("bio");
        circle.put(moved);
        changes(memberId);
        await().until(() -> (surname + "2").equals(row(others).get("headline")));
        new ApiRows(service.jdbc()).conflict(others, memberId, "bio", surname + "3", "local");
        service.jdbc().update("UPDATE profile SET workos_user_id = ? WHERE id = ?", user, others);
        rows().change(
                        others,
                        "workosUserId",
                        "new_value",
                        user,
                        "source",
                        "workos",
                        "rule",
                        "linked-by-email",
                        "changed_at",
                        Instant.now());
        UUID profile = rows().profile(email);
        settles();
        circle.put(StubCircle.member(memberId, email, name, Instant.now()));
        changes(memberId);
        await().until(() -> count("gap WHERE kind = 'identity-conflict' AND circle_member_id = ?", memberId) == 1);
        assertThat(call("POST", "/api/members/" + memberId + "/link", "{\"profileId\":\"" + profile + "\"}")
                        .statusCode())
                .isEqualTo(200);
        settles();
        assertThat(edit(others, object().put("headline", own + "2").put("email", "else" + memberId + "@example.org"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(tablesThatHold(surname)).contains("change", "conflict");
        assertThat(row(profile)).containsEntry("workos_user_id", user);

        assertThat(erase(profile).statusCode()).isEqualTo(204);

        assertThat(tablesThatHold(surname)).isEmpty();
        assertThat(tablesThatHold("new." + email)).isEmpty();
        assertThat(tablesThatHold(user)).isEmpty();
        assertThat(count("change WHERE ? IN (old_value, new_value)", Long.toString(memberId)))
                .isZero();
        assertThat(tablesThatHold(own + "1")).contains("change", "profile");
        assertThat(tablesThatHold(own + "2")).contains("change", "profile");
        assertThat(count("change WHERE profile_id = ? AND new_value = ?", others, "old." + email))
                .isPositive();
    }

    /** Nobody has said yet whose the member is. */
    @Test
    void what_was_written_to_a_member_in_doubt_comes_to_nobody_either() {
        String secret = "Secret" + memberId % 1_000 + "x";
        circle.put(StubCircle.member(memberId, email, "Mary Member", EDITED).put("headline", "Mary's own"));
        UUID mary = id(submit(object().put("email", "mary." + email)));
        UUID erased =
                id(submit(object().put("email", email).put("lastName", secret).put("headline", secret + "1")));
        await().until(() -> circle.member(memberId).toString().contains(secret + "1"));
        settles();
        circle.member(memberId).put("email", "mary." + email);
        changes(memberId);
        await().until(() -> count("gap WHERE kind = 'identity-conflict' AND circle_member_id = ?", memberId) == 1);
        settles();

        assertThat(erase(erased).statusCode()).isEqualTo(204);

        await().until(() -> row(mary).get("circle_member_id") != null);
        settles();
        assertThat(row(mary)).containsEntry("headline", "Mary's own").containsEntry("last_name", "Member");
        assertThat(circle.member(memberId).toString()).doesNotContain(secret).contains("Mary's own");
        assertThat(tablesThatHold(secret)).isEmpty();
        assertThat(tablesThatHold(erased.toString())).containsExactly("erasure", "member_sync");
    }

    /** A person has said so of the member as whom they came back, and what they wrote as the one before is theirs, too. */
    @Test
    void nothing_is_left_of_whoever_came_back_as_another_member() {
        String secret = "Secret" + memberId % 1_000 + "x";
        long back = memberId + 1_000_000;
        circle.put(StubCircle.member(memberId, email, "Anna " + secret, EDITED).put("headline", secret + "1"));
        UUID anna = editedHere();
        rows().event(
                        "community_member_profile_field_updated",
                        "circle_member_id",
                        memberId,
                        "body",
                        "{\"value\":\"" + secret + "3\"}");
        circle.remove(memberId);
        changes(memberId);
        await().until(() -> row(anna).get("left_at") != null);
        circle.put(StubCircle.member(back, email, "Hannah " + secret, EDITED));
        changes(back);
        await().until(() -> count("gap WHERE kind = 'identity-conflict' AND circle_member_id = ?", back) == 1);
        assertThat(call("POST", "/api/members/" + back + "/link", "{\"profileId\":\"" + anna + "\"}")
                        .statusCode())
                .isEqualTo(200);
        await().until(() ->
                count("member_sync WHERE circle_member_id IN (?, ?) AND due_at IS NOT NULL", memberId, back) == 0);
        assertThat(tablesThatHold(secret)).contains("event", "member_sync");

        assertThat(erase(anna).statusCode()).isEqualTo(204);

        assertThat(tablesThatHold(secret)).isEmpty();
    }

    /** A person has said whose the member is: what stands in Circle is theirs, who may come anew, and it is not touched. */
    @Test
    void whoever_was_linked_by_a_person_is_erased_as_all_others() {
        circle.put(StubCircle.member(memberId, email, "Anna Own", EDITED).put("headline", "Own"));
        UUID anna = editedHere();
        rows().profile("other." + email);
        circle.member(memberId).put("email", "other." + email);
        changes(memberId);
        await().until(() -> count("gap WHERE kind = 'identity-conflict' AND circle_member_id = ?", memberId) == 1);
        assertThat(link(anna).statusCode()).isEqualTo(200);
        settles();
        assertThat(erase(anna).statusCode()).isEqualTo(204);
        assertThat(tablesThatHold("Edited here")).isEmpty();
        circle.member(memberId).put("email", "third." + email);
        long puts = puts();

        changes(memberId);

        UUID anew = awaitProfileOfMember();
        settles();
        assertThat(row(anew)).containsEntry("headline", "Edited here").containsEntry("last_name", "Own");
        assertThat(circle.member(memberId).toString()).contains("Edited here");
        assertThat(puts()).isEqualTo(puts);

        assertThat(edit(anew, object().put("headline", "Anew")).statusCode()).isEqualTo(200);
        await().until(() -> circle.member(memberId).toString().contains("Anew"));
    }

    /** Takes up the member, and has something be written to them. */
    private UUID editedHere() {
        changes(memberId);
        UUID profile = awaitProfileOfMember();
        assertThat(edit(profile, object().put("headline", "Edited here")).statusCode())
                .isEqualTo(200);
        await().until(() -> circle.member(memberId).toString().contains("Edited here"));
        settles();
        return profile;
    }

    private long puts() {
        return circle.calls().stream()
                .filter(call -> call.method().equals("PUT") && call.path().endsWith("/" + memberId))
                .count();
    }

    /** Somebody else has come who is the profile's person; the member who is linked to it is not. */
    @Test
    void what_was_written_to_a_member_whose_profile_another_claims_comes_to_nobody() {
        String secret = "Secret" + memberId % 1_000 + "x";
        long claims = memberId + 1_000_000;
        circle.put(StubCircle.member(memberId, email, "Mary One", EDITED).put("headline", "Mary's own"));
        UUID erased =
                id(submit(object().put("email", email).put("lastName", secret).put("headline", secret + "1")));
        await().until(() -> circle.member(memberId).toString().contains(secret + "1"));
        settles();
        circle.member(memberId).put("email", "mary." + email);
        circle.put(StubCircle.member(claims, email, "Quentin " + secret, EDITED));
        changes(claims);
        await().until(() -> count("gap WHERE kind = 'identity-conflict' AND circle_member_id = ?", claims) == 1);

        assertThat(erase(erased).statusCode()).isEqualTo(204);
        changes(memberId);

        UUID mary = awaitProfileOfMember();
        await().until(() -> circle.member(memberId).toString().contains("Mary's own"));
        settles();
        assertThat(row(mary)).containsEntry("headline", "Mary's own").containsEntry("last_name", "One");
        assertThat(circle.member(memberId).toString()).doesNotContain(secret);
    }

    @Test
    void what_an_event_tells_of_is_found_by_its_values() {
        UUID erased = rows().profile(email);
        rows().change(erased, "circleMemberId", "new_value", Long.toString(memberId));
        rows().change(erased, "bio", "new_value", "Line \"one\"\nline two", "source", "push");
        rows().change(erased, "headline", "new_value", "id", "source", "push");
        rows().member(memberId, "told_apart", "{" + erased + "}");
        long echo = ofMember("{\"value\":\"Line \\\"one\\\"\\nline two\"}");
        long other = ofMember("{\"id\":1,\"value\":\"idea\"}");
        long malformed = ofMember("{\"id\":");
        long refused = ofMember("{\"x\":\"\\u0000\",\"value\":\"Line \\\"one\\\"\\nline two\"}");

        assertThat(erase(erased).statusCode()).isEqualTo(204);

        assertThat(service.jdbc()
                        .queryForList(
                                "SELECT id FROM event WHERE circle_member_id = ? AND body = '' AND reason IS NOT NULL",
                                Long.class,
                                memberId))
                .containsExactlyInAnyOrder(echo, refused)
                .doesNotContain(other, malformed);
    }

    private long ofMember(String body) {
        return rows().event("x", "circle_member_id", memberId, "disposition", "ignored", "body", body);
    }

    /** A profile that the member's sync had made has their values from its beginning. */
    @Test
    void what_the_person_had_begun_somebody_else_s_profile_with_goes() throws Exception {
        String theirs = "Theirs" + memberId % 1_000 + "x";
        ObjectNode met =
                StubCircle.member(memberId, email, "Mary " + theirs, EDITED).put("headline", theirs + "1");
        met.withObject("/flattened_profile_fields").put("bio", theirs + "2");
        circle.put(met);
        joins(memberId, email);
        UUID others = awaitProfileOfMember();
        settles();
        assertThat(submit(object().put("email", email).put("lastName", "Person").put("headline", "Paul's"))
                        .statusCode())
                .isEqualTo(200);
        await().until(() -> circle.member(memberId).toString().contains("Paul's"));
        settles();
        long edit = service.jdbc()
                .queryForObject(
                        "SELECT max(id) FROM change WHERE profile_id = ? AND field = 'headline' AND source = 'local'",
                        Long.class,
                        others);
        assertThat(call("POST", "/api/undo", "{\"changeIds\":[" + edit + "]}").statusCode())
                .isEqualTo(200);
        await().until(() -> circle.member(memberId).toString().contains(theirs + "1"));
        settles();
        assertThat(edit(others, object().put("headline", "Paul's")).statusCode())
                .isEqualTo(200);
        settles();
        UUID mary = id(submit(object().put("email", "mary." + email)));
        circle.member(memberId).put("email", "mary." + email);
        changes(memberId);
        await().until(() -> count("gap WHERE kind = 'identity-conflict' AND circle_member_id = ?", memberId) == 1);
        settles();
        assertThat(call("POST", "/api/members/" + memberId + "/link", "{\"profileId\":\"" + mary + "\"}")
                        .statusCode())
                .isEqualTo(200);
        settles();
        assertThat(tablesThatHold(theirs)).contains("change");

        assertThat(erase(mary).statusCode()).isEqualTo(204);

        assertThat(service.jdbc().queryForList("SELECT CAST(change AS text) FROM change", String.class))
                .noneMatch(change -> change.contains(theirs));
        assertThat(tablesThatHold("Paul's")).contains("change", "profile");
    }

    /** Erased before the member is synced whom a person has just told from them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_was_written_to_somebody_else_for_the_person_comes_to_nobody(boolean isAnswered) {
        String secret = "Secret" + memberId % 1_000 + "x";
        circle.put(StubCircle.member(memberId, email, "Mary Member", EDITED).put("headline", "Mary's own"));
        UUID mary = id(submit(object().put("email", "mary." + email)));
        UUID erased = id(submit(
                object().put("email", email).put("headline", secret + "1").put("bio", secret + "2")));
        await().until(() -> circle.member(memberId).toString().contains(secret + "2"));
        settles();
        assertThat(edit(erased, object().put("headline", secret + "3")).statusCode())
                .isEqualTo(200);
        await().until(() -> circle.member(memberId).toString().contains(secret + "3"));
        settles();
        circle.member(memberId).put("email", "mary." + email);
        rows().event(
                        "community_member_profile_field_updated",
                        "circle_member_id",
                        memberId,
                        "body",
                        "{\"value\":\"" + secret + "3\"}");
        changes(memberId);
        await().until(() -> count("gap WHERE kind = 'identity-conflict' AND circle_member_id = ?", memberId) == 1);
        settles();
        if (!isAnswered) {
            // As if the answer to it were still to come.
            service.jdbc()
                    .update("DELETE FROM change WHERE profile_id = ? AND source = 'push' AND field = 'bio'", erased);
            service.jdbc().update("UPDATE profile SET base = base - 'bio' WHERE id = ?", erased);
            service.jdbc()
                    .update(
                            "UPDATE member_sync SET sent = jsonb_build_object('bio', ?) WHERE circle_member_id = ?",
                            secret + "2",
                            memberId);
        }
        CountDownLatch released = heldBack(call -> call.path().endsWith("/" + memberId));
        assertThat(link(mary).statusCode()).isEqualTo(200);

        assertThat(erase(erased).statusCode()).isEqualTo(204);
        assertThat(tablesThatHold(secret)).isEmpty();
        released.countDown();

        settles();
        assertThat(row(mary))
                .containsEntry("headline", "Mary's own")
                .containsEntry("bio", isAnswered ? "Writes notes" : null)
                .containsEntry("first_name", "Mary");
        assertThat(circle.member(memberId).toString()).doesNotContain(secret).contains("Mary's own");
        assertThat(tablesThatHold(secret)).isEmpty();
    }

    @Test
    void an_address_that_has_passed_to_somebody_else_is_theirs() {
        UUID profile = rows().profile(email);
        rows().change(profile, "email", "old_value", "other." + email);
        rows().profile("other." + email);
        long event = event("circle", "joined", "{\"to\":\"other." + email + "\"}");

        assertThat(erase(profile).statusCode()).isEqualTo(204);

        assertThat(count("event WHERE id = ? AND body <> ''", event)).isEqualTo(1);
    }

    @Test
    void a_sync_under_way_does_not_bring_the_person_back_and_circle_is_not_touched() {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", EDITED));
        joins(memberId, email);
        UUID profile = awaitProfileOfMember();
        settles();
        CountDownLatch released = heldBack(call -> call.path().endsWith("/" + memberId));
        int before = circle.calls().size();
        changes(memberId);
        await().until(() -> circle.calls().size() > before);

        assertThat(erase(profile).statusCode()).isEqualTo(204);
        released.countDown();

        staysAway();
        assertThat(circle.calls())
                .filteredOn(call -> call.path().contains("/" + memberId))
                .extracting(Call::method)
                .containsOnly("GET");
        assertThat(circle.member(memberId).get("email").textValue()).isEqualTo(email);
        assertThat(count("gap WHERE circle_member_id = ?", memberId)).isZero();
    }

    /** What Circle had told of them before is not read any more. */
    @Test
    void a_page_of_a_run_that_is_on_its_way_does_not_either() throws Exception {
        String secret = "Secret" + memberId % 1_000 + "x";
        circle.put(StubCircle.member(memberId, email, "Ada " + secret, EDITED));
        changes(memberId);
        UUID profile = awaitProfileOfMember();
        settles();
        circle.put(StubCircle.member(memberId * 10, "other" + email, "Bob", EDITED));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger lists = new AtomicInteger();
        circle.answer(call -> {
            Answer answer = circle.normally(call);
            // The first page is read to know how many there are.
            if (call.method().equals("GET")
                    && call.path().endsWith("/community_members")
                    && lists.incrementAndGet() == 2) {
                asked.countDown();
                awaitUninterrupted(released);
            }
            return answer;
        });
        String run = json(call("POST", "/api/reconciliations", "{\"dryRun\":true}"))
                .get("id")
                .asText();
        asked.await();
        circle.remove(memberId);

        assertThat(erase(profile).statusCode()).isEqualTo(204);
        released.countDown();

        await().until(() -> count("reconciliation WHERE id = " + run + " AND ended_at IS NOT NULL") == 1);
        circle.answerNormally();
        assertThat(lists.get()).as("it is asked for again").isGreaterThan(2);
        assertThat(tablesThatHold(secret)).isEmpty();
        assertThat(count("profile WHERE circle_member_id = ?", memberId)).isZero();
    }

    @Test
    void a_sync_under_way_that_has_not_linked_them_yet_does_not_either() {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", EDITED));
        CountDownLatch released = heldBack(call -> call.path().endsWith("/" + memberId));
        UUID profile = id(submit(form()));
        await().until(() -> circle.calls().stream().anyMatch(call -> call.path().endsWith("/" + memberId)));

        assertThat(erase(profile).statusCode()).isEqualTo(204);
        released.countDown();

        staysAway();
    }

    @Test
    void a_later_webhook_makes_the_person_anew() {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", EDITED));
        joins(memberId, email);
        UUID profile = awaitProfileOfMember();
        settles();
        assertThat(erase(profile).statusCode()).isEqualTo(204);

        changes(memberId);

        assertThat(awaitProfileOfMember()).isNotEqualTo(profile);
    }

    @Test
    void a_profile_that_has_changed_is_not_erased() {
        UUID profile = rows().profile(email);
        String tag = tag(read(profile));
        service.jdbc().update("UPDATE profile SET headline = 'New' WHERE id = ?", profile);

        assertProblem(erase(profile, "If-Match", tag), 412);
        assertThat(row(profile)).containsEntry("headline", "New");
        assertThat(erase(profile, "If-Match", tag(read(profile))).statusCode()).isEqualTo(204);
    }

    @Test
    void a_malformed_or_unknown_id_is_refused() {
        assertProblem(call("DELETE", "/api/profiles/ada", null), 404);
        assertProblem(erase(UUID.randomUUID()), 404);
        assertProblem(call("DELETE", "/api/profiles/" + rows().profile(email) + "?x=1", null), 400);
        assertThat(count("profile WHERE email = ?", email)).isEqualTo(1);
    }

    /** Somebody else is synced after the person, and the person is not there. */
    private void staysAway() {
        circle.put(StubCircle.member(memberId * 10, "other" + email, "Bob", EDITED));
        joins(memberId * 10, "other" + email);
        await().until(() -> count("profile WHERE circle_member_id = ?", memberId * 10) == 1);
        await().during(Duration.ofSeconds(1))
                .until(() -> count("profile WHERE circle_member_id = ? OR email = ?", memberId, email) == 0
                        && count("member_sync WHERE circle_member_id = ?", memberId) == 0);
    }

    private static void joins(long member, String address) {
        assertThat(service.post(
                                "/webhooks/circle",
                                "{\"type\":\"community_member_joined_community\",\"data\":{\"community_member_id\":"
                                        + member + ",\"email\":\"" + address + "\"}}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static void changes(long member) {
        assertThat(service.post(
                                "/webhooks/circle",
                                "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + member + "}}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<String> link(UUID profile) {
        return call("POST", "/api/members/" + memberId + "/link", "{\"profileId\":\"" + profile + "\"}");
    }

    private UUID awaitProfileOfMember() {
        await().until(() -> count("profile WHERE circle_member_id = ?", memberId) == 1);
        return service.jdbc().queryForObject("SELECT id FROM profile WHERE circle_member_id = ?", UUID.class, memberId);
    }

    private void settles() {
        await().until(() -> count("member_sync WHERE circle_member_id = ? AND due_at IS NULL", memberId) == 1);
    }

    private static long event(String source, String type, String body) {
        return rows().event(type, "source", source, "body", body);
    }

    private static List<String> tablesThatHold(String text) {
        List<String> tables = new ArrayList<>();
        for (String table : service.jdbc()
                .queryForList(
                        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
                        String.class)) {
            if (count(table + " AS t WHERE position(lower(?) IN lower(CAST(t AS text))) > 0", text) > 0) {
                tables.add(table);
            }
        }
        return tables;
    }
}
