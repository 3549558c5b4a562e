package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.circle.CircleAccess.Right;
import io.circlesync.circle.CircleException.Kind;
import io.circlesync.fixture.Breakers;
import io.circlesync.fixture.Fields;
import io.circlesync.fixture.SetClock;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.camel.component.http.HttpMethods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a 401 or 403 is about. */
class CircleAccessTest {

    private final SetClock clock = new SetClock(Instant.EPOCH);
    private final CircleAccess access = new CircleAccess(clock);
    private long newcomers;
    private final CircleAnswers answers = new CircleAnswers(
            new CircleMemberReader(Fields.with(), Clock.systemUTC()),
            access,
            Breakers.closed(),
            new OwnCommunity(Optional.empty()),
            Clock.systemUTC());

    /** Calls in order: who is refused, who is let through; a search is 0. What the last one comes to. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 refused                                             | FORBIDDEN",
                "1 refused, 1 refused, 1 refused                       | FORBIDDEN",
                "2 read, 1 refused                                     | FORBIDDEN",
                "1 refused, 2 refused                                  | UNAUTHORIZED",
                "1 refused, 2 refused, 1 refused                       | UNAUTHORIZED",
                "1 refused, 2 read, 3 refused                          | FORBIDDEN",
                "1 refused, 2 read, 3 refused, 1 refused               | FORBIDDEN",
                "1 refused, 2 refused, 3 read, 1 refused, 2 refused    | FORBIDDEN",
                "1 refused, 2 refused, 3 read, 1 refused, 4 refused, 5 refused | UNAUTHORIZED",
                "1 refused, 2 read, 1 read, 1 refused, 3 refused       | UNAUTHORIZED",
                "0 refused                                             | UNAUTHORIZED",
                "0 refused, 1 read, 0 refused                          | FORBIDDEN",
            })
    void the_members_tell_where_circle_does_not(String calls, Kind last) {
        assertThat(kinds(calls, "{\"success\":false,\"message\":\"You cannot perform this action.\"}"))
                .last()
                .isEqualTo(last);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"success\":false,\"message\":\"The API token is invalid.\",\"error_details\":{}}",
                "{\"success\":false,\"message\":\"API token not found.\"}",
                "{\"success\":false,\"message\":\"The community is not eligible for admin API v2 access.\"}",
                "{\"success\":false,\"message\":null,\"errors\":[\"the api token is invalid\"]}",
            })
    void circle_may_name_the_account(String words) {
        assertThat(kinds("1 refused", words)).containsExactly(Kind.UNAUTHORIZED);
        assertThat(kinds("2 read, 1 refused", words)).containsExactly(Kind.UNAUTHORIZED);
        assertThat(kinds("2 read, 1 write-refused, 2 read", words))
                .as("a plan may read and not write")
                .containsExactly(Kind.READ_ONLY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Forbidden</html>",
                "{\"success\":false}",
                "{\"success\":false,\"message\":\"no\"}",
                "{\"success\":false,\"errors\":\"Daily member limit exceeded.\"}",
                "[\"The API token is invalid.\"]",
            })
    void other_words_name_nobody(String words) {
        assertThat(kinds("1 refused", words)).containsExactly(Kind.FORBIDDEN);
    }

    /** Each in a turn of their own, a minute apart. */
    @Test
    void of_those_to_whom_nothing_may_be_written_one_a_minute_asks() {
        assertThat(turns(0, 0, 10, 60, 60, 180)).containsExactly(60L, 120L, 180L, 240L, 300L, 360L);
    }

    /** A sixtieth of how long it has lasted, ten minutes at most; and anew once somebody was let through. */
    @Test
    void who_may_not_write_is_asked_less_and_less() {
        List<Long> day = new ArrayList<>(List.of(0L));
        while (last(day) < 86_400) {
            day.addAll(turns(last(day)));
        }
        assertThat(day).filteredOn(second -> second < 3_600).hasSize(60);
        assertThat(day.size()).as("questions in a day").isLessThan(300);
        long end = last(day);
        assertThat(turns(end)).containsExactly(end + 600);

        access.granted(Right.WRITE, 1);
        assertThat(turns(end + 10, end + 10)).containsExactly(end + 70, end + 130);
        assertThat(turns(end + 5_000))
                .as("after a while in which nobody was refused")
                .containsExactly(end + 5_060);
    }

    /** Else a time would pass in which nobody asks. */
    @Test
    void whoever_is_refused_before_their_turn_keeps_it() {
        assertThat(turnsOf(List.of(1L, 2L, 3L), 0, 0, 0)).containsExactly(60L, 120L, 180L);
        assertThat(turnsOf(List.of(3L, 1L, 2L, 4L), 10, 10, 59, 59)).containsExactly(180L, 60L, 120L, 240L);
        assertThat(turnsOf(List.of(1L, 1L, 2L), 60, 61, 119)).containsExactly(300L, 300L, 120L);

        access.granted(Right.WRITE, 9);
        assertThat(turnsOf(List.of(2L), 119)).containsExactly(179L);
    }

    private static long last(List<Long> seconds) {
        return seconds.get(seconds.size() - 1);
    }

    /** When each of those who are refused at these times asks again; in seconds. */
    private List<Long> turns(long... refusedAt) {
        return turnsOf(LongStream.of(refusedAt).mapToObj(seconds -> ++newcomers).toList(), refusedAt);
    }

    private List<Long> turnsOf(List<Long> members, long... refusedAt) {
        RefusedCall refusal = new RefusedCall(403, "The community is not eligible", Optional.empty());
        return IntStream.range(0, refusedAt.length)
                .mapToObj(i -> {
                    clock.passes(Duration.between(clock.instant(), Instant.ofEpochSecond(refusedAt[i])));
                    Duration wait = access.accountRefused(Right.WRITE, members.get(i), refusal)
                            .retryAfter()
                            .orElseThrow();
                    return clock.instant().plus(wait).getEpochSecond();
                })
                .toList();
    }

    private List<Kind> kinds(String calls, String words) {
        return Arrays.stream(calls.strip().split(", "))
                .flatMap(call -> kind(call.split(" "), words).stream())
                .collect(Collectors.toList());
    }

    private List<Kind> kind(String[] call, String words) {
        long id = Long.parseLong(call[0]);
        boolean refused = call[1].endsWith("refused");
        String body = refused ? words : "{\"id\":" + id + ",\"email\":\"member" + id + "@example.org\"}";
        Optional<String> email = Optional.of("member@example.org").filter(any -> id == CircleAccess.NOBODY);
        CircleAnswer answer = new CircleAnswer(
                new CircleRequest(HttpMethods.GET, "", id, email, Optional.empty(), Optional.empty()),
                refused ? 401 : 200,
                Optional.empty(),
                body.getBytes(StandardCharsets.UTF_8));
        try {
            if (call[1].startsWith("write")) {
                answers.written(answer);
            } else if (email.isPresent()) {
                answers.found(answer);
            } else {
                answers.member(answer);
            }
            return List.of();
        } catch (CircleException e) {
            return List.of(e.kind());
        }
    }
}
