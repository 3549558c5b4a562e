package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import java.time.Instant;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A page of Circle's list. */
class CirclePageRouteTest extends ServiceTestBase {

    private static final long FIRST = 7_391_700_000L;

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void a_page_tells_of_a_hundred_members_how_many_there_are_and_whether_it_is_the_last() {
        LongStream.range(FIRST, FIRST + 130)
                .forEach(id -> circle.put(StubCircle.member(id, id + "@example.org", "Ada Lovelace", Instant.EPOCH)));

        assertThat(page(1).members()).hasSize(100);
        assertThat(page(1).isLast()).isFalse();
        assertThat(page(2).members())
                .extracting(CirclePage.Listed::id)
                .contains(FIRST)
                .hasSize(30);
        assertThat(page(2).isLast()).isTrue();
        assertThat(page(2).count()).isEqualTo(130);
    }

    @Test
    void what_is_no_page_is_a_failure() {
        circle.answer(call -> Answer.json(200, "{\"records\":[]}"));

        assertThatThrownBy(() -> page(1)).hasRootCauseInstanceOf(CircleException.class);
    }

    private static CirclePage page(int number) {
        return service.camel().createProducerTemplate().requestBody("direct:circle-page", number, CirclePage.class);
    }
}
