package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One member of Circle by id: there, not there, or not known. */
class CircleMemberRouteTest extends ServiceTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void a_member_is_read_as_circle_has_them() {
        circle.put(StubCircle.member(8201, "ada@example.org", "Ada Lovelace", Instant.EPOCH));

        assertThat(ask(8201)).hasValueSatisfying(member -> {
            assertThat(member.id()).isEqualTo(8201);
            assertThat(member.email()).isEqualTo("ada@example.org");
        });
    }

    @Test
    void that_circle_knows_nobody_is_an_answer_too() {
        assertThat(ask(8202)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"404, <html>no such page</html>", "503, {}", "200, <html>sign in</html>", "200, [7]"})
    void any_other_answer_says_nothing_about_the_member(int status, String body) {
        circle.answer(call -> Answer.json(status, body));

        assertThatThrownBy(() -> ask(8203)).hasRootCauseInstanceOf(CircleException.class);
    }

    @SuppressWarnings("unchecked")
    private static Optional<CircleMember> ask(long id) {
        return service.camel().createProducerTemplate().requestBody("direct:circle-member", id, Optional.class);
    }
}
