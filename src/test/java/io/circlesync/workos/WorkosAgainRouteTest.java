package io.circlesync.workos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An account that could not be told from a profile is somebody's once the profile has changed; nobody sends its event again. */
class WorkosAgainRouteTest extends WorkosTestBase {

    private static final String EVENTS =
            "SELECT disposition FROM event WHERE source = 'workos' AND body LIKE ? ORDER BY id DESC LIMIT 1";

    private UUID profile;
    private String former;

    @BeforeEach
    void an_account_meets_a_profile_of_another() {
        former = user + "former";
        takes(WorkosEvents.event("user.created", former, email));
        profile = (UUID) profilesWith("workos_user_id", former).get(0).get("id");
        takes(created());
        assertThat(openGaps(profile)).contains("identity-conflict");
    }

    /** What becomes of the profile, and whether the account is its or has one of its own then. */
    static Stream<Arguments> changes() {
        BiConsumer<WorkosAgainRouteTest, UUID> deleted =
                (test, profile) -> test.takes(WorkosEvents.event("user.deleted", test.former, test.email));
        BiConsumer<WorkosAgainRouteTest, UUID> movedAtWorkos =
                (test, profile) -> test.takes(WorkosEvents.event("user.updated", test.former, "moved" + test.email)
                        .later(5));
        BiConsumer<WorkosAgainRouteTest, UUID> moved =
                (test, profile) -> test.api("PATCH", profile, "{\"email\":\"edited" + test.email + "\"}");
        return Stream.of(
                Arguments.of("the other account is deleted", deleted, true),
                Arguments.of("the other account has another address", movedAtWorkos, false),
                Arguments.of("the app gives it another address", moved, false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void the_account_is_looked_at_again(
            String what, BiConsumer<WorkosAgainRouteTest, UUID> change, boolean isItsProfile) {
        change.accept(this, profile);

        await().untilAsserted(
                        () -> assertThat(profilesWith("workos_user_id", user)).hasSize(1));
        assertThat(profilesWith("workos_user_id", user))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("email", email))
                .satisfies(row -> assertThat(row.get("id").equals(profile)).isEqualTo(isItsProfile));
        assertThat(openGaps(profile)).doesNotContain("identity-conflict");
        assertThat(service.jdbc().queryForObject(EVENTS, String.class, "%\"" + user + "\"%"))
                .isEqualTo("applied");
        assertThat(conflictsOf(user)).isZero();
    }

    @Test
    void a_profile_whose_address_is_proven_later_is_its_own() {
        String unproven = "unproven" + email;
        UUID typed =
                UUID.fromString(Json.parsed(send("POST", "", "{\"email\":\"" + unproven + "\",\"emailVerified\":false}")
                                .body())
                        .orElseThrow()
                        .get("id")
                        .textValue());
        takes(WorkosEvents.event("user.created", user + "b", unproven));
        assertThat(openGaps(typed)).contains("identity-conflict");

        api("PATCH", typed, "{\"emailVerified\":true,\"bio\":\"Proven\"}");

        await().untilAsserted(() -> assertThat(row(typed)).containsEntry("workos_user_id", user + "b"));
    }

    @Test
    void what_still_is_in_the_way_is_told_once() {
        api("PATCH", profile, "{\"bio\":\"Still the other's\"}");

        await().untilAsserted(() -> assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT c.decided_at > p.changed_at FROM account_conflict AS c, profile AS p"
                                        + " WHERE c.user_id = ? AND p.id = ?",
                                Boolean.class,
                                user,
                                profile))
                .isTrue());
        assertThat(messages(profile)).containsOnlyOnce("identity-conflict/slack");
        assertThat(openGaps(profile)).contains("identity-conflict");
        assertThat(profilesWith("workos_user_id", user)).isEmpty();
    }

    @Test
    void an_account_that_was_deleted_meanwhile_is_nobodys() {
        takes(deleted());
        assertThat(conflictsOf(user)).isZero();

        takes(WorkosEvents.event("user.deleted", former, email));

        assertThat(row(profile)).containsEntry("workos_user_id", null);
        assertThat(profilesWith("workos_user_id", user)).isEmpty();
    }

    @Test
    void an_older_event_that_comes_late_changes_nothing_about_the_conflict() {
        takes(updated().later(-5));
        assertThat(conflictsOf(user)).isEqualTo(1);

        takes(WorkosEvents.event("user.deleted", former, email));

        await().untilAsserted(() -> assertThat(row(profile)).containsEntry("workos_user_id", user));
    }

    @Test
    void what_was_erased_with_the_person_is_not_looked_at_again() {
        api("DELETE", profile, "");

        assertThat(conflictsOf(user)).isZero();
        takes(updated().later(1));
        assertThat(profilesWith("workos_user_id", user)).hasSize(1);
    }

    /** How the account got a profile of its own, and whose address that has at last. */
    static Stream<Arguments> laterWords() {
        BiConsumer<WorkosAgainRouteTest, String> typed = (test, own) -> {};
        BiConsumer<WorkosAgainRouteTest, String> edited = (test, own) -> {
            UUID its =
                    (UUID) test.profilesWith("workos_user_id", test.user).get(0).get("id");
            test.takes(test.updated().later(3));
            assertThat(test.openGaps(its)).contains("identity-conflict");
            test.api("PATCH", its, "{\"email\":\"edited" + own + "\",\"emailVerified\":true}");
        };
        return Stream.of(
                Arguments.of("a form named it with the account", typed, ""),
                Arguments.of("it was edited after the event", edited, "edited"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("laterWords")
    void an_address_that_came_after_the_event_stays(
            String what, BiConsumer<WorkosAgainRouteTest, String> laterWord, String prefix) {
        String own = "own" + email;
        assertThat(send(
                                "POST",
                                "",
                                "{\"email\":\"" + own + "\",\"emailVerified\":true,\"workosUserId\":\"" + user + "\"}")
                        .statusCode())
                .isEqualTo(201);
        laterWord.accept(this, own);

        api("PATCH", profile, "{\"email\":\"gone" + email + "\"}");

        await().untilAsserted(() -> assertThat(conflictsOf(user)).isZero());
        assertThat(profilesWith("workos_user_id", user))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("email", prefix + own));
        assertThat(openGaps(profile)).doesNotContain("identity-conflict");
    }

    private long conflictsOf(String account) {
        return service.jdbc()
                .queryForObject("SELECT count(*) FROM account_conflict WHERE user_id = ?", Long.class, account);
    }

    private void api(String method, UUID of, String body) {
        assertThat(send(method, "/" + of, body).statusCode()).isIn(200, 204);
    }

    private static HttpResponse<String> send(String method, String path, String body) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles" + path))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }
}
