package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.circle.CircleBreaker.Meaning;
import io.circlesync.circle.CircleException.Kind;
import io.circlesync.fixture.Breakers;
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

    private static CircleException refusal() {
        return new CircleException(Kind.UNAUTHORIZED, "The API token is invalid.");
    }
}
