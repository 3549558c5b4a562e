package io.circlesync.recipes;

import static io.circlesync.fixture.NotifyingService.profile;
import static io.circlesync.fixture.NotifyingService.withAccount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.NotifyingService;
import io.circlesync.fixture.Recipe;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.gap.GapKind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/changing.md: who hears of what, and in which words. */
class MessageRecipesTest {

    private static final int NOBODY_LISTENS = 1;

    @TempDir
    private Path folder;

    @Test
    void incomplete_profiles_go_to_a_second_slack_channel() {
        Recipe recipe = Recipe.follow("Incomplete profiles to a second Slack channel", folder);
        try (StubPartner members = new StubPartner(call -> Answer.text(200, "ok"))) {
            Map<String, String> settings = new HashMap<>(recipe.settings());
            assertThat(settings).hasSize(2).containsKey("slack.webhook-url.members");
            settings.put("slack.webhook-url.members", members.url() + "/services/members");
            try (NotifyingService service = NotifyingService.start(NOBODY_LISTENS, settings)) {
                service.open(GapKind.INCOMPLETE_PROFILE, service.store(withAccount(profile("ada@example.org", "Ada"))));

                await().untilAsserted(() ->
                        assertThat(service.states("slack:members")).containsExactly("sent"));
                assertThat(service.states("mail")).hasSize(1);
                assertThat(service.slack().calls()).isEmpty();
                assertThat(members.calls()).hasSize(1);
                assertThat(members.calls().get(0).body())
                        .contains("Ada Lovelace has an incomplete profile")
                        .contains("A mail that says so goes out to them.");
            }
        }
    }

    @Test
    void another_text_needs_no_build() {
        Recipe recipe = Recipe.follow("Another text", folder);
        Map<String, String> settings = new HashMap<>(recipe.settings());
        assertThat(settings).containsKey("messages.folder");
        settings.put("messages.folder", recipe.messages().toString());
        try (NotifyingService service = NotifyingService.start(NOBODY_LISTENS, settings)) {
            service.open(GapKind.MEMBER_LEFT, service.store(profile("ada@example.org", "Ada")));

            await().until(() -> !service.slack().calls().isEmpty());
            assertThat(service.slack().calls().get(0).body()).contains("Ada Lovelace has said goodbye");
        }
    }
}
