package io.circlesync.message;

import static io.circlesync.fixture.NotifyingService.profile;
import static io.circlesync.fixture.NotifyingService.withAccount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.NotifyingService;
import io.circlesync.fixture.OwnRoutes;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A further channel is a constant in the route and a setting. */
class ChannelsTest {

    private static final int NOBODY_LISTENS = 1;
    private static final String PATH = "/services/T000/B111/members-secret";

    @TempDir
    private Path folder;

    @Test
    void incomplete_profiles_go_to_a_second_slack_channel_which_stands_by_itself() {
        try (StubPartner members = new StubPartner(call -> Answer.text(410, "channel_is_archived"))) {
            Map<String, String> settings =
                    new HashMap<>(incompleteTo("slack:members").setting());
            settings.put("slack.webhook-url.members", members.url() + PATH);
            settings.put("camel.main.shutdown-timeout", "2");
            try (NotifyingService service = NotifyingService.start(NOBODY_LISTENS, settings)) {
                service.open(GapKind.INCOMPLETE_PROFILE, service.store(withAccount(profile("ada@example.org", "Ada"))));

                // What the one channel refuses is told in the other one.
                await().until(() -> service.slack().calls().size() == 1);
                assertThat(service.slack().calls().get(0).body())
                        .contains("No message goes out to slack:members")
                        .contains("410 channel_is_archived");
                assertThat(service.states("slack:members")).containsExactly("pending");
                service.open(Gap.ofMember(GapKind.SYNC_FAILED, 7, Optional.empty(), Map.of()), Optional.empty());
                await().until(() -> service.slack().calls().size() == 2);

                members.answer(call -> Answer.text(200, "ok"));
                service.skipWaiting();

                await().untilAsserted(() ->
                        assertThat(service.states("slack:members")).containsExactly("sent"));
                StubPartner.Call call = members.calls().get(members.calls().size() - 1);
                assertThat(call.path()).isEqualTo(PATH);
                assertThat(call.body())
                        .contains("Ada Lovelace has an incomplete profile")
                        .contains("No mail goes out to them.")
                        .doesNotContain("members-secret");
                assertThat(service.openGaps(GapKind.MESSAGE_FAILED)).isEmpty();
                assertThat(service.slack().calls()).hasSize(2);
            }
        }
    }

    @Test
    void in_the_sandbox_a_further_channel_is_shown_by_its_name() throws IOException {
        try (RunningService service =
                RunningService.start(incompleteTo("mail, slack:members").setting())) {
            service.post("/api/profiles", "{\"email\":\"ada@example.org\",\"workosUserId\":\"user_1\"}");

            await().until(() -> slack(service).size() > 0);
            assertThat(slack(service).get(0).path("channel").asText()).isEqualTo("members");
            assertThat(slack(service).get(0).path("text").asText()).contains("has an incomplete profile");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "slack:members | gap-route sends to 'slack:members', but slack.webhook-url.members is missing",
                "slak | gap-route sends to 'slak', for which there are no routes outbox-slak and outbox-slak-send; expected channels of the kinds mail, slack",
                "mail:members | gap-route sends to 'mail:members', but there is one mail server"
            })
    void a_channel_that_is_not_there_stops_the_start(String channel, String told) {
        assertThatThrownBy(() -> NotifyingService.start(
                        NOBODY_LISTENS, incompleteTo(channel).setting()))
                .hasStackTraceContaining(told);
    }

    private OwnRoutes incompleteTo(String channels) {
        return OwnRoutes.in(folder).change("gap-route", "gap-route-incomplete", "mail", channels);
    }

    private static JsonNode slack(RunningService service) throws IOException {
        return Json.mapper().readTree(service.get("/sandbox/api/state").body()).path("slack");
    }
}
