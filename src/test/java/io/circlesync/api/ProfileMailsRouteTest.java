package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** {@code POST /api/profiles/{id}/unsubscribe} and {@code …/subscribe}. */
class ProfileMailsRouteTest extends ProfileWriteBase {

    @Test
    void whoever_wants_no_mails_has_none_until_they_want_them_again() {
        UUID profile = rows().profile(email);
        rows().gap("missing-workos", profile, "remind_at", Instant.now().plusSeconds(3_600));

        assertThat(says(profile, "unsubscribe")).isEqualTo(204);
        remind(profile);
        await().until(() -> mails(profile, "obsolete") == 1);
        assertThat(mails(profile, "sent")).isZero();

        assertThat(says(profile, "subscribe")).isEqualTo(204);
        remind(profile);
        await().until(() -> mails(profile, "sent") == 1);
    }

    @Test
    void the_timeline_tells_who_noted_it_and_when_and_once() {
        UUID profile = rows().profile(email);

        for (String wish : List.of("subscribe", "unsubscribe", "unsubscribe", "subscribe", "subscribe")) {
            assertThat(call("POST", path(profile, wish), null, "X-Operator", "olga")
                            .statusCode())
                    .isEqualTo(204);
        }

        List<String> told = new ArrayList<>();
        for (JsonNode change : Json.read(
                        service.get("/api/profiles/" + profile + "/timeline").body())
                .get("items")) {
            told.add(change.get("field").textValue() + " " + change.get("rule").textValue() + " "
                    + change.get("operator").textValue());
        }
        assertThat(told).containsExactly("message subscribe olga", "message unsubscribe olga");
    }

    @Test
    void nobody_and_nothing_more_is_taken() {
        UUID profile = rows().profile(email);

        assertProblem(call("POST", path(UUID.randomUUID(), "unsubscribe"), null), 404);
        assertProblem(call("POST", path(UUID.randomUUID(), "subscribe"), null), 404);
        assertProblem(call("POST", "/api/profiles/no-id/unsubscribe", null), 404);
        assertProblem(call("POST", path(profile, "unsubscribe"), "{\"dryRun\":true}"), 422);
        assertThat(count("unsubscribed WHERE profile_id = ?", profile)).isZero();
    }

    @Test
    void an_erasure_takes_it_along() {
        UUID profile = rows().profile(email);
        assertThat(says(profile, "unsubscribe")).isEqualTo(204);

        assertThat(erase(profile).statusCode()).isEqualTo(204);

        assertThat(count("unsubscribed WHERE profile_id = ?", profile)).isZero();
    }

    private static void remind(UUID profile) {
        service.jdbc().update("UPDATE gap SET remind_at = now() WHERE profile_id = ?", profile);
    }

    private static long mails(UUID profile, String state) {
        return count("outbox WHERE channel = 'mail' AND profile_id = ? AND state = ?", profile, state);
    }

    private static int says(UUID profile, String wish) {
        return call("POST", path(profile, wish), null).statusCode();
    }

    private static String path(UUID profile, String wish) {
        return "/api/profiles/" + profile + "/" + wish;
    }
}
