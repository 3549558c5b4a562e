package io.circlesync.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.Recipe;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/changing.md: what becomes of an event. */
class EventRecipeTest {

    @TempDir
    private Path folder;

    @Test
    void an_event_type_of_its_own_branch_is_kept_and_costs_no_call() {
        Recipe recipe = Recipe.follow("An event type with a treatment of its own", folder);
        try (StubCircle circle = new StubCircle()) {
            Map<String, String> settings = new HashMap<>(RunningService.with(circle));
            settings.putAll(recipe.settings());
            try (RunningService service = RunningService.start(settings)) {
                assertThat(send(service, "community_member_points_changed", 7)).isEqualTo(200);
                assertThat(send(service, "community_member_tagged", 8)).isEqualTo(200);

                assertThat(service.jdbc()
                                .queryForList(
                                        "SELECT circle_member_id || ' ' || disposition FROM event ORDER BY id",
                                        String.class))
                        .containsExactly("7 ignored", "8 due");
                assertThat(service.jdbc().queryForList("SELECT circle_member_id FROM member_sync", Long.class))
                        .containsExactly(8L);
            }
        }
    }

    private static int send(RunningService service, String type, long member) {
        String event = "{\"type\":\"%s\",\"data\":{\"community_member_id\":%d}}".formatted(type, member);
        return service.post("/webhooks/circle", event).statusCode();
    }
}
