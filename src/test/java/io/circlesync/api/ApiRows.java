package io.circlesync.api;

import io.circlesync.fixture.Rows;
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
        return rows().profile(
                        email,
                        "email_verified",
                        false,
                        "circle_member_id",
                        circleMemberId,
                        "created_at",
                        NOW,
                        "updated_at",
                        NOW);
    }

    long event(String disposition, String type, Long circleMemberId, Instant receivedAt, String body) {
        return rows().event(
                        type,
                        "disposition",
                        disposition,
                        "circle_member_id",
                        circleMemberId,
                        "received_at",
                        receivedAt,
                        "body",
                        body);
    }

    /** What is neither synced nor failed waits, but for nobody who runs while a test does. */
    void memberSync(long circleMemberId, Instant syncedAt, Instant failedAt) {
        boolean waits = failedAt == null && (syncedAt == null || syncedAt.isBefore(NOW));
        rows().member(circleMemberId, "synced_at", syncedAt, "failed_at", failedAt, "due_at", waits ? NOT_SOON : null);
    }

    long gap(String kind, UUID profileId, Long circleMemberId, Instant resolvedAt) {
        return rows().gap(
                        kind,
                        profileId,
                        "circle_member_id",
                        circleMemberId,
                        "detail",
                        "{\"missing\": [\"headline\"]}",
                        "opened_at",
                        NOW,
                        "reminders",
                        1,
                        "remind_at",
                        NOT_SOON,
                        "resolved_at",
                        resolvedAt);
    }

    long conflict(UUID profileId, long circleMemberId, String field, String localValue, String winner) {
        return rows().conflict(
                        profileId,
                        circleMemberId,
                        field,
                        "local_value",
                        localValue,
                        "local_updated_at",
                        NOW,
                        "winner",
                        winner,
                        "event_id",
                        7,
                        "recorded_at",
                        NOW.plusSeconds(1));
    }

    void change(UUID profileId, long eventId) {
        rows().change(profileId, "bio", "changed_at", NOW, "new_value", "theirs", "event_id", eventId);
    }

    private Rows rows() {
        return new Rows(jdbc);
    }

    static OffsetDateTime at(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
