package io.circlesync.queue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.change.LeaseLostException;
import io.circlesync.circle.FieldHint;
import io.circlesync.json.Json;
import io.circlesync.partner.CallBudget;
import io.circlesync.profile.CircleValues;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The members that this process holds at the moment. The database decides who holds a member; this is the process's own
 * record of it, which bounds how many it takes and tells which leases to renew.
 */
public final class Leases {

    /** How many members are held per one that is worked on, so that no worker waits for the next claim. */
    private static final int HELD_PER_WORKER = 8;

    /** Longer than any sync can take; a lease is not renewed for ever on behalf of work that was lost. */
    private static final Duration LONGEST_WORK = Duration.ofMinutes(15);

    /** Since when which member is held. */
    private record Holding(long memberId, Instant since) {}

    /** What {@code member-lease-renew.sql} and {@code member-lease-return.sql} take. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Lease(long memberId, UUID token) {}

    private final Map<UUID, Holding> held = new ConcurrentHashMap<>();
    private final int capacity;
    private final CallBudget budget;
    private final Clock clock;

    /**
     * @param concurrency how many members are worked on at the same time
     * @param budget is told what members are held, for they may need calls
     */
    public Leases(int concurrency, CallBudget budget, Clock clock) {
        this.capacity = concurrency * HELD_PER_WORKER;
        this.budget = budget;
        this.clock = clock;
    }

    /** How many more members this process may take. */
    public int free() {
        return Math.max(0, capacity - held.size());
    }

    /** Notes the members that were just claimed, as rows of {@code member-claim.sql}. */
    public List<DueMember> take(List<Map<String, Object>> rows) {
        List<DueMember> members = rows.stream().map(Leases::read).toList();
        members.forEach(member -> {
            held.put(member.token(), new Holding(member.memberId(), clock.instant()));
            budget.reserve(member.memberId());
        });
        return members;
    }

    /** Whether a member is due for nothing but what events said of single fields. */
    public boolean isHintedOnly(DueMember member) {
        return member.isHintedOnly();
    }

    /** Forgets a member whose sync is settled, in whatever way. */
    public void release(Held member) {
        if (held.remove(member.due().token()) != null) {
            budget.release(member.due().memberId());
        }
    }

    /** The leases to renew, as JSON. */
    public String renewable() {
        Instant oldest = clock.instant().minus(LONGEST_WORK);
        held.values().stream()
                .filter(member -> member.since().isBefore(oldest))
                .forEach(member -> budget.release(member.memberId()));
        held.values().removeIf(member -> member.since().isBefore(oldest));
        return all();
    }

    /** All leases that are held, as JSON. */
    String all() {
        return Json.write(held.entrySet().stream()
                .map(member -> new Lease(member.getValue().memberId(), member.getKey()))
                .toList());
    }

    /**
     * Stops a call to Circle for whom this process does not work any more.
     *
     * @throws LeaseLostException if it is not held
     */
    public void requireHeld(boolean held) {
        if (!held) {
            throw new LeaseLostException(1);
        }
    }

    /** Whether any member is held. */
    public boolean anyHeld() {
        return !held.isEmpty();
    }

    private static DueMember read(Map<String, Object> row) {
        return new DueMember(
                (Long) row.get("circle_member_id"),
                (UUID) row.get("lease_token"),
                (Long) row.get("generation"),
                (Long) row.get("reasons"),
                (Integer) row.get("attempts"),
                Optional.ofNullable((String) row.get("snapshot")),
                Optional.ofNullable((Long) row.get("event_id")),
                ((Timestamp) row.get("claimed_at")).toInstant(),
                Optional.ofNullable((Timestamp) row.get("known_until")).map(Timestamp::toInstant),
                json(row, "sent", new TypeReference<CircleValues>() {}).orElse(CircleValues.none()),
                json(row, "hints", new TypeReference<List<FieldHint>>() {}).orElse(List.of()),
                Boolean.TRUE.equals(row.get("quiet")),
                Optional.ofNullable((String) row.get("traceparent")));
    }

    private static <T> Optional<T> json(Map<String, Object> row, String column, TypeReference<T> type) {
        return Optional.ofNullable((String) row.get(column)).map(json -> Json.read(json, type));
    }
}
