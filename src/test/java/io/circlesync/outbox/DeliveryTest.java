package io.circlesync.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.LogLines;
import io.circlesync.fixture.NoCounts;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.Person;
import io.circlesync.json.Json;
import io.circlesync.retry.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What becomes of a message that is refused, and of its channel. */
class DeliveryTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration LONGEST = Duration.ofSeconds(40);
    private static final Duration LONGEST_OF_LOGINS = Duration.ofMinutes(5);

    private Refusal refusal;
    private final Delivery delivery = new Delivery(
            new Channels(
                    Map.of(),
                    new ChannelKind(
                            true,
                            Duration.ofMillis(100),
                            Optional.empty(),
                            new Patience(
                                    new Backoff(Duration.ofSeconds(10), Duration.ofHours(1), new Random(1)::nextDouble),
                                    60),
                            why -> refusal,
                            OutboxEntry::notice,
                            channel -> Optional.empty()),
                    Duration.ofDays(7)),
            new ConfirmedMessages(new PGSimpleDataSource()),
            new Backoff(Duration.ofSeconds(5), LONGEST, new Random(1)::nextDouble),
            new Backoff(Duration.ofSeconds(5), LONGEST_OF_LOGINS, new Random(1)::nextDouble),
            NoCounts.counts(),
            Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource({
        // scope, permanent, attempts, others went out -> state, failures, standing, gaps
        "MESSAGE, true,   0, false, failed,  1, UNKNOWN, 1",
        "MESSAGE, true,   0, true,  failed,  1, UNKNOWN, 1",
        "MESSAGE, false,  0, false, pending, 1, UNKNOWN, 0",
        "MESSAGE, false, 58, false, pending, 1, UNKNOWN, 0",
        "MESSAGE, false, 59, false, failed,  1, UNKNOWN, 1",
        "DOUBT,   false,  0, false, pending, 1, UNKNOWN, 0",
        "DOUBT,   false,  1, true,  pending, 1, UNKNOWN, 0",
        "DOUBT,   false,  2, false, failed,  1, UNKNOWN, 1",
        "CHANNEL, true,   0, false, pending, 0, REFUSED, 1",
        "CHANNEL, true,  59, false, pending, 0, REFUSED, 1",
        "CHANNEL, false,  0, false, pending, 0, REFUSED, 0",
        "CHANNEL, false, 59, false, pending, 0, REFUSED, 0",
        "CHANNEL, true,   0, true,  failed,  1, UNKNOWN, 1",
        "CHANNEL, false,  0, true,  pending, 1, UNKNOWN, 0",
        "CHANNEL, false, 59, true,  failed,  1, UNKNOWN, 1",
        "LOGIN,   true,  59, false, pending, 0, REFUSED, 1"
    })
    void a_refusal_costs_only_what_it_is_about(
            Refusal.Scope scope,
            boolean permanent,
            int attempts,
            boolean othersWentOut,
            String state,
            int failures,
            Settlement.Standing standing,
            int gaps) {
        refusal = new Refusal("why", scope, permanent, Optional.empty());

        Settlement settlement =
                delivery.refused(List.of(entry(attempts, othersWentOut, OutboxEntry.Standing.OPEN)), new Exception());

        assertThat(settlement.state()).isEqualTo(state);
        assertThat(settlement.failures()).isEqualTo(failures);
        assertThat(settlement.standing()).isEqualTo(standing);
        assertThat(settlement.notices()).hasSize(gaps);
        String subject = standing == Settlement.Standing.REFUSED ? "channel:mail" : "member:7";
        assertThat(settlement.notices())
                .allMatch(notice -> notice.gap().subject().equals(subject));
    }

    @ParameterizedTest
    @CsvSource({
        "MESSAGE, true,   0, ERROR, Outbox mail [1]: why; given up",
        "MESSAGE, false,  0, WARN,  Outbox mail [1]: why; tried again",
        "MESSAGE, false, 59, ERROR, Outbox mail [1]: why; given up",
        "DOUBT,   false,  0, WARN,  Outbox mail [1]: why; tried again",
        "DOUBT,   false,  2, ERROR, Outbox mail [1]: why; it may have arrived; given up",
        "CHANNEL, true,   0, WARN,  Outbox mail: why; messages wait"
    })
    void a_refusal_has_one_line_in_the_log(
            Refusal.Scope scope, boolean permanent, int attempts, String level, String line) {
        refusal = new Refusal("why", scope, permanent, Optional.empty());
        try (LogLines log = LogLines.of(Delivery.class)) {

            delivery.refused(List.of(entry(attempts, false, OutboxEntry.Standing.OPEN)), new Exception());

            assertThat(log.lines()).containsExactly(level + " " + line);
        }
    }

    /** An SMTP server may name an account of its own without its domain, and Slack repeat a text. */
    @ParameterizedTest
    @CsvSource({
        "SMTP 550 5.1.1 adal... User unknown,             SMTP 550 5.1.1 [withheld]... User unknown",
        "SMTP 554 5.7.1 relaying denied for user AdaL,    SMTP 554 5.7.1 relaying denied for user [withheld]",
        "400 no_text: Ada Lovelace has no account,        400 no_text: [withheld] has no account",
        "SMTP 550 adal@example.org: no,                   SMTP 550 [withheld]: no",
        "SMTP 550 5.7.1 no Canadalanes,                   SMTP 550 5.7.1 no Canadalanes"
    })
    void nobody_is_named_by_what_a_partner_repeats(String said, String kept) throws Exception {
        refusal = Refusal.ofMessage(said);
        Person ada = new Person(
                Optional.empty(),
                Optional.of("adal@example.org"),
                Optional.of("Ada"),
                Optional.of("Ada Lovelace"),
                Optional.empty());
        GapNotice about = GapNotice.opened(Gap.ofMember(GapKind.SYNC_FAILED, 7, Optional.empty(), Map.of()), NOW, ada);

        Settlement settlement = delivery.refused(
                List.of(entry(0, false, OutboxEntry.Standing.OPEN, Json.mapper().writeValueAsString(about))),
                new Exception());

        assertThat(settlement.error()).contains(kept);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "14,0", "16,1", "6000,1"})
    void a_partner_that_is_out_of_reach_is_told_once_it_lasts(int minutes, int gaps) {
        refusal = Refusal.unreached("ConnectException");

        Settlement settlement = delivery.refused(
                List.of(entry(0, false, new OutboxEntry.Standing(3, Duration.ofMinutes(minutes)))), new Exception());

        assertThat(settlement.notices()).hasSize(gaps);
    }

    /** Who waits for a login knocks more rarely: a server locks out whoever shows it a wrong password often. */
    @ParameterizedTest
    @CsvSource({"CHANNEL, 40", "LOGIN, 300"})
    void the_pauses_grow_and_never_end(Refusal.Scope scope, int longestSeconds) {
        refusal = new Refusal("550", scope, true, Optional.empty());
        Duration longest = Duration.ofSeconds(longestSeconds);
        List<Duration> pauses = IntStream.of(0, 2, 20, 100_000, Integer.MAX_VALUE - 2)
                .mapToObj(refusals -> delivery.refused(
                                List.of(entry(0, false, new OutboxEntry.Standing(refusals, LONGEST))), new Exception())
                        .delay())
                .toList();

        assertThat(pauses.get(0)).isLessThanOrEqualTo(Duration.ofSeconds(5));
        assertThat(pauses.get(1)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
        assertThat(pauses.subList(2, 5))
                .allMatch(pause -> pause.compareTo(longest) <= 0 && pause.compareTo(longest.dividedBy(2)) >= 0);
    }

    @Test
    void a_partner_s_wish_to_wait_is_honoured() {
        refusal = Refusal.unreached("429").retryAfter(Optional.of(Duration.ofMinutes(20)));

        assertThat(delivery.refused(List.of(entry(0, false, OutboxEntry.Standing.OPEN)), new Exception())
                        .delay())
                .isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void a_word_on_a_message_that_failed_is_not_told_again_when_it_fails_too() throws Exception {
        refusal = Refusal.ofMessage("400 invalid_payload");
        GapNotice about = GapNotice.opened(Gap.ofChannel("mail", "550"), NOW, Optional.empty());

        assertThat(delivery.refused(
                                List.of(entry(
                                        0,
                                        false,
                                        OutboxEntry.Standing.OPEN,
                                        Json.mapper().writeValueAsString(about))),
                                new Exception())
                        .notices())
                .isEmpty();
    }

    private static OutboxEntry entry(int attempts, boolean othersWentOut, OutboxEntry.Standing channel) {
        GapNotice notice = GapNotice.opened(
                Gap.ofMember(GapKind.SYNC_FAILED, 7, Optional.empty(), Map.of()), NOW, Optional.empty());
        try {
            return entry(attempts, othersWentOut, channel, Json.mapper().writeValueAsString(notice));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OutboxEntry entry(
            int attempts, boolean othersWentOut, OutboxEntry.Standing channel, String payload) {
        return new OutboxEntry(
                1, "key", "mail", attempts, Optional.empty(), payload, Optional.empty(), othersWentOut, channel);
    }
}
