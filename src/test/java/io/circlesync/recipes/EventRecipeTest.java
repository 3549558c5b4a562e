package io.circlesync.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.Recipe;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.WorkosWebhook;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/changing.md: what becomes of an event. */
class EventRecipeTest {

    @TempDir
    private Path folder;

    private final StubCircle circle = new StubCircle();

    @AfterEach
    void stop() {
        circle.close();
    }

    @Test
    void an_event_type_of_its_own_branch_is_kept_and_costs_no_call() {
        try (RunningService service = follow("An event type with a treatment of its own")) {
            assertThat(fire(service, "community_member_points_changed", 7)).isEqualTo(200);
            assertThat(fire(service, "community_member_tagged", 8)).isEqualTo(200);

            assertThat(service.jdbc()
                            .queryForList(
                                    "SELECT circle_member_id || ' ' || disposition FROM event ORDER BY id",
                                    String.class))
                    .containsExactly("7 ignored", "8 due");
            assertThat(service.jdbc().queryForList("SELECT circle_member_id FROM member_sync", Long.class))
                    .containsExactly(8L);
        }
    }

    @Test
    void a_type_of_workos_s_with_its_own_branch_is_taken_and_not_kept() {
        try (RunningService service = follow("A type of WorkOS's with a treatment of its own")) {
            for (String type : new String[] {"session.created", "session.revoked", "organization.created"}) {
                assertThat(sign(service, type)).isEqualTo(200);
            }

            assertThat(service.jdbc().queryForList("SELECT type || ' ' || disposition FROM event", String.class))
                    .containsExactly("organization.created ignored");
        }
    }

    private RunningService follow(String heading) {
        Map<String, String> settings = RunningService.with(circle);
        settings.put("workos.webhook-secret", WorkosWebhook.SECRET);
        settings.putAll(Recipe.follow(heading, folder).settings());
        return RunningService.start(settings);
    }

    private static int fire(RunningService service, String type, long member) {
        String event = "{\"type\":\"%s\",\"data\":{\"community_member_id\":%d}}".formatted(type, member);
        return service.post("/webhooks/circle", event).statusCode();
    }

    private static int sign(RunningService service, String type) {
        String event = "{\"id\":\"event_%1$s\",\"event\":\"%1$s\",\"data\":{}}".formatted(type);
        return WorkosWebhook.valid(event).sendTo(service).statusCode();
    }
}
