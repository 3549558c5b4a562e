package io.circlesync.workos;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.RunningService;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an erasure leaves of WorkOS's events: enough to know them again, and nothing about the person. */
class WorkosErasureTest extends WorkosTestBase {

    @Test
    void an_event_that_comes_again_after_the_erasure_does_not_bring_the_person_back() {
        WorkosEvents event = created();
        takes(event);
        UUID profile = (UUID) profilesWith("workos_user_id", user).get(0).get("id");

        assertThat(erase(profile)).isEqualTo(204);
        takes(event);

        assertThat(profilesWith("workos_user_id", user)).isEmpty();
        assertThat(profilesWith("email", email)).isEmpty();
        assertThat(stored(event.event().get("id").textValue()))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("body", ""));
    }

    @Test
    void an_account_that_was_unlinked_before_is_erased_too() {
        WorkosEvents event = created();
        takes(event);
        UUID profile = (UUID) profilesWith("workos_user_id", user).get(0).get("id");
        takes(deleted());

        assertThat(erase(profile)).isEqualTo(204);

        assertThat(service.jdbc()
                        .queryForObject("SELECT count(*) FROM event WHERE position(? IN body) > 0", Long.class, user))
                .isZero();
        assertThat(service.jdbc()
                        .queryForObject("SELECT count(*) FROM workos_user WHERE user_id = ?", Long.class, user))
                .isZero();
    }

    @Test
    void a_later_event_makes_the_person_anew() {
        takes(created());
        UUID profile = (UUID) profilesWith("workos_user_id", user).get(0).get("id");
        assertThat(erase(profile)).isEqualTo(204);

        takes(updated());

        assertThat(profilesWith("workos_user_id", user)).hasSize(1);
    }

    private static int erase(UUID profile) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + profile))
                        .header("Authorization", "Bearer api-token")
                        .DELETE())
                .statusCode();
    }
}
