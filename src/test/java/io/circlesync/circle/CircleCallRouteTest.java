package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.fixture.BadAnswer;
import io.circlesync.fixture.RawPartner;
import io.circlesync.fixture.RawPartner.Bytes;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever Circle answers, the connection comes back to those who ask next. */
class CircleCallRouteTest {

    /** More than the connections that may be open to Circle at a time. */
    private static final int MANY = 60;

    private static final int FEW = 30;

    private static final long MEMBER_ID = 8101L;
    private static final String PATH = "/api/admin/v2/community_members/" + MEMBER_ID;
    private static final String MEMBER = StubCircle.member(MEMBER_ID, "ada@example.org", "Ada Lovelace", Instant.EPOCH)
            .toString();
    private static final Bytes GOOD = BadAnswer.none("application/json", MEMBER);

    private static RawPartner circle;
    private static RunningService service;
    private static ProducerTemplate template;

    @BeforeAll
    static void start() {
        circle = new RawPartner(GOOD);
        service = RunningService.start(RunningService.with(circle));
        template = service.camel().createProducerTemplate();
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void bad_answers_cost_no_connection(BadAnswer bad) {
        circle.answer(bad.instead(MEMBER));
        long asked = circle.asked(PATH);
        for (int i = 0; i < MANY; i++) {
            assertThatThrownBy(() -> ask()).isInstanceOf(CamelExecutionException.class);
        }

        circle.answer(GOOD);
        Instant since = Instant.now();

        assertThat(ask()).isPresent();
        assertThat(Duration.between(since, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(circle.asked(PATH) - asked).as("calls").isEqualTo(MANY + 1);
        assertThat(circle.mostOpen()).as("connections").isLessThan(FEW);
    }

    /** The token is Circle's, and nobody else's to see; and an answer at another of its own paths is none about a member. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_is_not_followed(int status) {
        try (RawPartner elsewhere = new RawPartner(GOOD)) {
            for (RawPartner target : List.of(circle, elsewhere)) {
                circle.answer(Bytes.of(
                        "HTTP/1.1 " + status + " Any\r\nContent-Length: 0\r\nLocation: " + target.url() + "/log-in",
                        ""));

                assertThatThrownBy(() -> ask()).isInstanceOf(CamelExecutionException.class);

                assertThat(target.asked("/log-in")).isZero();
            }
        }
    }

    @Test
    void a_connection_serves_many_calls() {
        circle.answer(GOOD);
        int before = circle.everOpen();
        for (int i = 0; i < FEW; i++) {
            assertThat(ask()).isPresent();
        }

        assertThat(circle.everOpen() - before).isLessThan(FEW / 2);
    }

    private static Optional<?> ask() {
        return template.requestBody("direct:circle-member", MEMBER_ID, Optional.class);
    }
}
