package io.circlesync.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.WorkosWebhook;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partners who look whether we are there hear the same from both webhooks, and nothing of what they said. */
class WebhookOkRouteTest extends ServiceTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of("workos.webhook-secret", WorkosWebhook.SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhooks/circle", "/webhooks/workos"})
    void who_looks_hears_ok_and_none_of_their_headers(String path) {
        HttpResponse<String> answer = RunningService.send(
                HttpRequest.newBuilder(URI.create(service.url() + path)).header("X-Said", "by the caller"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain");
        assertThat(answer.body()).isEqualTo("OK");
        assertThat(answer.headers().map().keySet()).noneMatch("x-said"::equalsIgnoreCase);
        assertThat(count("event")).isZero();
    }
}
