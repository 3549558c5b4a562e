package io.circlesync.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.Recipe;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/changing.md: one more field. */
class FieldRecipeTest {

    private static final long ADA = 7;

    @TempDir
    private Path folder;

    @Test
    void one_more_profile_field_is_one_line() throws Exception {
        Recipe recipe = Recipe.follow("One more profile field", folder);
        try (StubCircle circle = new StubCircle()) {
            circle.put(StubCircle.member(ADA, "ada@example.org", "Ada Lovelace", Instant.EPOCH));
            circle.member(ADA).withObject("/flattened_profile_fields").put("pronouns_1", "she/her");
            Map<String, String> settings = RunningService.with(circle);
            settings.putAll(recipe.settings());
            try (RunningService service = RunningService.start(settings)) {
                service.post("/webhooks/circle", "{\"type\":\"joined\",\"data\":{\"community_member_id\":7}}");
                await().untilAsserted(() ->
                        assertThat(ada(service).at("/custom/pronouns").asText()).isEqualTo("she/her"));

                patch(service, "{\"custom\":{\"pronouns\":\"they/them\"}}");
                await().untilAsserted(() -> assertThat(circle.member(ADA)
                                .at("/flattened_profile_fields/pronouns_1")
                                .asText())
                        .isEqualTo("they/them"));
                assertThat(missing(service)).doesNotContain("custom.pronouns");
            }
        }
    }

    @Test
    void a_profile_without_it_is_incomplete() throws Exception {
        Recipe recipe = Recipe.follow("One more profile field", folder);
        try (StubCircle circle = new StubCircle()) {
            circle.put(StubCircle.member(ADA, "ada@example.org", "Ada Lovelace", Instant.EPOCH));
            Map<String, String> settings = RunningService.with(circle);
            settings.putAll(recipe.settings());
            try (RunningService service = RunningService.start(settings)) {
                service.post("/webhooks/circle", "{\"type\":\"joined\",\"data\":{\"community_member_id\":7}}");

                await().untilAsserted(() -> assertThat(missing(service)).contains("custom.pronouns"));
            }
        }
    }

    private static JsonNode ada(RunningService service) throws Exception {
        return Json.mapper()
                .readTree(service.get("/api/profiles?circleMemberId=" + ADA).body());
    }

    private static String missing(RunningService service) throws Exception {
        return Json.mapper()
                .readTree(service.get("/api/gaps?kind=incomplete-profile").body())
                .at("/items/0/detail/missing")
                .toString();
    }

    private static void patch(RunningService service, String patch) throws Exception {
        String id = ada(service).get("id").textValue();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + id))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(patch));
        assertThat(RunningService.send(request).statusCode()).isEqualTo(200);
    }
}
