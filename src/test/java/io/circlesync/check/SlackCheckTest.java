package io.circlesync.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.Ports;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubSmtp;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a webhook is alive shows in how it refuses nothing; its URL is a secret. */
class SlackCheckTest {

    private static final String PATH = "/services/T000/B000/s3cr3t";

    private final StubPartner slack = new StubPartner(call -> Answer.text(500, ""));

    @AfterEach
    void stop() {
        slack.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|invalid_payload|ok slack slack.webhook-url.members is alive; nothing was posted",
                "400|no_text|ok slack slack.webhook-url.members is alive",
                "400|user_not_found|not ok slack slack.webhook-url.members is no webhook that Slack takes messages from (400"
                        + " user_not_found)",
                "403|invalid_token|not ok slack slack.webhook-url.members is no webhook",
                "404|no_service|not ok slack slack.webhook-url.members is no webhook that Slack takes messages from (404"
                        + " no_service); expected",
                "404|<html>Not found</html>|not ok slack slack.webhook-url.members is no webhook that Slack takes messages"
                        + " from (404); expected",
                "410|channel_is_archived|not ok slack slack.webhook-url.members is no webhook",
                "302||not ok slack slack.webhook-url.members answers with a redirect to https://login.example, which is not"
                        + " followed",
                "200|ok|warning slack slack.webhook-url.members says ok to nothing at all",
                "200|<html>Welcome</html>|not ok slack slack.webhook-url.members answers as Slack does not (200)",
                "429||warning slack slack.webhook-url.members is there and busy (429)",
                "503||warning slack slack.webhook-url.members is there and busy (503)",
            })
    void its_answer_tells(int status, String body, String told) {
        slack.answer(
                call -> Answer.text(status, body == null ? "" : body).with("Location", "https://login.example/s3cr3t"));

        assertThat(line(slack.url() + PATH)).startsWith(told).doesNotContain("s3cr3t");

        assertThat(slack.calls()).singleElement().satisfies(call -> {
            assertThat(call.method()).isEqualTo("POST");
            assertThat(call.path()).isEqualTo(PATH);
            assertThat(call.body()).isEmpty();
        });
    }

    @Test
    void nobody_there_is_told() {
        assertThat(line("http://localhost:" + Ports.next() + PATH))
                .startsWith("not ok slack slack.webhook-url.members is not reached: nobody listens there")
                .doesNotContain("s3cr3t");
        assertThat(line("https://nowhere.invalid" + PATH))
                .contains("nobody knows a host of this name")
                .doesNotContain("nowhere", "s3cr3t");
    }

    @Test
    void a_server_without_tls_is_told() {
        try (StubSmtp greeting = new StubSmtp()) {
            assertThat(line("https://localhost:" + greeting.port() + PATH))
                    .contains("the server does not speak TLS there");
        }
    }

    private static String line(String url) {
        return Asked.lines(SlackCheck.of("slack.webhook-url.members", URI.create(url)))
                .get(0);
    }
}
