package io.circlesync.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.circlesync.circle.CircleAccess;
import io.circlesync.circle.CircleAnswer;
import io.circlesync.circle.CircleAnswers;
import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleException.Kind;
import io.circlesync.circle.CircleMemberReader;
import io.circlesync.circle.CircleRequest;
import io.circlesync.circle.OwnCommunity;
import io.circlesync.fixture.Breakers;
import io.circlesync.fixture.Fields;
import io.circlesync.partner.CallBudget;
import io.circlesync.retry.Backoff;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.component.http.HttpMethods;
import org.junit.jupiter.api.Test;

/** How long Circle is left alone, which is one rule for syncs and for searches. */
class CircleBackoffTest {

    private static final UUID PROFILE = UUID.randomUUID();
    private static final byte[] WORDS = "{\"success\":false,\"message\":\"The API token is invalid.\"}".getBytes(UTF_8);
    private static final CircleRequest SEARCH = new CircleRequest(
            HttpMethods.GET,
            "/community_members/search",
            0,
            Optional.of("ada@example.org"),
            Optional.empty(),
            Optional.empty());
    private static final CircleRequest REQUEST =
            new CircleRequest(HttpMethods.GET, "", 5, Optional.empty(), Optional.empty(), Optional.empty());
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private final CircleBackoff backoff = new CircleBackoff(new Backoff(FIRST, LONGEST, () -> 1));

    @Test
    void a_failure_counts_and_the_wait_doubles_up_to_the_longest() {
        Throwable down = answer(503, null);

        assertThat(after(backoff, 0, down)).isEqualTo(new CircleBackoff.Next(1, FIRST));
        assertThat(after(backoff, 3, down)).isEqualTo(new CircleBackoff.Next(4, Duration.ofSeconds(16)));
        assertThat(after(backoff, 1_000_000, down).delay()).isEqualTo(LONGEST);
        assertThat(after(backoff, 0, new IOException("reset"))).isEqualTo(new CircleBackoff.Next(1, FIRST));
    }

    @Test
    void the_wait_varies_so_that_what_failed_together_does_not_come_back_together() {
        Throwable down = answer(503, null);

        assertThat(after(new CircleBackoff(new Backoff(FIRST, LONGEST, () -> 0)), 0, down)
                        .delay())
                .isEqualTo(Duration.ofMillis(1000));
        assertThat(after(new CircleBackoff(new Backoff(FIRST, LONGEST, () -> 0.5)), 0, down)
                        .delay())
                .isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void a_database_that_does_not_take_it_counts_for_nothing() {
        assertThat(after(backoff, 4, new IllegalStateException(new SQLException("held", "55P03"))))
                .isEqualTo(new CircleBackoff.Next(4, Duration.ofSeconds(10)));
        assertThat(after(backoff, 4, new SQLException("bad", "22001")).attempts())
                .isEqualTo(5);
    }

    @Test
    void too_many_calls_and_a_refused_token_count_for_nothing_and_pause_for_a_minute() {
        for (int status : new int[] {429, 401, 403}) {
            assertThat(after(backoff, 4, answer(status, null)))
                    .isEqualTo(new CircleBackoff.Next(4, Duration.ofSeconds(60)));
        }
    }

    @Test
    void circle_is_left_alone_for_as_long_as_it_asks() {
        assertThat(after(backoff, 4, answer(429, "120"))).isEqualTo(new CircleBackoff.Next(4, Duration.ofSeconds(120)));
        assertThat(after(backoff, 0, answer(503, "120"))).isEqualTo(new CircleBackoff.Next(1, Duration.ofSeconds(120)));
    }

    @Test
    void a_wish_for_no_wait_still_leaves_a_second() {
        assertThat(after(backoff, 0, answer(429, "0")).delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(after(backoff, 0, answer(503, "0")).delay()).isEqualTo(FIRST);
    }

    @Test
    void a_search_follows_the_rule() {
        assertThat(searchAfter(2, answer(503, null))).isEqualTo(next(3, false, 8_000));
        assertThat(searchAfter(2, answer(429, null))).isEqualTo(next(2, false, 60_000));
        assertThat(searchAfter(2, answer(429, "0"))).isEqualTo(next(2, false, 1_000));
        assertThat(searchAfter(2, answer(401, null)))
                .as("refused while the account is well")
                .isEqualTo(next(3, false, 8_000));
    }

    @Test
    void a_search_that_is_refused_or_fails_for_the_last_time_ends() {
        assertThat(searchAfter(3, answer(503, null))).isEqualTo(next(4, false, 16_000));
        assertThat(searchAfter(4, answer(503, null))).isEqualTo(next(5, true, 32_000));
        assertThat(searchAfter(0, refusedSearch())).isEqualTo(next(1, true, 2_000));
    }

    private static CircleBackoff.Next after(CircleBackoff backoff, int attemptsBefore, Throwable failure) {
        Kind kind = CircleException.in(failure).map(CircleException::kind).orElse(Kind.UNAVAILABLE);
        return backoff.after(attemptsBefore, kind, failure);
    }

    private static ProfileSearch.NextSearch searchAfter(int attempts, Throwable failure) {
        Map<String, Object> claimed = Map.of("profile_id", PROFILE, "lease_token", PROFILE, "attempts", attempts);
        return new ProfileSearch(
                        5,
                        Breakers.closed(),
                        new CallBudget(60, 5_000, true, Duration.ofMinutes(1), Map.of()),
                        Clock.systemUTC(),
                        () -> 1)
                .failed(claimed, failure)
                .search();
    }

    private static ProfileSearch.NextSearch next(int attempts, boolean failed, long delayMillis) {
        return new ProfileSearch.NextSearch(PROFILE, PROFILE, attempts, failed, delayMillis);
    }

    private static CircleException refusedSearch() {
        return catchThrowableOfType(
                CircleException.class, () -> answers().found(new CircleAnswer(SEARCH, 422, Optional.empty(), WORDS)));
    }

    /** What an answer of this status fails with. */
    private static CircleException answer(int status, String retryAfter) {
        return catchThrowableOfType(
                CircleException.class,
                () -> answers().member(new CircleAnswer(REQUEST, status, Optional.ofNullable(retryAfter), WORDS)));
    }

    private static CircleAnswers answers() {
        return new CircleAnswers(
                new CircleMemberReader(Fields.with(), Clock.systemUTC()),
                new CircleAccess(Clock.systemUTC()),
                Breakers.closed(),
                new OwnCommunity(Optional.empty()),
                Clock.systemUTC());
    }
}
