package io.circlesync.api;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Rows for the tests of the read API. */
record ApiRows(JdbcTemplate jdbc) {

    static final Instant NOW = Instant.parse("2026-01-22T14:55:35.714Z");

    /** So that nobody is reminded while a test looks. */
    private static final Instant NOT_SOON = Instant.parse("2126-01-22T14:56:35.714Z");

    UUID profile(String email, long circleMemberId) {
        UUID id = UUID.randomUUID();
        jdbc.update(
                "INSERT INTO profile (id, email, email_key, circle_member_id, created_at, updated_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                id,
                email,
                email,
                circleMemberId,
                at(NOW),
                at(NOW));
        return id;
    }

    long event(String disposition, String type, Long circleMemberId, Instant receivedAt, String body) {
        return jdbc.queryForObject(
                "INSERT INTO event (received_at, source, type, disposition, circle_member_id, body)"
                        + " VALUES (?, 'circle', ?, ?, ?, ?) RETURNING id",
                Long.class,
                at(receivedAt),
                type,
                disposition,
                circleMemberId,
                body);
    }

    /** What is neither synced nor failed waits, but for nobody who runs while a test does. */
    void memberSync(long circleMemberId, Instant syncedAt, Instant failedAt) {
        boolean waits = failedAt == null && (syncedAt == null || syncedAt.isBefore(NOW));
        jdbc.update(
                "INSERT INTO member_sync (circle_member_id, synced_at, failed_at, due_at) VALUES (?, ?, ?, ?)",
                circleMemberId,
                at(syncedAt),
                at(failedAt),
                waits ? at(Instant.parse("2126-01-22T14:55:35Z")) : null);
    }

    long gap(String kind, UUID profileId, Long circleMemberId, Instant resolvedAt) {
        return jdbc.queryForObject(
                "INSERT INTO gap (kind, subject, profile_id, circle_member_id, detail, opened_at, reminders, remind_at,"
                        + " resolved_at) VALUES (?, ?, ?, ?, '{\"missing\": [\"headline\"]}', ?, 1, ?, ?) RETURNING id",
                Long.class,
                kind,
                "profile:" + profileId,
                profileId,
                circleMemberId,
                at(NOW),
                at(NOT_SOON),
                at(resolvedAt));
    }

    long conflict(UUID profileId, long circleMemberId, String field, String localValue, String winner) {
        return jdbc.queryForObject(
                "INSERT INTO conflict (profile_id, circle_member_id, field, local_value, circle_value, local_updated_at,"
                        + " circle_updated_at, winner, rule, event_id, recorded_at)"
                        + " VALUES (?, ?, ?, ?, 'theirs', ?, NULL, ?, 'most-recent', 7, ?) RETURNING id",
                Long.class,
                profileId,
                circleMemberId,
                field,
                localValue,
                at(NOW),
                winner,
                at(NOW.plusSeconds(1)));
    }

    void change(UUID profileId, long eventId) {
        jdbc.update(
                "INSERT INTO change (profile_id, changed_at, field, new_value, source, rule, event_id)"
                        + " VALUES (?, ?, 'bio', 'theirs', 'circle', 'most-recent', ?)",
                profileId,
                at(NOW),
                eventId);
    }

    static OffsetDateTime at(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
