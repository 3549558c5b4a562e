package io.circlesync.workos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.fixture.EndlessText;
import io.circlesync.fixture.LookAlikes;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Whose account is it: through the real route, to the rows. */
class WorkosUserRouteTest extends WorkosTestBase {

    private static final Timestamp UNTOUCHED = Timestamp.from(Rows.EDITED);

    @Test
    void an_account_is_linked_by_its_verified_address_and_the_gap_closes_at_once() {
        UUID profile = rows().profile(email, "first_name", "Ada", "last_name", "Lovelace", "is_stub", true);
        gap(profile, "missing-workos");
        gap(profile, "incomplete-profile");
        WorkosEvents event = created();

        takes(event);

        assertThat(row(profile))
                .containsEntry("workos_user_id", user)
                .containsEntry("is_stub", false)
                .containsEntry("updated_at", UNTOUCHED);
        assertThat(openGaps(profile)).containsExactly("incomplete-profile");
        assertThat(timeline(profile)).containsExactly("workosUserId: - > " + user + " linked-by-email");
        assertThat(disposition(event)).isEqualTo("applied");
    }

    @Test
    void a_complete_profile_has_no_gap_left_once_it_is_linked() {
        UUID profile = rows().profile(email, "headline", "Analyst");
        service.jdbc().update("UPDATE profile SET things_i_can_offer = '{Maths}' WHERE id = ?", profile);
        gap(profile, "missing-workos");
        gap(profile, "incomplete-profile");

        takes(created());

        assertThat(openGaps(profile)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", " %s ", "\\t%s\\n"})
    void case_and_blanks_around_an_address_do_not_matter(String form) {
        UUID profile = rows().profile(email);

        takes(WorkosEvents.event("user.created", user, form.translateEscapes().formatted(email.toUpperCase())));

        assertThat(row(profile)).containsEntry("workos_user_id", user).containsEntry("email", email);
    }

    @Test
    void an_address_that_is_not_verified_never_links_and_makes_nobody() {
        UUID profile = rows().profile(email, "headline", "Secret plans");
        String before = snapshot(profile);
        WorkosEvents event = created().unverified();

        takes(event);

        assertThat(snapshot(profile)).isEqualTo(before);
        assertThat(profilesWith("workos_user_id", user)).isEmpty();
        assertThat(disposition(event)).isEqualTo("ignored");
        WorkosEvents stranger =
                WorkosEvents.event("user.created", user + "x", "new" + email).unverified();
        takes(stranger);
        assertThat(profilesWith("email", "new" + email)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"true\"", "1", "null"})
    void only_a_plain_true_means_verified(String value) throws Exception {
        UUID profile = rows().profile(email);
        WorkosEvents event = created();
        event.data().set("email_verified", new com.fasterxml.jackson.databind.ObjectMapper().readTree(value));

        takes(event);

        assertThat(row(profile)).containsEntry("workos_user_id", null);
    }

    @Test
    void an_address_verified_later_links_then() {
        UUID profile = rows().profile(email);
        takes(created().unverified());

        takes(updated().later(5));

        assertThat(row(profile)).containsEntry("workos_user_id", user);
    }

    @Test
    void the_id_that_the_app_gave_workos_links_even_if_the_address_is_not_verified() {
        UUID profile = rows().profile("other" + email);

        takes(created().externalId(profile.toString()).unverified());

        assertThat(row(profile)).containsEntry("workos_user_id", user).containsEntry("email", "other" + email);
        assertThat(timeline(profile))
                .containsExactly(
                        "workosUserId: - > " + user + " linked-by-external-id",
                        "firstName: - > Ada filled-empty",
                        "lastName: - > Lovelace filled-empty");
    }

    /** The app has told WorkOS while a member of somebody else was taken for the profile's person. */
    @Test
    void an_account_that_a_person_has_taken_from_a_profile_is_not_given_back_by_its_id() {
        UUID profile = rows().profile("other" + email);
        rows().change(profile, "workosUserId", "old_value", user, "source", "local", "rule", "linked-by-person");
        WorkosEvents event = created().externalId(profile.toString());

        takes(event);

        assertThat(row(profile)).containsEntry("workos_user_id", null);
        assertThat(openGaps(profile)).containsExactly("identity-conflict");
        assertThat(disposition(event)).isEqualTo("ignored");
    }

    /** The member is back whom the person had taken away by mistake, and Circle names the account. */
    @Test
    void an_account_that_circle_names_is_given_back_by_its_id() {
        UUID profile = rows().profile("other" + email, "circle_account", user);
        rows().change(profile, "workosUserId", "old_value", user, "source", "local", "rule", "linked-by-person");

        takes(created().externalId(profile.toString()));

        assertThat(row(profile)).containsEntry("workos_user_id", user);
    }

    @Test
    void an_external_id_that_means_nobody_is_no_obstacle() {
        UUID profile = rows().profile(email);

        takes(created().externalId(UUID.randomUUID().toString()));
        takes(WorkosEvents.event("user.created", user + "x", "x" + email).externalId("customer 7; DROP TABLE profile"));

        assertThat(row(profile)).containsEntry("workos_user_id", user);
        assertThat(profilesWith("workos_user_id", user + "x")).hasSize(1);
    }

    @Test
    void an_id_and_an_address_of_two_profiles_are_a_conflict() {
        UUID byId = rows().profile("id" + email);
        UUID byEmail = rows().profile(email);
        List<String> before = List.of(snapshot(byId), snapshot(byEmail));

        takes(created().externalId(byId.toString()));

        assertThat(List.of(snapshot(byId), snapshot(byEmail))).isEqualTo(before);
        assertThat(openGaps(byId)).containsExactly("identity-conflict");
        assertThat(messages(byId)).containsExactly("identity-conflict/slack");
    }

    @Test
    void a_profile_of_another_account_is_not_handed_over() {
        UUID byEmail = rows().profile(email, "workos_user_id", user + "owner", "headline", "Secret plans");
        UUID byId = rows().profile("id" + email, "workos_user_id", user + "other");
        List<String> before = List.of(snapshot(byId), snapshot(byEmail));
        WorkosEvents event = created();

        takes(event);
        takes(WorkosEvents.event("user.created", user + "b", "b" + email).externalId(byId.toString()));

        assertThat(List.of(snapshot(byId), snapshot(byEmail))).isEqualTo(before);
        assertThat(profilesWith("workos_user_id", user)).isEmpty();
        assertThat(openGaps(byEmail)).containsExactly("identity-conflict");
        assertThat(openGaps(byId)).containsExactly("identity-conflict");
        assertThat(disposition(event)).isEqualTo("ignored");
    }

    @Test
    void a_conflict_is_told_once_and_ends_when_its_cause_does() {
        UUID owner = rows().profile(email, "workos_user_id", user + "owner");
        takes(created());
        takes(updated().later(1));
        assertThat(messages(owner)).containsExactly("identity-conflict/slack");

        takes(WorkosEvents.event("user.updated", user, "moved" + email).later(2));

        assertThat(openGaps(owner)).isEmpty();
        assertThat(profilesWith("email", "moved" + email)).hasSize(1);
    }

    @Test
    void whoever_comes_first_makes_the_profile_and_circle_is_searched() {
        long member = 7_000_000 + Long.parseLong(user.substring(5));
        circle.put(StubCircle.member(member, email, "Ada Lovelace", Instant.parse("2026-01-22T14:55:35.714Z")));

        takes(created());

        Map<String, Object> made = profilesWith("workos_user_id", user).get(0);
        assertThat(made)
                .containsEntry("email", email)
                .containsEntry("first_name", "Ada")
                .containsEntry("last_name", "Lovelace")
                .containsEntry("is_stub", false);
        assertThat(timeline((UUID) made.get("id"))).containsExactly("workosUserId: - > " + user + " created");
        await().untilAsserted(() -> assertThat(row((UUID) made.get("id")))
                .containsEntry("circle_member_id", member)
                .containsEntry("headline", "Analyst"));
    }

    @Test
    void names_fill_what_is_empty_and_overwrite_nothing() {
        UUID half = rows().profile(email, "first_name", "Augusta");
        UUID whole = rows().profile("b" + email, "first_name", "Ada Lovelace");

        takes(created());
        takes(WorkosEvents.event("user.created", user + "b", "b" + email));

        assertThat(row(half)).containsEntry("first_name", "Augusta").containsEntry("last_name", "Lovelace");
        assertThat((Timestamp) row(half).get("updated_at")).isAfter(UNTOUCHED);
        assertThat(timeline(half)).contains("lastName: - > Lovelace filled-empty");
        assertThat(row(whole)).containsEntry("first_name", "Ada Lovelace").containsEntry("last_name", null);
        takes(updated().name("Somebody", "Else").later(1));
        assertThat(row(half)).containsEntry("first_name", "Augusta").containsEntry("last_name", "Lovelace");
    }

    @Test
    void a_name_filled_here_reaches_circle() {
        long member = 8_000_000 + Long.parseLong(user.substring(5));
        circle.put(StubCircle.member(member, email, "Ada", Instant.parse("2026-01-22T14:55:35.714Z")));
        UUID profile = rows().profile(email, "circle_member_id", member, "first_name", "Ada");

        takes(created());

        await().untilAsserted(() -> assertThat(circle.calls())
                .filteredOn(call -> call.method().equals("PUT") && call.path().endsWith("/" + member))
                .extracting(StubPartner.Call::body)
                .anySatisfy(body -> assertThat(body).contains("Ada Lovelace")));
        assertThat(row(profile)).containsEntry("last_name", "Lovelace");
    }

    @Test
    void the_profile_follows_a_verified_change_of_the_address() {
        UUID profile = rows().profile(email);
        takes(created());

        takes(WorkosEvents.event("user.updated", user, "New" + email).later(1));

        assertThat(row(profile)).containsEntry("email", "new" + email);
        assertThat(timeline(profile)).contains("email: " + email + " > new" + email + " email-changed");
    }

    @Test
    void an_unverified_change_of_the_address_is_not_followed() {
        UUID profile = rows().profile(email);
        takes(created());
        String before = snapshot(profile);

        takes(WorkosEvents.event("user.updated", user, "new" + email)
                .unverified()
                .later(1));

        assertThat(snapshot(profile)).isEqualTo(before);
    }

    @Test
    void an_address_that_did_not_change_at_workos_does_not_undo_an_edit_here() {
        UUID profile = rows().profile(email);
        takes(created());
        service.jdbc().update("UPDATE profile SET email = ? WHERE id = ?", "edited" + email, profile);

        takes(updated().later(1));

        assertThat(row(profile)).containsEntry("email", "edited" + email);
    }

    @ParameterizedTest
    @CsvSource({
        // was the address of the form verified, what the edit says of the new one
        "true,",
        "true, true",
        "false,",
        "false, true",
    })
    void an_edit_stays_whatever_came_first_until_the_account_has_another_address(boolean verified, String said)
            throws Exception {
        UUID profile = id(api(
                "POST",
                "",
                "{\"email\":\"%s\",\"workosUserId\":\"%s\",\"emailVerified\":%s}".formatted(email, user, verified)));
        api("PATCH", "/" + profile, "{\"email\":\"edited%s\",\"emailVerified\":%s}".formatted(email, said));

        takes(updated());
        takes(updated().later(1));

        assertThat(row(profile)).containsEntry("email", "edited" + email).containsEntry("workos_user_id", user);
        takes(WorkosEvents.event("user.updated", user, "moved" + email).later(2));
        assertThat(row(profile)).containsEntry("email", "moved" + email).containsEntry("email_verified", true);
    }

    @Test
    void a_profile_that_was_given_its_address_without_a_proof_is_not_linked_by_it() throws Exception {
        UUID profile =
                id(api("POST", "", "{\"email\":\"%s\",\"emailVerified\":false,\"bio\":\"Typed\"}".formatted(email)));
        String before = snapshot(profile);

        takes(created());

        assertThat(snapshot(profile)).isEqualTo(before);
        assertThat(profilesWith("workos_user_id", user)).isEmpty();
        assertThat(openGaps(profile)).contains("identity-conflict");
        api("PATCH", "/" + profile, "{\"emailVerified\":true}");
        takes(updated().later(1));
        assertThat(row(profile)).containsEntry("workos_user_id", user);
        assertThat(openGaps(profile)).doesNotContain("identity-conflict");
    }

    @Test
    void the_accounts_own_address_is_proven_by_it_and_circle_is_searched() throws Exception {
        long member = 6_000_000 + Long.parseLong(user.substring(5));
        circle.put(StubCircle.member(member, email, "Ada Lovelace", Instant.parse("2026-01-22T14:55:35.714Z")));
        UUID profile = id(api(
                "POST",
                "",
                "{\"email\":\"%s\",\"workosUserId\":\"%s\",\"emailVerified\":false}".formatted(email, user)));
        takes(created().unverified());
        assertThat(row(profile)).containsEntry("email_verified", false);

        takes(updated().later(1));

        await().untilAsserted(() -> assertThat(row(profile)).containsEntry("circle_member_id", member));
        assertThat(row(profile)).containsEntry("email_verified", true);
    }

    @Test
    void an_address_that_is_longer_than_any_is_nobodys_and_the_account_is_known_without_it() {
        String endless = EndlessText.letters(9_000);

        takes(WorkosEvents.event("user.created", user, endless + email));

        assertThat(profilesWith("workos_user_id", user)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"mike, mi<212A>e", "sam, <017F>am", "victim, v<0131>ctim", "jos<00E9>, jos<00C9>"})
    void an_account_whose_address_only_looks_like_somebodys_is_another_person(String theirs, String lookAlike) {
        UUID profile = rows().profile(LookAlikes.text(theirs) + email, "bio", "Secret plans");
        String before = snapshot(profile);

        takes(WorkosEvents.event("user.created", user, LookAlikes.text(lookAlike) + email));

        assertThat(snapshot(profile)).isEqualTo(before);
        assertThat(profilesWith("workos_user_id", user))
                .singleElement()
                .satisfies(made -> assertThat(made).containsEntry("bio", null));
    }

    @ParameterizedTest
    @ValueSource(ints = {-5, 0, 5})
    void a_deletion_is_final_however_old_it_looks(int later) {
        UUID profile = rows().profile(email);
        takes(created());

        takes(deleted().later(later));
        takes(updated().later(60));

        assertThat(row(profile)).containsEntry("workos_user_id", null);
        assertThat(timeline(profile)).contains("workosUserId: " + user + " > - account-deleted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "the profile it had", "another"})
    void the_app_links_no_account_that_was_deleted(String met) {
        takes(created());
        takes(deleted().later(1));
        UUID had = (UUID) profilesWith("email", email).get(0).get("id");
        String address = met.equals("the profile it had") ? email : "new" + email;
        if (met.equals("another")) {
            rows().profile(address);
        }

        HttpResponse<String> answer =
                RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles"))
                        .header("Authorization", "Bearer api-token")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"email\":\"" + address
                                + "\",\"emailVerified\":true,\"workosUserId\":\" " + user + " \"}")));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("WorkOS has deleted this account").doesNotContain(had.toString());
        assertThat(profilesWith("workos_user_id", user)).isEmpty();
        assertThat(profilesWith("email", address)).hasSize(met.equals("nobody") ? 0 : 1);
    }

    @Test
    void a_member_in_conflict_over_an_address_goes_on_when_the_account_moves_away_from_it() {
        long member = 5_000_000 + Long.parseLong(user.substring(5));
        UUID profile = rows().profile(email);
        takes(created());
        circle.put(StubCircle.member(member, email, "Grace Hopper", Instant.parse("2026-01-22T14:55:35.714Z"))
                .put("sso_provider_user_id", "user_grace" + member));
        service.post(
                "/webhooks/circle", "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + member + "}}");
        await().untilAsserted(() -> assertThat(service.jdbc()
                        .queryForList("SELECT kind FROM gap WHERE subject = ?", String.class, "member:" + member))
                .containsExactly("identity-conflict"));

        takes(WorkosEvents.event("user.updated", user, "moved" + email).later(1));

        await().untilAsserted(() -> assertThat(profilesWith("circle_member_id", member))
                .singleElement()
                .satisfies(made -> assertThat(made).containsEntry("email", email)));
        assertThat(row(profile)).containsEntry("email", "moved" + email).containsEntry("circle_member_id", null);
    }

    private static HttpResponse<String> api(String method, String path, String body) {
        HttpResponse<String> answer =
                RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles" + path))
                        .header("Authorization", "Bearer api-token")
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return answer;
    }

    private static UUID id(HttpResponse<String> answer) throws JsonProcessingException {
        return UUID.fromString(Json.mapper().readTree(answer.body()).get("id").textValue());
    }

    @Test
    void an_address_that_another_profile_has_is_a_conflict_and_nothing_moves() {
        UUID profile = rows().profile(email);
        UUID other = rows().profile("taken" + email, "headline", "Somebody else");
        takes(created().name(null, null));
        List<String> before = List.of(snapshot(profile), snapshot(other));

        takes(WorkosEvents.event("user.updated", user, "taken" + email).later(1));

        assertThat(List.of(snapshot(profile), snapshot(other))).isEqualTo(before);
        assertThat(openGaps(profile)).containsExactly("identity-conflict");
        assertThat(messages(profile)).containsExactly("identity-conflict/slack");
    }

    @Test
    void a_deleted_account_is_unlinked_and_its_owner_left_in_peace() {
        UUID profile = rows().profile(email, "first_name", "Ada", "last_name", "Lovelace", "headline", "Analyst");
        takes(created());

        takes(deleted());

        assertThat(row(profile))
                .containsEntry("workos_user_id", null)
                .containsEntry("email", email)
                .containsEntry("headline", "Analyst")
                .containsEntry("updated_at", UNTOUCHED);
        assertThat(timeline(profile)).contains("workosUserId: " + user + " > - account-deleted");
        assertThat(openGaps(profile)).containsExactly("missing-workos");
        assertThat(messages(profile)).containsExactly("missing-workos/slack");
        assertThat(service.jdbc()
                        .queryForList(
                                "SELECT remind_at FROM gap WHERE kind = 'missing-workos' AND profile_id = ?", profile))
                .containsExactly(java.util.Collections.singletonMap("remind_at", null));
    }

    @Test
    void a_mail_that_was_on_its_way_is_not_sent_after_the_deletion() {
        UUID profile = rows().profile(email);
        takes(created());
        takes(deleted());

        rows().message("mail", "missing-workos", "key", "late:" + profile, "profile_id", profile);

        await().untilAsserted(() -> assertThat(service.jdbc()
                        .queryForObject("SELECT state FROM outbox WHERE key = ?", String.class, "late:" + profile))
                .isEqualTo("obsolete"));
    }

    @Test
    void a_sync_that_waited_for_the_deletion_stays_quiet() throws SQLException {
        long member = 9_000_000 + Long.parseLong(user.substring(5));
        circle.put(StubCircle.member(member, email, "Ada Lovelace", Instant.parse("2026-01-22T14:55:35.714Z")));
        UUID profile = rows().profile(email, "circle_member_id", member, "workos_user_id", user);
        try (Connection connection = service.jdbc().getDataSource().getConnection()) {
            connection.setAutoCommit(false);
            JdbcTemplate deletion = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            deletion.update("UPDATE profile SET workos_user_id = NULL WHERE id = ?", profile);
            service.post(
                    "/webhooks/circle",
                    "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + member + "}}");
            await().until(() -> service.jdbc()
                            .queryForObject(
                                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                            + " AND wait_event_type = 'Lock'",
                                    Long.class)
                    > 0);
            new Rows(deletion).gap("missing-workos", profile, "detail", "{\"quiet\": true}");
            connection.commit();
        }

        await().untilAsserted(() -> assertThat(row(profile)).containsEntry("headline", "Analyst"));
        assertThat(messages(profile)).noneMatch(message -> message.startsWith("missing-workos"));
    }

    @Test
    void a_sync_after_the_deletion_stays_quiet() {
        long member = 9_000_000 + Long.parseLong(user.substring(5));
        circle.put(StubCircle.member(member, email, "Ada Lovelace", Instant.parse("2026-01-22T14:55:35.714Z")));
        UUID profile = rows().profile(email, "circle_member_id", member);
        takes(created());
        takes(deleted().later(1));

        service.post(
                "/webhooks/circle", "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + member + "}}");

        await().untilAsserted(() -> assertThat(row(profile)).containsEntry("headline", "Analyst"));
        assertThat(messages(profile))
                .filteredOn(message -> message.startsWith("missing-workos"))
                .containsExactly("missing-workos/slack");
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT detail ->> 'quiet' FROM gap WHERE kind = 'missing-workos' AND profile_id = ?",
                                String.class,
                                profile))
                .isEqualTo("true");
    }

    @Test
    void somebody_who_comes_back_with_a_new_account_is_linked_again() {
        UUID profile = rows().profile(email);
        takes(created());
        takes(deleted().later(1));

        takes(WorkosEvents.event("user.created", user + "again", email).later(2));

        assertThat(row(profile)).containsEntry("workos_user_id", user + "again");
        assertThat(openGaps(profile)).doesNotContain("missing-workos");
    }

    @Test
    void a_time_that_is_to_come_does_not_hold_up_what_is_newer() {
        String first = "first" + email;
        WorkosEvents ahead = WorkosEvents.event("user.created", user, first);
        ahead.data().put("updated_at", "9999-12-31T23:59:59.9999999Z");
        takes(ahead);
        WorkosEvents next = updated();
        next.data().put("updated_at", Instant.now().plusSeconds(60).toString());

        takes(next);

        assertThat(profilesWith("workos_user_id", user))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("email", email));
    }
}
