package io.circlesync.workos;

import static io.circlesync.fixture.WorkosWebhook.SECRET;
import static io.circlesync.fixture.WorkosWebhook.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.circlesync.count.Counts;
import io.circlesync.fixture.LogLines;
import io.circlesync.fixture.NoCounts;
import io.circlesync.fixture.WorkosWebhook;
import io.circlesync.http.ContentCoding;
import io.circlesync.problem.HttpProblem;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkosSignatureTest {

    private static final Instant NOW = Instant.ofEpochMilli(1768478400000L);
    private static final String VECTOR_BODY = """
            {"object":"event","id":"event_01TESTVECTOR","event":"user.created","data":{"object":"user",\
            "id":"user_01TESTVECTOR","email":"ada@example.org"},"created_at":"2026-01-15T12:00:00.000Z"}""";
    private static final String VECTOR_HEX = "fd3a1faff671eda8dbf8ff3f757aa4c9251afba32a77faad790161d8f5bf67f7";

    private final WorkosSignature signature = new WorkosSignature(
            Optional.of(SECRET), new ContentCoding(262_144), NoCounts.counts(), Clock.fixed(NOW, ZoneOffset.UTC));
    private final WorkosWebhook webhook = valid("{\"id\":\"event_1\"}").withTime(NOW);

    @Test
    void the_known_signature_of_a_known_body_passes() {
        byte[] body = VECTOR_BODY.getBytes(StandardCharsets.UTF_8);
        assertThat(body).hasSize(183);
        assertThatCode(() -> signature.check("t=1768478400000, v1=" + VECTOR_HEX, body, () -> body))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t=%1$s, v1=%2$s",
                "t=%1$s,v1=%2$s",
                "v1=%2$s,t=%1$s",
                "  v1 = %2$s ,  t = %1$s ",
                "t=%1$s, s=old, v1=%2$s",
                "t=%1$s, v1=00ff, v1=%2$s",
                "t=%1$s, v1=%2$s, v1=not-hex"
            })
    void the_parts_may_come_in_any_order_and_beside_others(String layout) {
        assertPasses(webhook.withLayout(layout));
    }

    @ParameterizedTest
    @ValueSource(longs = {-180_000, -179_999, 0, 179_999, 180_000})
    void a_time_within_the_tolerance_passes(long millis) {
        assertPasses(webhook.withTime(NOW.plusMillis(millis)));
    }

    @Test
    void a_time_outside_the_tolerance_is_refused_in_both_directions() {
        assertRefused(webhook.withTime(NOW.minus(WorkosSignature.TOLERANCE).minusMillis(1)), "too old");
        assertRefused(webhook.withTime(NOW.plus(WorkosSignature.TOLERANCE).plusMillis(1)), "future");
        assertRefused(webhook.withTime(NOW.minus(Duration.ofDays(20_000))), "too old");
    }

    /** A clock that is wrong looks like a wrong secret to all who count, and only the reason tells them apart. */
    @Test
    void the_first_refusal_says_in_the_log_what_was_wrong() {
        try (LogLines log = LogLines.of(Counts.class)) {
            assertRefused(webhook.withTime(NOW.minus(Duration.ofMinutes(4))), "too old");
            assertRefused(webhook.withSecret("whsec_other"), "not that of this body");
            assertThat(log.lines())
                    .singleElement(STRING)
                    .contains("workos-webhook", "The time in WorkOS-Signature is too old")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void a_body_changed_by_one_byte_is_refused() {
        assertRefused(webhook.withBodyChangedTo("{\"id\":\"event_2\"}"), "not that of this body");
        assertRefused(webhook.withBodyChangedTo("{\"id\": \"event_1\"}"), "not that of this body");
    }

    @Test
    void another_secret_is_refused() {
        assertRefused(webhook.withSecret("whsec_other"), "not that of this body");
    }

    @Test
    void a_time_that_was_not_signed_is_refused() {
        String header = webhook.header().replace("t=1768478400000", "t=1768478400001");
        assertThat(refusal(header, webhook.bytes())).contains("not that of this body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1=%2$s", "t=, v1=%2$s", "t=soon, v1=%2$s", "t=-5, v1=%2$s", "t=%1$s, t=%1$s, v1=%2$s"})
    void a_missing_or_doubtful_time_is_refused(String layout) {
        assertRefused(webhook.withLayout(layout), "no usable time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"t=%1$s", "t=%1$s, v2=%2$s", "t=%1$s; v1=%2$s"})
    void a_missing_signature_is_refused(String layout) {
        assertThat(refusal(webhook.withLayout(layout).header(), webhook.bytes()))
                .containsAnyOf("no v1", "no usable time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "zz", "%2$s00", "0%2$s"})
    void a_signature_that_is_none_is_refused(String hex) {
        assertRefused(webhook.withLayout("t=%1$s, v1=" + hex), "not that of this body");
    }

    @Test
    void no_header_is_refused() {
        assertThat(refusal(null, webhook.bytes())).contains("missing");
        assertThat(refusal(" ", webhook.bytes())).contains("missing");
    }

    @Test
    void no_secret_takes_nothing() {
        WorkosSignature unset = new WorkosSignature(
                Optional.empty(), new ContentCoding(262_144), NoCounts.counts(), Clock.fixed(NOW, ZoneOffset.UTC));
        HttpProblem problem = catchThrowableOfType(
                HttpProblem.class, () -> unset.check(webhook.header(), webhook.bytes(), webhook::bytes));
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem).hasMessageContaining("workos.webhook-secret");
    }

    private void assertPasses(WorkosWebhook sent) {
        assertThatCode(() -> signature.check(sent.header(), sent.bytes(), sent::bytes))
                .doesNotThrowAnyException();
    }

    private void assertRefused(WorkosWebhook sent, String reason) {
        assertThat(refusal(sent.header(), sent.bytes())).contains(reason);
    }

    private String refusal(String header, byte[] body) {
        HttpProblem problem = catchThrowableOfType(HttpProblem.class, () -> signature.check(header, body, () -> body));
        assertThat(problem.status()).isEqualTo(401);
        assertThat(problem.getMessage()).doesNotContain(SECRET);
        return problem.getMessage();
    }
}
