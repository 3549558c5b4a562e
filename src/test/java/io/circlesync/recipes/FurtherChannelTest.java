package io.circlesync.recipes;

import static io.circlesync.fixture.NotifyingService.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.NotifyingService;
import io.circlesync.fixture.Recipe;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.gap.GapKind;
import io.circlesync.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/changing.md: a further kind of channel is a route, a folder of words and its settings. */
class FurtherChannelTest {

    private static final Path FILES = Path.of("src/test/resources/recipes/webhook");
    private static final String ROUTE = "outbox-webhook.camel.yaml";
    private static final byte[] KEY = "a key of thirty-two bytes, or so".getBytes(StandardCharsets.US_ASCII);
    private static final int NOBODY_LISTENS = 1;

    @TempDir
    private Path folder;

    @Test
    void a_web_hook_of_the_team_s_own_is_told_signed_and_again_until_it_takes_it() throws Exception {
        Recipe recipe = Recipe.follow("A further kind of channel", folder);
        Files.copy(FILES.resolve(ROUTE), recipe.routes().resolve(ROUTE));
        try (StubPartner hook = new StubPartner(call -> Answer.text(503, "").with("Retry-After", "100"))) {
            Map<String, String> settings = new HashMap<>(recipe.settings());
            settings.put("messages.folder", FILES.resolve("messages").toString());
            assertThat(settings).containsKey("webhook.url");
            settings.put("webhook.url", hook.url() + "/hook");
            try (NotifyingService service = NotifyingService.start(NOBODY_LISTENS, settings)) {
                service.open(GapKind.MEMBER_LEFT, service.store(profile("ada@example.org", "\"Ada\"")));

                await().untilAsserted(() -> assertThat(service.only("webhook")).containsEntry("error", "503"));
                assertThat(service.only("webhook"))
                        .containsEntry("state", "pending")
                        .containsEntry("attempts", 0);
                assertThat(service.jdbc()
                                .queryForObject(
                                        "SELECT next_at > now() + interval '60 seconds' FROM partner WHERE name = 'webhook'",
                                        Boolean.class))
                        .isTrue();
                hook.answer(call -> Answer.text(204, ""));
                service.skipWaiting();
                await().untilAsserted(
                                () -> assertThat(service.states("webhook")).containsExactly("sent"));

                assertThat(hook.calls()).hasSize(2);
                assertThat(hook.calls())
                        .extracting(call -> call.header("webhook-id"))
                        .containsOnly((String) service.only("webhook").get("key"));
                hook.calls().forEach(FurtherChannelTest::assertSigned);
                JsonNode message = Json.mapper().readTree(hook.calls().get(1).body());
                assertThat(message.path("type").asText()).isEqualTo("gap.opened");
                assertThat(message.at("/data/gap").asText()).isEqualTo("member-left");
                assertThat(message.at("/data/person").asText()).isEqualTo("\"Ada\" Lovelace");
                assertThat(message.at("/data/missing").toString()).isEqualTo("[\"headline\",\"thingsICanOffer\"]");
            }
        }
    }

    private static void assertSigned(Call call) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            String signed = call.header("webhook-id") + "." + call.header("webhook-timestamp") + "." + call.body();
            assertThat(call.header("webhook-signature"))
                    .isEqualTo("v1,"
                            + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
