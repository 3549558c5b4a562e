package io.circlesync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.json.Json;
import org.junit.jupiter.api.Test;

/** Many members who are due at once are read from Circle's list only where that takes fewer calls. */
class MemberBurstRouteTest extends MemberBurstTestBase {

    @Test
    void pages_that_save_no_calls_are_not_read() throws Exception {
        circle.answer(call -> {
            if (!isList(call)) {
                return circle.normally(call);
            }
            ObjectNode page = (ObjectNode) Json.read(circle.normally(call).body());
            page.put("count", 100_000)
                    .put("has_next_page", true)
                    .putArray("records")
                    .add(StubCircle.member(1, "somebody.else@example.org", "Grace Hopper", JANUARY));
            return Answer.json(200, page.toString());
        });

        burst(1);

        assertThat(circle.pagesAsked()).isEqualTo(1);
        assertThat(single()).hasSize(MANY);
        assertThat(count("profile")).isEqualTo(MANY);
    }
}
