package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.fixture.BadAnswer;
import io.circlesync.fixture.RawPartner;
import io.circlesync.fixture.RawPartner.Bytes;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.TestTls;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections to Circle as they really are, under TLS: kept, but not once something has come that nobody had asked for. */
class QuietConnectionsTest {

    private static final String TRUSTED = "javax.net.ssl.trustStore";
    private static final int FEW = 30;

    private static final long MEMBER_ID = 7_391_700_001L;
    private static final String MEMBER = StubCircle.member(MEMBER_ID, "ada@example.org", "Ada Lovelace", Instant.EPOCH)
            .toString();
    private static final Bytes GOOD = BadAnswer.none("application/json", MEMBER);

    @TempDir
    private static Path folder;

    private static RawPartner circle;
    private static RunningService service;
    private static ProducerTemplate template;

    @BeforeAll
    static void start() {
        Path trusted = folder.resolve("trusted.p12");
        circle = new RawPartner(GOOD, TestTls.trustedBy(trusted, "localhost").server());
        System.setProperty(TRUSTED, trusted.toString());
        service = RunningService.start(RunningService.with(circle));
        template = service.camel().createProducerTemplate();
    }

    @AfterAll
    static void stop() {
        System.clearProperty(TRUSTED);
        service.close();
        circle.close();
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

    @ParameterizedTest
    @EnumSource(names = {"MORE_THAN_WAS_PROMISED", "ANOTHER_ANSWER_BEHIND_IT", "ANOTHER_ANSWER_BEHIND_MUCH"})
    @Timeout(60)
    void what_comes_behind_an_answer_is_not_taken_for_the_next_one(BadAnswer bad) {
        circle.answer(bad.instead(MEMBER));
        int before = circle.everOpen();
        for (int i = 0; i < FEW; i++) {
            assertThatThrownBy(() -> ask()).isInstanceOf(CamelExecutionException.class);
        }
        circle.answer(GOOD);

        assertThat(ask()).isPresent();
        assertThat(circle.everOpen() - before)
                .as("each call on a connection of its own")
                .isGreaterThanOrEqualTo(FEW);
    }

    @Test
    void the_token_is_shown_to_nobody_whose_certificate_is_not_trusted() {
        try (RawPartner other = new RawPartner(GOOD, TestTls.of("localhost").server())) {
            String url = other.url() + "/members?httpClientConfigurer=#circleClient";

            assertThatThrownBy(() -> template.requestBodyAndHeader(url, "", "Authorization", "Bearer token"))
                    .hasStackTraceContaining(SSLHandshakeException.class.getName());

            assertThat(other.asked("/members")).isZero();
        }
    }

    private static Optional<?> ask() {
        return template.requestBody("direct:circle-member", MEMBER_ID, Optional.class);
    }
}
