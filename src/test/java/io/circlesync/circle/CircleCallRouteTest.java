package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.BadAnswer;
import io.circlesync.fixture.RawPartner;
import io.circlesync.fixture.RawPartner.Bytes;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubPartner.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever Circle answers, the connection comes back to those who ask next. */
class CircleCallRouteTest {

    /** More than the connections that may be open to Circle at a time. */
    private static final int MANY = 300;

    /** Kept open for those who ask next. */
    private static final int FEW = 10;

    private static final long MEMBER_ID = 8101L;
    private static final String MEMBER = StubCircle.member(MEMBER_ID, "ada@example.org", "Ada Lovelace", Instant.EPOCH)
            .toString();
    private static final Bytes GOOD = BadAnswer.none("application/json", MEMBER);

    private static RawPartner circle;
    private static RunningService service;
    private static ProducerTemplate template;

    @BeforeAll
    static void start() {
        circle = new RawPartner(GOOD);
        try (StubCircle settings = new StubCircle()) {
            Map<String, String> all = RunningService.with(settings);
            all.put("circle.api-url", circle.url() + "/api/admin/v2");
            service = RunningService.start(all);
        }
        template = service.camel().createProducerTemplate();
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(180)
    void bad_answers_cost_no_connection(BadAnswer bad) {
        circle.answer(bad.instead(MEMBER));
        for (int i = 0; i < MANY; i++) {
            assertThatThrownBy(() -> ask()).isInstanceOf(CamelExecutionException.class);
        }

        circle.answer(GOOD);
        Instant asked = Instant.now();

        assertThat(ask()).isPresent();
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(5));
        await().untilAsserted(() -> assertThat(circle.open()).isLessThan(FEW));
    }

    /** The token is Circle's, and nobody else's to see. */
    @Test
    void a_redirect_is_not_followed() {
        try (StubPartner elsewhere = new StubPartner(call -> Answer.json(200, MEMBER))) {
            circle.answer(Bytes.of(
                    "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + elsewhere.url() + "/api/admin/v2", ""));

            assertThatThrownBy(() -> ask()).isInstanceOf(CamelExecutionException.class);

            assertThat(elsewhere.calls()).isEmpty();
        }
    }

    private static Optional<?> ask() {
        return template.requestBody("direct:circle-member", MEMBER_ID, Optional.class);
    }
}
