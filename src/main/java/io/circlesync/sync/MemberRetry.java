package io.circlesync.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleException.Kind;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.GapRow;
import io.circlesync.gap.GapSchedule;
import io.circlesync.json.Json;
import io.circlesync.outbox.OutboxMessage;
import io.circlesync.outbox.OutboxRow;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.DoubleSupplier;

/**
 * Decides what comes after a sync that failed: another attempt, when, and whether a person has to know. The wait doubles
 * with each attempt and varies, so that members that failed together do not come back together.
 */
public final class MemberRetry {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /** Circle's own advice after a 429 that does not say how long; a refused token is tried as rarely. */
    private static final Duration PAUSE = Duration.ofSeconds(60);

    /**
     * The next step after a failure.
     *
     * @param attempts failed attempts that count, this one included where it does
     * @param failed whether the member is given up until its next event
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record NextAttempt(
            long memberId, UUID token, long generation, int attempts, String error, boolean failed, long delayMillis) {}

    /** What to write after a failure, and what to tell. */
    public record Reschedule(NextAttempt member, List<GapNotice> notices) {}

    private record Document(NextAttempt member, List<GapRow> opened, List<OutboxRow> outbox) {}

    private final int maxAttempts;
    private final GapSchedule schedule;
    private final Clock clock;
    private final DoubleSupplier random;

    /**
     * @param maxAttempts failed attempts after which a member is given up
     * @param random gives numbers from 0 to 1, for the variation of the wait
     */
    public MemberRetry(int maxAttempts, GapSchedule schedule, Clock clock, DoubleSupplier random) {
        this.maxAttempts = maxAttempts;
        this.schedule = schedule;
        this.clock = clock;
        this.random = random;
    }

    /** Decides about a member whose sync failed with the given exception. */
    public Reschedule decide(DueMember due, Throwable failure) {
        Optional<CircleException> circle =
                failure instanceof CircleException exception ? Optional.of(exception) : Optional.empty();
        Kind kind = circle.map(CircleException::kind).orElse(Kind.UNAVAILABLE);
        int attempts = kind.burnsAttempt() ? due.attempts() + 1 : due.attempts();
        boolean failed = !kind.isRetried() || attempts >= maxAttempts;
        Duration wait = circle.flatMap(CircleException::retryAfter)
                .filter(asked -> asked.compareTo(FIRST_WAIT) >= 0 || !kind.burnsAttempt())
                .map(asked -> asked.compareTo(FIRST_WAIT) < 0 ? FIRST_WAIT : asked)
                .orElseGet(() -> kind.burnsAttempt() ? backOff(attempts) : PAUSE);
        String error = describe(failure);
        NextAttempt next = new NextAttempt(
                due.memberId(), due.token(), due.generation(), attempts, error, failed, wait.toMillis());
        boolean personHasToKnow = failed || kind == Kind.UNAUTHORIZED;
        return new Reschedule(next, personHasToKnow ? List.of(notice(due, error)) : List.of());
    }

    /** The JSON document that {@code member-reschedule.sql} writes. */
    public String document(Reschedule reschedule, List<OutboxMessage> messages) throws JsonProcessingException {
        Instant now = clock.instant();
        return Json.mapper()
                .writeValueAsString(new Document(
                        reschedule.member(),
                        reschedule.notices().stream()
                                .map(notice -> GapRow.opened(notice, schedule))
                                .toList(),
                        OutboxRow.of(messages, now)));
    }

    private GapNotice notice(DueMember due, String error) {
        Gap gap = Gap.ofMember(GapKind.SYNC_FAILED, due.memberId(), Optional.empty(), Map.of("reason", error));
        return GapNotice.opened(gap, clock.instant().truncatedTo(ChronoUnit.MILLIS), Optional.empty());
    }

    private Duration backOff(int attempts) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(attempts - 1, 20));
        Duration bounded = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        return Duration.ofMillis((long) (bounded.toMillis() * (0.75 + 0.5 * random.getAsDouble())));
    }

    /** Messages of drivers and of the database may quote people's data, so only their kind is kept. */
    private static String describe(Throwable failure) {
        if (failure instanceof CircleException) {
            return failure.getMessage();
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return "The database refused the write (SQLSTATE " + sql.getSQLState() + ")";
            }
        }
        return failure instanceof java.io.IOException
                ? "Circle did not answer (" + failure.getClass().getSimpleName() + ")"
                : "Failed inside (" + failure.getClass().getSimpleName() + ")";
    }
}
