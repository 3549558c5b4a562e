package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.circle.CircleBreaker.Meaning;
import io.circlesync.circle.CircleException.Kind;
import io.circlesync.fixture.Breakers;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CircleBreakerTest {

    /** What is known of Circle when somebody's failure is looked at. */
    enum Known {
        NOTHING_AMISS,
        ASKED,
        AWAY,
        ASKED_AND_WELL;

        CircleBreaker breaker() {
            CircleBreaker breaker = Breakers.closed();
            if (this != NOTHING_AMISS) {
                assertThat(breaker.judge(refusal()).isDoubtful()).isTrue();
            }
            if (this == AWAY) {
                breaker.refuted(refusal());
            }
            if (this == ASKED_AND_WELL) {
                breaker.confirmed();
            }
            return breaker;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNAUTHORIZED, NOTHING_AMISS, FORBIDDEN, false, true",
        "UNAUTHORIZED, ASKED, UNAUTHORIZED, true, false",
        "UNAUTHORIZED, AWAY, UNAUTHORIZED, true, false",
        "UNAUTHORIZED, ASKED_AND_WELL, FORBIDDEN, false, true",
        "FORBIDDEN, NOTHING_AMISS, FORBIDDEN, false, true",
        "FORBIDDEN, ASKED, FORBIDDEN, true, false",
        "UNAVAILABLE, ASKED, UNAVAILABLE, true, false",
        "UNAVAILABLE, ASKED_AND_WELL, UNAVAILABLE, false, true",
        "OUTDATED, AWAY, OUTDATED, false, true",
        "REJECTED, AWAY, REJECTED, false, true",
        "READ_ONLY, AWAY, READ_ONLY, false, false",
    })
    void a_failure_means_what_is_known_of_circle(
            Kind failure, Known known, Kind kind, boolean isNobodysOwn, boolean burnsAttempt) {
        Meaning meaning = known.breaker().meaning(new CircleException(failure, "Refused"));

        assertThat(meaning).isEqualTo(new Meaning(kind, isNobodysOwn));
        assertThat(meaning.burnsAttempt()).isEqualTo(burnsAttempt);
    }

    /** Else that member would wait for a minute for a token with which nothing is wrong. */
    @ParameterizedTest
    @EnumSource
    void nobody_alone_waits_for_the_token(Known known) {
        Meaning meaning = known.breaker().meaning(refusal());

        assertThat(meaning.kind() == Kind.UNAUTHORIZED).isEqualTo(meaning.isNobodysOwn());
    }

    /** That somebody may be asked about tells nothing of whether they may be written to. */
    @ParameterizedTest
    @CsvSource({"READ, 1 2 3, true", "READ, 1 2, false", "WRITE, 1 2 3, false"})
    void somebody_else_is_asked_about_where_questions_about_several_fail(
            CircleAccess.Right right, String failing, boolean asks) {
        CircleBreaker breaker = Breakers.closed();
        ids(failing).forEach(id -> breaker.failed(right, id));
        breaker.judge(refusal());

        assertThat(breaker.needsWitness()).isEqualTo(asks);
        if (asks) {
            breaker.wentThrough();
        }
        assertThat(breaker.confirmed().isStop()).isEqualTo(!asks && ids(failing).count() >= 3);
    }

    /** Else what was in doubt before it was away would have it taken for away once more. */
    @Test
    void a_circle_that_is_well_again_is_so_at_the_first_answer() {
        CircleBreaker breaker = Breakers.closed();
        ids("1 2 3").forEach(id -> breaker.failed(CircleAccess.Right.READ, id));
        breaker.judge(refusal());
        breaker.refuted(refusal());
        assertThat(breaker.needsWitness())
                .as("or all of them would ask in vain")
                .isTrue();

        breaker.wentThrough();

        assertThat(breaker.confirmed().isStop()).isFalse();
    }

    private static LongStream ids(String text) {
        return Stream.of(text.split(" ")).mapToLong(Long::parseLong);
    }

    private static CircleException refusal() {
        return new CircleException(Kind.UNAUTHORIZED, "The API token is invalid.");
    }
}
