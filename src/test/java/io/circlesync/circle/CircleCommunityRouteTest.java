package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubPartner.Answer;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether Circle is well is asked about the community, and about nobody in it. */
class CircleCommunityRouteTest extends ServiceTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of("circle.community-id", "393781"));
    }

    @Test
    void an_answer_of_circle_s_own_lets_us_in() {
        circle.answer(call -> Answer.json(200, "{\"id\":393781,\"name\":\"Example Community\"}"));

        ask();

        assertThat(circle.calls())
                .filteredOn(call -> call.path().endsWith("/community"))
                .isNotEmpty()
                .allMatch(call -> call.method().equals("GET") && call.query() == null);
    }

    @ParameterizedTest
    @CsvSource({"401", "403", "429", "503"})
    void any_other_answer_is_a_failure(int status) {
        circle.answer(call -> Answer.json(status, "{}"));

        assertThatThrownBy(CircleCommunityRouteTest::ask).hasRootCauseInstanceOf(CircleException.class);
    }

    /** Whoever it is, it is not the Circle that was to be asked. */
    @Test
    void an_answer_for_another_community_is_a_failure() {
        circle.answer(call -> Answer.json(200, "{\"id\":5,\"name\":\"Another\"}"));

        assertThatThrownBy(CircleCommunityRouteTest::ask)
                .hasRootCauseMessage("Circle answers for community 5; expected circle.community-id 393781");
    }

    private static void ask() {
        service.camel().createProducerTemplate().requestBody("direct:circle-community", "");
    }
}
