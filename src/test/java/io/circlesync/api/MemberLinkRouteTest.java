package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubPartner.Answer;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person says whose a member is, where no rule could tell; and nobody else's data reach anybody. */
class MemberLinkRouteTest extends ProfileWriteBase {

    private static final Instant LONG_AGO = Instant.parse("2026-01-22T14:55:35.714Z");

    @Test
    void a_member_of_two_profiles_is_the_one_that_a_person_names_and_the_other_keeps_its_data() {
        UUID former = rows().profile(
                        "old." + email,
                        "circle_member_id",
                        memberId,
                        "bio",
                        "Theirs",
                        "circle_account",
                        "user_of_former");
        rows().gap("missing-workos", former, "circle_member_id", memberId);
        UUID theirs = rows().profile(email, "headline", "Analyst");
        inConflict();

        HttpResponse<String> answer = link(theirs);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(id(answer)).isEqualTo(theirs);
        assertThat(json(answer).get("circleMemberId").longValue()).isEqualTo(memberId);
        await().until(() -> !openGaps("member:" + memberId).contains("identity-conflict"));
        await().until(() -> "Lovelace".equals(row(theirs).get("last_name")));
        assertThat(row(theirs)).containsEntry("headline", "Analyst");
        assertThat(row(former))
                .containsEntry("bio", "Theirs")
                .containsEntry("circle_member_id", null)
                .containsEntry("circle_account", null)
                .containsEntry("base", null);
        assertThat(count("gap WHERE profile_id = ? AND circle_member_id IS NOT NULL", former))
                .isZero();
        assertThat(told(theirs)).contains("null > " + memberId + " grace");
        assertThat(told(former)).contains(memberId + " > null grace");
    }

    /** Circle still knows the other member, who is somebody else then. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_another_member_had_brought_goes_to_nobody(boolean isTold) {
        long stranger = memberId + 1_000_000;
        circle.put(StubCircle.member(stranger, email, "Wrong Person", LONG_AGO).put("headline", "Their headline"));
        UUID theirs =
                id(submit(object().put("email", email).put("bio", "Mine").put("resumeLink", "https://ada.example")));
        join(stranger);
        await().until(() -> "Wrong".equals(row(theirs).get("first_name")));
        await().until(() -> count("change WHERE profile_id = ? AND source = 'push'", theirs) > 0);
        if (!isTold) {
            // By then nobody can tell whose the bio is, which both have.
            service.jdbc().update("DELETE FROM change WHERE profile_id = ?", theirs);
        }
        inConflict();
        String before = circle.member(memberId).path("headline").asText();

        assertThat(json(call("POST", path(), "{\"profileId\":\"" + theirs + "\",\"dryRun\":true}"))
                        .get("headline")
                        .isNull())
                .isTrue();
        assertThat(link(theirs).statusCode()).isEqualTo(200);

        await().until(() -> "Lovelace".equals(row(theirs).get("last_name")));
        settled();
        assertThat(row(theirs))
                .containsEntry("first_name", "Ada")
                .containsEntry("headline", before.isEmpty() ? null : before)
                .containsEntry("bio", isTold ? "Mine" : "Writes notes")
                .containsEntry("resume_link", "https://ada.example");
        assertThat(circle.member(memberId).toString())
                .doesNotContain("Their headline")
                .doesNotContain("Wrong");
        assertThat(circle.calls().stream()
                        .filter(call ->
                                call.method().equals("PUT") && call.path().endsWith("/" + memberId))
                        .map(call -> call.body()))
                .noneMatch(body -> body.contains("Their headline") || body.contains("Wrong"));
    }

    /** What we wrote to the member for the profile that was not theirs is neither theirs nor the next profile's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "given",
                "given long ago",
                "under way",
                "lost",
                "cut",
                "cut and lost",
                "500 to what puts it right",
                "403 to what puts it right"
            })
    void what_was_written_to_the_member_for_somebody_else_goes_to_nobody(String answer) throws Exception {
        ObjectNode member = StubCircle.member(memberId, email, "Ada Lovelace", LONG_AGO);
        member.put("sso_provider_user_id", user);
        UUID ann = id(submit(object().put("email", email)
                .put("firstName", "Ann")
                .put("lastName", "Aa")
                .put("headline", "Ann's headline")
                .put("bio", "Ann's bio")
                .put("instagramUrl", "https://instagram.com/ann")));
        UUID bob = id(submit(object().put("email", "b." + email)
                .put("workosUserId", user)
                .put("firstName", "Bob")
                .put("lastName", "Bb")
                .put("bio", "Bob's bio")));
        inConflict(member);
        AtomicBoolean isLost = new AtomicBoolean(answer.endsWith("lost"));
        if (isLost.get() || answer.startsWith("cut")) {
            circle.answer(call -> {
                boolean isPut = call.method().equals("PUT");
                Answer given = circle.normally(
                        isPut && answer.startsWith("cut")
                                ? new StubPartner.Call(
                                        call.method(),
                                        call.path(),
                                        call.query(),
                                        call.headers(),
                                        call.body().replace("Ann's bio", "Ann's b"))
                                : call);
                return isPut && isLost.getAndSet(false) ? Answer.text(504, "") : given;
            });
        }
        boolean isUnderWay = answer.equals("under way");
        CountDownLatch released = isUnderWay
                ? heldBack(call -> call.method().equals("PUT") && call.path().endsWith("/" + memberId))
                : new CountDownLatch(0);
        assertThat(link(ann).statusCode()).isEqualTo(200);
        await().until(() -> puts().stream().anyMatch(body -> body.contains("Ann's bio")));
        if (!isUnderWay) {
            settled();
        }

        if (answer.endsWith("long ago")) {
            longAgo(ann);
        }

        AtomicBoolean isRefused = new AtomicBoolean(answer.endsWith("puts it right"));
        if (isRefused.get()) {
            int status = Integer.parseInt(answer.substring(0, 3));
            circle.answer(call -> call.method().equals("PUT") && isRefused.getAndSet(false)
                    ? Answer.json(status, "{}")
                    : circle.normally(call));
        }

        assertThat(isLost).isFalse();
        assertThat(link(bob).statusCode()).isEqualTo(200);
        released.countDown();

        settled();
        assertThat(isRefused).isFalse();
        assertThat(row(bob))
                .containsEntry("first_name", "Bob")
                .containsEntry("last_name", "Bb")
                .containsEntry("headline", "Analyst")
                .containsEntry("bio", "Bob's bio")
                .containsEntry("location", "London")
                .containsEntry("instagram_url", null);
        assertThat(circle.member(memberId).toString())
                .contains("Bob Bb", "Bob's bio", "Analyst")
                .doesNotContain("nn");
        assertThat(row(ann))
                .containsEntry("bio", "Ann's bio")
                .containsEntry("headline", "Ann's headline")
                .containsEntry("location", null);
        assertThat(service.jdbc()
                        .queryForList(
                                "SELECT CAST(change AS text) FROM change WHERE profile_id = ?", String.class, bob))
                .isNotEmpty()
                .noneMatch(change -> change.contains("Ann"));
        int written = puts().size();
        join(memberId);
        settled();
        assertThat(puts()).hasSize(written);
    }

    /** What is too old to be told is not told any more. */
    private static void longAgo(UUID profile) {
        service.jdbc()
                .update(
                        "UPDATE change SET changed_at = changed_at - interval '400 days' WHERE profile_id = ?",
                        profile);
        service.jdbc().update("UPDATE housekeeping SET due_at = now(), after_id = 0 WHERE name = 'timeline'");
        await().until(() ->
                count("housekeeping WHERE name = 'timeline' AND due_at > now() + interval '50 minutes'") == 1);
    }

    /** What was taken back is over: the member may write the same one day. */
    @Test
    void what_the_member_writes_is_theirs_be_it_what_was_once_written_for_somebody_else() {
        UUID mary = takenBack(object().put("headline", "Photographer"), object());
        assertThat(count("member_sync WHERE circle_member_id = ? AND for_others = '{}'", memberId))
                .isEqualTo(1);

        circle.member(memberId)
                .put("headline", "Photographer")
                .put("updated_at", Instant.now().plusSeconds(60).toString());
        join(memberId);

        await().until(() -> "Photographer".equals(row(mary).get("headline")));
        settled();
        assertThat(circle.member(memberId).toString()).contains("Photographer");
    }

    @Test
    void what_both_have_stays() {
        UUID mary = takenBack(object().put("headline", "Paul's").put("bio", "Berlin"), object().put("bio", "Berlin"));

        circle.member(memberId)
                .put("headline", "Newer")
                .put("updated_at", Instant.now().plusSeconds(60).toString());
        join(memberId);

        await().until(() -> "Newer".equals(row(mary).get("headline")));
        settled();
        assertThat(row(mary)).containsEntry("bio", "Berlin");
        assertThat(circle.member(memberId).toString()).contains("Berlin");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_person_may_change_their_mind_and_change_it_again(boolean isGivenBack) {
        UUID paul = pauls(object().put("headline", "Paul's"));
        UUID mary = claimed(object());
        if (!isGivenBack) {
            circle.answer(call -> call.method().equals("PUT") ? Answer.json(500, "{}") : circle.normally(call));
        }
        assertThat(link(mary).statusCode()).isEqualTo(200);
        await().until(() -> "Mary's own".equals(row(mary).get("headline")));
        await().until(() -> !isGivenBack || circle.member(memberId).toString().contains("Mary's own"));

        assertThat(link(paul).statusCode()).isEqualTo(200);

        circle.answerNormally();
        service.jdbc()
                .update(
                        "UPDATE member_sync SET due_at = now() WHERE circle_member_id = ? AND due_at > now()",
                        memberId);
        settled();
        assertThat(row(paul)).containsEntry("headline", "Paul's").containsEntry("first_name", "Paul");
        assertThat(circle.member(memberId).toString()).contains("Paul's");

        assertThat(link(mary).statusCode()).isEqualTo(200);

        settled();
        assertThat(row(mary)).containsEntry("headline", "Mary's own").containsEntry("first_name", "Mary");
        assertThat(circle.member(memberId).toString()).contains("Mary's own").doesNotContain("Paul");
    }

    /** Our own writing has moved Circle's time, whatever is left of it. */
    @Test
    void what_was_edited_here_is_newer_than_what_we_have_written_there() {
        pauls(object().put("headline", "Photographer"));
        UUID mary = claimed(object().put("headline", "Photographer").put("location", "Here"));

        assertThat(link(mary).statusCode()).isEqualTo(200);

        await().until(() -> circle.member(memberId).toString().contains("Here"));
        settled();
        assertThat(row(mary)).containsEntry("location", "Here").containsEntry("headline", "Photographer");
    }

    /** Whoever the member was taken for by then. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_a_member_has_edited_there_since_we_wrote_is_newer(boolean isGivenBack) {
        if (isGivenBack) {
            takenBack(object().put("headline", "Paul's"), object());
        } else {
            pauls(object().put("headline", "Paul's"));
        }
        circle.member(memberId)
                .put("headline", "Mary's newest")
                .put("updated_at", Instant.now().plusSeconds(60).toString());
        join(memberId);
        await().until(() -> count("profile WHERE circle_member_id = ? AND headline = 'Mary''s newest'", memberId) == 1);
        settled();
        UUID maria = claimedBy("maria." + email, object().put("headline", "Mary's old"));

        assertThat(link(maria).statusCode()).isEqualTo(200);

        await().until(() -> "Mary's newest".equals(row(maria).get("headline")));
        settled();
        assertThat(circle.member(memberId).toString()).contains("Mary's newest");
    }

    /** Nothing was ever written to the member. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_a_member_has_edited_where_we_never_wrote_is_newer(boolean isErased) {
        circle.put(StubCircle.member(memberId, email, "Mary Member", LONG_AGO).put("headline", "Mary's own"));
        UUID paul = id(submit(object().put("email", email)));
        await().until(() -> "Mary's own".equals(row(paul).get("headline")));
        settled();
        circle.member(memberId)
                .put("headline", "Mary's newest")
                .put("updated_at", Instant.now().plusSeconds(60).toString());
        UUID mary = claimed(object().put("headline", "Mary's old"));

        int status = isErased
                ? call("DELETE", "/api/profiles/" + paul, null).statusCode()
                : link(mary).statusCode();

        assertThat(status).isEqualTo(isErased ? 204 : 200);
        await().until(() -> "Mary's newest".equals(row(mary).get("headline")));
        settled();
        assertThat(puts()).isEmpty();
    }

    @Test
    void what_circle_leaves_out_of_an_answer_is_not_over() {
        pauls(object().put("headline", "Paul's"));
        UUID mary = claimed(object());
        circle.member(memberId).remove("headline");
        assertThat(link(mary).statusCode()).isEqualTo(200);
        await().until(() -> "Mary".equals(row(mary).get("first_name")));
        settled();

        circle.member(memberId).put("headline", "Paul's");
        join(memberId);

        await().until(() -> circle.member(memberId).toString().contains("Mary's own"));
        settled();
        assertThat(row(mary)).containsEntry("headline", "Mary's own");
    }

    /** A field that only Circle's owners may write: it answers, and keeps what stood there. */
    @Test
    void what_circle_does_not_let_us_take_back_is_tried_once() {
        pauls(object().put("headline", "Paul's"));
        UUID mary = claimed(object());
        circle.answer(call -> circle.normally(
                call.method().equals("PUT")
                        ? new StubPartner.Call(
                                call.method(),
                                call.path(),
                                call.query(),
                                call.headers(),
                                call.body().replace("Mary's own", "Paul's"))
                        : call));
        assertThat(link(mary).statusCode()).isEqualTo(200);
        await().until(() -> openGaps("member:" + memberId).contains("push-rejected"));
        settled();
        int written = puts().size();

        join(memberId);
        settled();

        assertThat(puts()).hasSize(written);
        assertThat(row(mary)).containsEntry("headline", "Mary's own");
    }

    /** A push over an earlier one, whose answer is lost as the member's address changes. */
    @Test
    void what_is_under_way_beside_what_was_written_goes_to_nobody() {
        circle.put(StubCircle.member(memberId, email, "Mary Member", LONG_AGO).put("headline", "Mary's own"));
        UUID paul = id(submit(object().put("email", email).put("headline", "Paul's")));
        await().until(() -> circle.member(memberId).toString().contains("Paul's"));
        settled();
        UUID mary = id(submit(object().put("email", "mary." + email)));
        AtomicBoolean isLost = new AtomicBoolean(true);
        circle.answer(call -> {
            Answer given = circle.normally(call);
            if (call.method().equals("PUT") && isLost.getAndSet(false)) {
                circle.member(memberId).put("email", "mary." + email);
                return Answer.text(504, "");
            }
            return given;
        });
        assertThat(call("PATCH", "/api/profiles/" + paul, "{\"headline\":\"Paul's newer\"}")
                        .statusCode())
                .isEqualTo(200);
        await().until(() -> openGaps("member:" + memberId).contains("identity-conflict"));
        settled();
        assertThat(circle.member(memberId).toString()).contains("Paul's newer");

        assertThat(link(mary).statusCode()).isEqualTo(200);

        await().until(() -> circle.member(memberId).toString().contains("Mary's own"));
        settled();
        assertThat(row(mary)).containsEntry("headline", "Mary's own");
        assertThat(circle.member(memberId).toString()).doesNotContain("Paul");
    }

    /** A member who was Paul's until a person said that they are Mary's. */
    private UUID takenBack(ObjectNode ofPaul, ObjectNode ofMary) {
        pauls(ofPaul);
        UUID mary = claimed(ofMary);
        assertThat(link(mary).statusCode()).isEqualTo(200);
        await().until(() -> "Mary's own".equals(row(mary).get("headline")));
        settled();
        assertThat(circle.member(memberId).toString())
                .contains("Mary's own")
                .doesNotContain(ofPaul.get("headline").asText());
        return mary;
    }

    /** It waits for the profiles, and sees them as they are then beside what it has read of the member before. */
    @Test
    void a_sync_that_is_under_way_writes_nothing_of_what_it_knew() throws Exception {
        pauls(object().put("headline", "Paul's headline"));
        UUID mary = claimed(object());
        CountDownLatch released =
                heldBack(call -> call.method().equals("GET") && call.path().endsWith("/" + memberId));
        int before = circle.calls().size();
        join(memberId);
        await().until(() -> circle.calls().size() > before);
        ExecutorService operator = Executors.newSingleThreadExecutor();
        try (Connection holder = DriverManager.getConnection(service.databaseUrl())) {
            holder.setAutoCommit(false);
            holder.createStatement()
                    .execute("SELECT FROM member_sync WHERE circle_member_id = " + memberId + " FOR UPDATE");
            Future<HttpResponse<String>> answer = operator.submit(() -> link(mary));
            await().until(() -> waiting() == 1);
            released.countDown();
            await().pollInterval(Duration.ofMillis(5)).until(() -> waiting() == 2);
            holder.commit();
            assertThat(answer.get().statusCode()).isEqualTo(200);
        } finally {
            operator.shutdownNow();
        }

        settled();
        assertThat(row(mary)).containsEntry("headline", "Mary's own");
        assertThat(circle.member(memberId).toString()).doesNotContain("Paul's");
    }

    /** Or the next sync would read Circle before it is there, and take it for the member's own. */
    @Test
    void what_is_on_its_way_to_circle_when_a_person_changes_their_mind_is_waited_for() {
        UUID mary = takenBack(object().put("headline", "Paul's headline"), object());
        UUID paul = service.jdbc().queryForObject("SELECT id FROM profile WHERE email = ?", UUID.class, email);
        CountDownLatch released =
                heldBack(call -> call.method().equals("PUT") && call.path().endsWith("/" + memberId));
        int before = puts().size();
        assertThat(link(paul).statusCode()).isEqualTo(200);
        await().until(() -> puts().size() > before);

        assertThat(link(mary).statusCode()).isEqualTo(200);
        long asked = asked();
        await().during(Duration.ofSeconds(1)).until(() -> asked() == asked);
        released.countDown();

        await().until(() -> !circle.member(memberId).toString().contains("Paul's"));
        settled();
        join(memberId);
        settled();
        assertThat(row(mary)).containsEntry("headline", "Mary's own");
        assertThat(circle.member(memberId).toString()).doesNotContain("Paul's");
    }

    /** It has waited for whoever linked the account, and is to know of it. */
    @Test
    void what_comes_to_be_while_a_person_s_word_waits_counts() throws Exception {
        UUID paul = rows().profile(
                        "old." + email,
                        "circle_member_id",
                        memberId,
                        "circle_email",
                        "old." + email,
                        "circle_account",
                        user);
        linkedBy("linked", paul);
        circle.put(StubCircle.member(memberId, "old." + email, "Ada Lovelace", LONG_AGO));
        UUID mary = claimed(object());
        ExecutorService operator = Executors.newSingleThreadExecutor();
        try (Connection workos = DriverManager.getConnection(service.databaseUrl())) {
            workos.setAutoCommit(false);
            workos.createStatement()
                    .execute("UPDATE profile SET workos_user_id = '" + user + "' WHERE id = '" + paul + "'");
            Rows.on(workos)
                    .change(
                            paul,
                            "workosUserId",
                            "new_value",
                            user,
                            "source",
                            "workos",
                            "rule",
                            "linked-by-circle",
                            "changed_at",
                            Instant.now());
            Future<HttpResponse<String>> answer = operator.submit(() -> link(mary));
            await().until(() -> waiting() == 1);
            workos.commit();
            assertThat(answer.get().statusCode()).isEqualTo(200);
        } finally {
            operator.shutdownNow();
        }

        assertThat(row(paul)).containsEntry("workos_user_id", null);
        assertThat(row(mary)).containsEntry("workos_user_id", user);
    }

    private static long waiting() {
        return count("pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
    }

    /** The profile is somebody else's, whatever the two who sign in are called. */
    @Test
    void a_member_whom_a_person_has_linked_may_sign_in_with_another_account_than_the_profile_s() {
        UUID ada = withTheirAccount("linked", "other." + email);
        UUID mary = claimed(object().put("workosUserId", "user_of_mary_" + memberId));
        assertThat(link(mary).statusCode()).isEqualTo(200);
        settled();
        circle.member(memberId)
                .put("headline", "Mary's newest")
                .put("updated_at", Instant.now().plusSeconds(60).toString());

        join(memberId);

        await().until(() -> "Mary's newest".equals(row(mary).get("headline")));
        assertThat(openGaps("member:" + memberId)).doesNotContain("identity-conflict");
        assertThat(row(ada)).containsEntry("workos_user_id", null);
    }

    /** Has a member be taken for Paul, and written to. */
    private UUID pauls(ObjectNode values) {
        circle.put(StubCircle.member(memberId, email, "Mary Member", LONG_AGO).put("headline", "Mary's own"));
        UUID paul = id(submit(values.put("email", email).put("firstName", "Paul")));
        await().until(() -> circle.member(memberId)
                .toString()
                .contains(values.get("headline").asText()));
        settled();
        return paul;
    }

    /** Has it be in doubt, for the member has the address of Mary's profile. */
    private UUID claimed(ObjectNode values) {
        return claimedBy("mary." + email, values);
    }

    private UUID claimedBy(String address, ObjectNode values) {
        UUID mary = id(submit(values.put("email", address).put("firstName", "Mary")));
        circle.member(memberId).put("email", address);
        join(memberId);
        await().until(() -> openGaps("member:" + memberId).contains("identity-conflict"));
        settled();
        return mary;
    }

    /** A profile leaves one member for another: what was written to the first one is no value of theirs, either. */
    @ParameterizedTest
    @ValueSource(strings = {"nobody", "nobody, at the second try", "somebody known", "nobody, deactivated"})
    void what_was_written_to_a_member_comes_to_nobody_when_the_profile_is_another_member_s(String become) {
        long first = memberId + 1_000_000;
        circle.put(StubCircle.member(first, email, "Mary One", LONG_AGO).put("headline", "Mary's own"));
        UUID quentin = id(submit(object().put("email", email)
                .put("firstName", "Quentin")
                .put("lastName", "Two")
                .put("headline", "Quentin's")));
        await().until(() -> circle.member(first).toString().contains("Quentin's"));
        String address = "mary." + email;
        boolean isDeactivated = become.endsWith("deactivated");
        if (isDeactivated) {
            circle.member(first).put("active", false);
            join(first);
            await().until(() -> row(quentin).get("left_at") != null);
        }
        if (become.equals("somebody known")) {
            rows().profile(address, "first_name", "Mary", "last_name", "One");
        }
        circle.member(first).put("email", address);
        AtomicBoolean isRefused = new AtomicBoolean(become.endsWith("try"));
        circle.answer(
                call -> call.method().equals("PUT") && call.path().endsWith("/" + first) && isRefused.getAndSet(false)
                        ? Answer.json(500, "{}")
                        : circle.normally(call));
        inConflict(StubCircle.member(memberId, email, "Quentin Two", LONG_AGO));

        assertThat(link(quentin).statusCode()).isEqualTo(200);

        if (isDeactivated) {
            await().until(() -> count("profile WHERE email = ?", address) == 1);
            await().until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
            circle.member(first).put("active", true);
            join(first);
        }
        await().until(() -> circle.member(first).toString().contains("Mary's own"));
        await().until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
        assertThat(isRefused).isFalse();
        assertThat(service.jdbc().queryForMap("SELECT * FROM profile WHERE email = ?", address))
                .containsEntry("circle_member_id", first)
                .containsEntry("first_name", "Mary")
                .containsEntry("last_name", "One")
                .containsEntry("headline", "Mary's own");
        assertThat(circle.member(first).toString()).contains("Mary One").doesNotContain("Quentin");
        assertThat(row(quentin)).containsEntry("headline", "Quentin's").containsEntry("circle_member_id", memberId);
    }

    /** Somebody gives their profile to another member by mistake: what was said of them before still holds. */
    @Test
    void whoever_has_lost_their_profile_is_not_given_the_one_that_they_were_told_from() {
        UUID ada = rows().profile("own." + email, "circle_member_id", memberId);
        UUID bob = rows().profile(email, "bio", "Bob's");
        inConflict();
        assertThat(link(ada).statusCode()).isEqualTo(200);
        await().until(() -> !openGaps("member:" + memberId).contains("identity-conflict"));
        settled();
        long other = memberId + 1_000_000;
        UUID others = rows().profile("other." + email, "circle_member_id", other);
        circle.put(StubCircle.member(other, "own." + email, "Grace Hopper", LONG_AGO));
        join(other);
        await().until(() -> openGaps("member:" + other).contains("identity-conflict"));

        assertThat(call("POST", "/api/members/" + other + "/link", "{\"profileId\":\"" + ada + "\"}")
                        .statusCode())
                .isEqualTo(200);

        await().until(() -> openGaps("member:" + memberId).contains("identity-conflict"));
        assertThat(row(bob)).containsEntry("circle_member_id", null).containsEntry("last_name", null);
        assertThat(circle.member(memberId).toString()).doesNotContain("Bob's");
        assertThat(row(others)).containsEntry("circle_member_id", null);

        assertThat(link(bob).statusCode()).as("a person may say so").isEqualTo(200);
        await().until(() -> "Lovelace".equals(row(bob).get("last_name")));
        assertThat(openGaps("member:" + memberId)).doesNotContain("identity-conflict");
    }

    /** An address that was only typed is proven by a member who has it, and by nobody once they are somebody else's. */
    @Test
    void what_a_member_had_proven_of_another_s_address_is_proven_no_longer() {
        UUID mary = rows().profile("mary." + email, "circle_member_id", memberId, "bio", "Mary's");
        UUID paul = rows().profile(email, "email_verified", false, "bio", "Paul's");
        inConflict();
        assertThat(link(paul).statusCode()).isEqualTo(200);
        await().until(() -> Boolean.TRUE.equals(row(paul).get("email_verified")));
        settled();
        assertThat(count("change WHERE profile_id = ? AND field = 'emailVerified' AND source = 'circle'", paul))
                .isEqualTo(1);

        assertThat(link(mary).statusCode()).isEqualTo(200);

        settled();
        assertThat(row(paul)).containsEntry("email_verified", false).containsEntry("email", email);
        HttpResponse<String> signUp = submit(object().put("email", email).put("emailVerified", true));
        assertThat(signUp.statusCode()).as(signUp.body()).isEqualTo(409);
        assertThat(signUp.body()).doesNotContain("Paul's");
    }

    /** And what they had brought goes with them, or whoever has it would be given what is somebody else's. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_address_and_an_account_that_a_member_had_brought_go_with_them(boolean isTaken) {
        String had = "paul." + email;
        UUID paul = rows().profile(had, "circle_member_id", memberId, "circle_email", had, "circle_account", user);
        linkedBy("linked", paul);
        circle.put(StubCircle.member(memberId, "new." + email, "Ada Lovelace", LONG_AGO)
                .put("sso_provider_user_id", user));
        join(memberId);
        await().until(() -> ("new." + email).equals(row(paul).get("email")));
        settled();
        service.jdbc().update("UPDATE profile SET workos_user_id = ? WHERE id = ?", user, paul);
        rows().change(paul, "workosUserId", "new_value", user, "source", "workos", "rule", "linked-by-circle");
        if (isTaken) {
            rows().profile(had);
        }
        UUID mary = claimed(object());

        assertThat(link(mary).statusCode()).isEqualTo(200);

        settled();
        assertThat(row(paul))
                .containsEntry("email", isTaken ? "new." + email : had)
                .containsEntry("email_verified", !isTaken)
                .containsEntry("workos_user_id", null);
        assertThat(row(mary))
                .containsEntry("email_verified", true)
                .containsEntry("circle_account", user)
                .as("it goes with the member")
                .containsEntry("workos_user_id", user);
    }

    /** Whatever it has of somebody else since, it was given by mistake. */
    @Test
    void the_account_of_a_profile_that_was_made_of_the_member_goes_with_them() {
        UUID ada = withTheirAccount("created", "other." + email);
        UUID mary = claimed(object());

        assertThat(link(mary).statusCode()).isEqualTo(200);

        settled();
        assertThat(row(ada)).containsEntry("workos_user_id", null).containsEntry("email_verified", false);
        assertThat(row(mary)).containsEntry("workos_user_id", user);
        assertThat(service.jdbc()
                        .queryForList(
                                "SELECT kind || coalesce(detail ->> 'missing', '') FROM gap WHERE profile_id = ?"
                                        + " AND kind IN ('missing-workos', 'incomplete-profile') AND resolved_at IS NULL ORDER BY kind",
                                String.class,
                                ada))
                .as("nobody syncs it any more, and whoever is on duty is to know")
                .containsExactly("incomplete-profile[\"headline\", \"thingsICanOffer\"]", "missing-workos");
    }

    /** Circle names it as the member's, and WorkOS says that it is of the profile's address: a person may be mistaken. */
    @Test
    void an_account_of_the_profile_s_own_address_stays() {
        UUID ada = withTheirAccount("linked", "old." + email);
        UUID mary = claimed(object());

        assertThat(link(mary).statusCode()).isEqualTo(200);

        settled();
        assertThat(row(ada)).containsEntry("workos_user_id", user).containsEntry("email", "old." + email);
        assertThat(row(mary)).containsEntry("workos_user_id", null);
    }

    private UUID withTheirAccount(String rule, String addressOfAccount) {
        UUID profile = rows().profile(
                        "old." + email,
                        "circle_member_id",
                        memberId,
                        "circle_email",
                        "old." + email,
                        "circle_account",
                        user,
                        "workos_user_id",
                        user,
                        "workos_email",
                        addressOfAccount);
        linkedBy(rule, profile);
        rows().change(profile, "workosUserId", "new_value", user, "source", "workos", "rule", "linked-by-circle");
        circle.put(StubCircle.member(memberId, "old." + email, "Ada Lovelace", LONG_AGO));
        return profile;
    }

    private void linkedBy(String rule, UUID profile) {
        rows().change(
                        profile,
                        "circleMemberId",
                        "new_value",
                        Long.toString(memberId),
                        "source",
                        rule.equals("linked-by-person") ? "local" : "circle",
                        "rule",
                        rule,
                        "changed_at",
                        Instant.EPOCH);
    }

    private long asked() {
        return circle.calls().stream()
                .filter(call -> call.path().endsWith("/" + memberId))
                .count();
    }

    private List<String> puts() {
        return circle.calls().stream()
                .filter(call -> call.method().equals("PUT") && call.path().endsWith("/" + memberId))
                .map(call -> call.body())
                .toList();
    }

    @Test
    void what_the_app_had_written_before_the_member_came_is_back() {
        ObjectNode member =
                StubCircle.member(memberId, email, "Ada Lovelace", Instant.now().plusSeconds(60));
        member.put("sso_provider_user_id", user).put("headline", "Hers");
        UUID bob = id(submit(object().put("email", "b." + email)
                .put("workosUserId", user)
                .put("firstName", "Bob")
                .put("lastName", "Bb")
                .put("headline", "Bob's headline")
                .put("bio", "Bob's bio")));
        UUID ada = id(submit(object().put("email", email)));
        inConflict(member);
        assertThat(link(bob).statusCode()).isEqualTo(200);
        await().until(() -> "Hers".equals(row(bob).get("headline")));
        settled();

        assertThat(link(ada).statusCode()).isEqualTo(200);

        assertThat(row(bob))
                .containsEntry("first_name", "Bob")
                .containsEntry("last_name", "Bb")
                .containsEntry("headline", "Bob's headline")
                .containsEntry("bio", "Bob's bio")
                .containsEntry("location", null);
        await().until(() -> "Hers".equals(row(ada).get("headline")));
        settled();
        assertThat(snapshot(ada)).doesNotContain("Bob");
    }

    /** Nor does it stay where it stands alone. */
    @Test
    void what_a_member_had_brought_leaves_the_profile_that_was_not_theirs() {
        circle.put(StubCircle.member(memberId, "old." + email, "Ada Lovelace", LONG_AGO)
                .put("headline", "Hers"));
        UUID former = id(submit(object().put("email", "old." + email).put("bio", "Somebody's own")));
        join(memberId);
        await().until(() -> "Hers".equals(row(former).get("headline")));
        settled();
        UUID theirs = rows().profile(email);
        inConflict();

        assertThat(link(theirs).statusCode()).isEqualTo(200);

        await().until(() -> "Lovelace".equals(row(theirs).get("last_name")));
        assertThat(row(former))
                .containsEntry("bio", "Somebody's own")
                .containsEntry("headline", null)
                .containsEntry("first_name", null)
                .containsEntry("last_name", null);
    }

    /** While the profile was another member's their values met its own; they are two people. */
    @Test
    void neither_flip_nor_undo_brings_back_what_may_be_another_member_s() {
        long stranger = memberId + 1_000_000;
        UUID theirs = rows().profile(email, "circle_member_id", memberId, "headline", "ours");
        long conflict = rows().conflict(theirs, stranger, "headline");
        rows().change(theirs, "headline", "old_value", "theirs", "new_value", "ours", "source", "push");
        rows().change(
                        theirs,
                        "circleMemberId",
                        "old_value",
                        Long.toString(stranger),
                        "new_value",
                        Long.toString(memberId),
                        "source",
                        "local",
                        "rule",
                        "linked-by-person");
        rows().change(theirs, "bio", "old_value", "Theirs", "source", "local", "rule", "linked-by-person");
        rows().change(theirs, "headline", "old_value", "before", "new_value", "ours", "source", "local");
        List<Long> changes = service.jdbc()
                .queryForList(
                        "SELECT id FROM change WHERE profile_id = ? AND field <> 'circleMemberId' ORDER BY id",
                        Long.class,
                        theirs);

        HttpResponse<String> flip = call("POST", "/api/conflicts/" + conflict + "/flip", "{}");
        JsonNode undo = json(call("POST", "/api/undo", "{\"changeIds\":" + changes + ",\"dryRun\":true}"));

        assertThat(flip.statusCode()).as(flip.body()).isEqualTo(409);
        assertThat(flip.body()).contains("with the member " + stranger);
        assertThat(undo.get("skipped"))
                .extracting(step -> step.get("changeId").longValue())
                .containsExactlyInAnyOrderElementsOf(changes.subList(0, 2));
        assertThat(undo.get("skipped"))
                .allMatch(step -> step.get("reason").textValue().contains("another member"));
        assertThat(undo.get("changes"))
                .singleElement()
                .matches(step -> step.get("to").textValue().equals("before"));
    }

    @Test
    void somebody_who_came_back_under_another_name_is_linked_to_what_they_left() {
        long before = memberId + 1_000_000;
        UUID theirs = rows().profile(
                        email,
                        "circle_member_id",
                        before,
                        "first_name",
                        "Augusta",
                        "last_name",
                        "Byron",
                        "left_at",
                        LONG_AGO);
        inConflict();

        assertThat(link(theirs).statusCode()).isEqualTo(200);

        await().until(() -> !openGaps("member:" + memberId).contains("identity-conflict"));
        assertThat(row(theirs)).containsEntry("circle_member_id", memberId).containsEntry("left_at", null);
    }

    /** The one who had left may have been somebody else. */
    @Test
    void that_somebody_has_come_back_with_another_account_than_the_profile_s_is_told() {
        UUID theirs = rows().profile(
                        email,
                        "circle_member_id",
                        memberId + 1_000_000,
                        "last_name",
                        "Byron",
                        "left_at",
                        LONG_AGO,
                        "workos_user_id",
                        "user_of_who_left_" + memberId);
        inConflict(StubCircle.member(memberId, email, "Ada Lovelace", LONG_AGO).put("sso_provider_user_id", user));

        assertThat(link(theirs).statusCode()).isEqualTo(200);

        settled();
        assertThat(openGaps("member:" + memberId)).contains("identity-conflict");
    }

    /** Circle names the account of one profile and the address of the other. */
    /** The conflict names the profile of the address alone. */
    @Test
    void somebody_who_came_back_with_another_s_address_is_linked_to_what_they_left() {
        UUID theirs = rows().profile(
                        "old." + email,
                        "first_name",
                        "Ada",
                        "circle_member_id",
                        memberId + 1_000_000,
                        "left_at",
                        LONG_AGO);
        rows().profile(email, "first_name", "Nina", "circle_member_id", memberId + 2_000_000, "left_at", LONG_AGO);
        UUID stranger = rows().profile("stranger." + email);
        inConflict();

        assertProblem(link(stranger), 409);
        assertThat(link(theirs).statusCode()).isEqualTo(200);

        await().until(() -> "Lovelace".equals(row(theirs).get("last_name")));
        assertThat(row(theirs)).containsEntry("circle_member_id", memberId).containsEntry("left_at", null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_a_person_has_said_holds_against_address_and_account(boolean isOfAddress) {
        String account = "user_" + memberId;
        UUID ofAddress = rows().profile(email, "bio", "Of the address");
        UUID ofAccount = rows().profile("account." + email, "workos_user_id", account, "bio", "Of the account");
        inConflict(StubCircle.member(memberId, email, "Ada Lovelace", LONG_AGO).put("sso_provider_user_id", account));
        UUID theirs = isOfAddress ? ofAddress : ofAccount;
        UUID others = isOfAddress ? ofAccount : ofAddress;
        String unchanged = snapshot(others);

        assertThat(link(theirs).statusCode()).isEqualTo(200);

        await().until(() -> "Lovelace".equals(row(theirs).get("last_name")));
        for (int look = 0; look < 2; look++) {
            assertThat(call("POST", "/api/members/" + memberId + "/sync", "").statusCode())
                    .isEqualTo(204);
            settled();
        }
        assertThat(openGaps("member:" + memberId)).doesNotContain("identity-conflict");
        assertThat(row(theirs))
                .containsEntry("circle_member_id", memberId)
                .containsEntry("email", isOfAddress ? email : "account." + email)
                .containsEntry("workos_user_id", isOfAddress ? null : account)
                .containsEntry("circle_account", isOfAddress ? null : account);
        assertThat(snapshot(others)).isEqualTo(unchanged);

        // Whoever was mistaken says so.
        assertThat(link(others).statusCode()).isEqualTo(200);
        settled();
        assertThat(row(others)).containsEntry("circle_member_id", memberId);
        assertThat(row(theirs)).containsEntry("circle_member_id", null);
    }

    /** Also once the profile has followed the wrong member to another address, so that none of them is in conflict. */
    @Test
    void a_mistake_can_be_put_right_whatever_has_become_of_addresses() {
        long right = memberId + 1_000_000;
        circle.put(StubCircle.member(right, email, "Right Person", LONG_AGO));
        UUID theirs = id(submit(object().put("email", email).put("bio", "Mine")));
        join(right);
        await().until(() -> Long.valueOf(right).equals(row(theirs).get("circle_member_id")));
        inConflict();
        assertThat(link(theirs).statusCode()).isEqualTo(200);
        settled();
        circle.member(memberId)
                .put("email", "moved." + email)
                .put("updated_at", Instant.now().toString());
        join(memberId);
        await().until(() -> ("moved." + email).equals(row(theirs).get("email")));

        assertThat(call("POST", "/api/members/" + right + "/link", "{\"profileId\":\"" + theirs + "\"}")
                        .statusCode())
                .isEqualTo(200);

        assertThat(row(theirs)).containsEntry("circle_member_id", right);
        await().until(() -> "Right".equals(row(theirs).get("first_name")));
        assertThat(circle.member(right).toString()).doesNotContain("Lovelace");
    }

    @Test
    void a_person_can_say_that_a_member_is_linked_rightly() {
        UUID theirs = rows().profile("old." + email, "circle_member_id", memberId, "circle_email", "old." + email);
        UUID others = rows().profile(email);
        inConflict();

        assertThat(link(theirs).statusCode()).isEqualTo(200);

        await().until(() -> !openGaps("member:" + memberId).contains("identity-conflict"));
        settled();
        assertThat(row(theirs))
                .containsEntry("circle_member_id", memberId)
                .containsEntry("last_name", "Lovelace")
                .containsEntry("email", "old." + email);
        assertThat(row(others)).containsEntry("circle_member_id", null).containsEntry("email", email);
        assertProblem(link(theirs), 409);
    }

    @Test
    void a_dry_run_writes_nothing() {
        UUID theirs = rows().profile(email, "email_verified", false);
        inConflict();
        String unchanged = snapshot(theirs);

        HttpResponse<String> answer =
                call("POST", path(), "{\"profileId\":\"" + theirs + "\",\"dryRun\":true}", "X-Operator", "grace");

        assertThat(json(answer).get("circleMemberId").longValue()).isEqualTo(memberId);
        assertThat(snapshot(theirs)).isEqualTo(unchanged);
        assertThat(count("member_sync WHERE circle_member_id = ? AND told_apart IS NOT NULL", memberId))
                .isZero();
    }

    @Test
    void nobody_is_linked_where_it_is_not_in_doubt() {
        UUID stranger = rows().profile("stranger." + email);
        UUID theirs = rows().profile(email, "email_verified", false);
        String unchanged = snapshot(stranger) + snapshot(theirs);

        assertThat(assertProblem(link(theirs), 409)).contains("identity-conflict");
        inConflict();
        unchanged = snapshot(stranger) + snapshot(theirs);
        assertThat(assertProblem(link(stranger), 409)).contains("identity-conflict");
        assertProblem(link(UUID.randomUUID()), 404);
        assertThat(wrongFields(call("POST", path(), "{}"))).containsExactly("profileId");
        assertThat(wrongFields(call("POST", path(), "{\"profileId\":\"ada\"}"))).containsExactly("profileId");

        assertThat(snapshot(stranger) + snapshot(theirs)).isEqualTo(unchanged);
    }

    private void inConflict() {
        inConflict(StubCircle.member(memberId, email, "Ada Lovelace", LONG_AGO));
    }

    private void inConflict(ObjectNode member) {
        circle.put(member);
        join(memberId);
        await().until(() -> openGaps("member:" + memberId).contains("identity-conflict"));
        settled();
    }

    private static void join(long id) {
        service.post("/webhooks/circle", "{\"type\":\"joined\",\"data\":{\"community_member_id\":" + id + "}}");
    }

    private void settled() {
        await().until(() -> count("member_sync WHERE circle_member_id = ? AND due_at IS NULL", memberId) == 1);
    }

    private String path() {
        return "/api/members/" + memberId + "/link";
    }

    private HttpResponse<String> link(UUID profile) {
        return call("POST", path(), "{\"profileId\":\"" + profile + "\"}", "X-Operator", "grace");
    }

    private static List<String> told(UUID profile) {
        return service
                .jdbc()
                .queryForList(
                        "SELECT old_value, new_value, operator FROM change WHERE profile_id = ? AND rule = 'linked-by-person'"
                                + " AND field = 'circleMemberId'",
                        profile)
                .stream()
                .map((Map<String, Object> change) ->
                        change.get("old_value") + " > " + change.get("new_value") + " " + change.get("operator"))
                .toList();
    }
}
