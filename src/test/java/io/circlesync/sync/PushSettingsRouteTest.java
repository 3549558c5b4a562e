package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the settings say of the way back. */
class PushSettingsRouteTest extends SyncTestBase {

    private final StubCircle circle = new StubCircle();
    private RunningService service;

    @AfterEach
    void stop() {
        service.close();
        circle.close();
    }

    @Override
    RunningService service() {
        return service;
    }

    @Override
    StubCircle circle() {
        return circle;
    }

    @Test
    void without_sync_push_nothing_is_ever_written_to_circle() {
        starts("sync.push", "false");
        long id = joined();
        edit(id, "headline", "Typed here");
        inCircle(id).put("name", "Ada Byron").put("last_name", "Byron");

        changesAndSettles(id);
        tellsOfField(id, "bio", "\"Writes notes\"");
        settles(id);

        assertThat(circle.calls()).noneMatch(call -> !call.method().equals("GET"));
        assertThat(profileOf(id)).containsEntry("headline", "Typed here");
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Analyst");
        assertThat(openGapsOfMember(id)).isEmpty();
    }

    @Test
    void fields_of_other_types_are_written_where_that_is_asked_for() {
        starts("sync.push-field-types", "text,location");
        long id = newMemberId();
        var types = memberInCircle(id).putArray("profile_fields");
        types.addObject().put("key", "location").put("field_type", "location");
        types.addObject().put("key", "website").put("field_type", "link");
        joins(id);
        settles(id);
        edit(id, "location", "Paris");
        edit(id, "website", "https://typed.example.org");

        changesAndSettles(id);

        assertThat(onlyPut(id).body()).contains("Paris").doesNotContain("typed.example.org");
    }

    private void starts(String setting, String value) {
        Map<String, String> settings = RunningService.with(circle);
        settings.put(setting, value);
        service = RunningService.start(settings);
    }
}
