package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever Circle answers, the connection comes back to those who ask next. */
class CircleCallRouteTest {

    /** More than the connections that may be open to Circle at a time. */
    private static final int MANY = 300;

    private static final long MEMBER_ID = 8101L;

    private static StubCircle circle;
    private static RunningService service;
    private static ProducerTemplate template;

    @BeforeAll
    static void start() {
        circle = new StubCircle();
        circle.put(StubCircle.member(MEMBER_ID, "ada@example.org", "Ada Lovelace", Instant.EPOCH));
        service = RunningService.start(RunningService.with(circle));
        template = service.camel().createProducerTemplate();
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    static Stream<Arguments> unusable() {
        String member = circle.member(MEMBER_ID).toString();
        return Stream.of(
                Arguments.of(
                        "a coding that the body does not have",
                        Answer.json(200, member).with("Content-Encoding", "gzip")),
                Arguments.of("more than we read", Answer.json(200, "[\"" + "x".repeat(1 << 20) + "\"]")),
                Arguments.of("less than was promised", Answer.json(200, member).with("Content-Length", "100000")),
                Arguments.of("not a member", Answer.text(200, "<html>Sign in</html>")),
                Arguments.of("a fault", Answer.text(503, "<html>Away</html>").with("Content-Encoding", "deflate")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusable")
    @Timeout(180)
    void unusableAnswersCostNoConnection(String what, Answer answer) {
        circle.answer(call -> answer);
        for (int i = 0; i < MANY; i++) {
            assertThatThrownBy(() -> ask()).isInstanceOf(CamelExecutionException.class);
        }

        circle.answerNormally();
        Instant asked = Instant.now();

        assertThat(ask()).isPresent();
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    private static Optional<?> ask() {
        return template.requestBody("direct:circle-member", MEMBER_ID, Optional.class);
    }
}
