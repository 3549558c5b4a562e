package io.circlesync.workos;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.WorkosWebhook;
import io.circlesync.profile.EmailAddress;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the WorkOS webhook have in common: the running service, somebody new for each test, and their rows. */
abstract class WorkosTestBase {

    static final Instant EDITED = Instant.parse("2026-01-10T10:00:00Z");
    private static final AtomicLong NUMBERS = new AtomicLong();

    static StubCircle circle;
    static RunningService service;

    String user;
    String email;

    @BeforeAll
    static void start() {
        circle = new StubCircle();
        Map<String, String> settings = RunningService.with(circle);
        settings.put("workos.webhook-secret", WorkosWebhook.SECRET);
        service = RunningService.start(settings);
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    @BeforeEach
    void somebodyNew() {
        long number = NUMBERS.incrementAndGet();
        user = "user_" + number;
        email = "ada" + number + "@example.org";
    }

    WorkosEvents created() {
        return WorkosEvents.event("user.created", user, email);
    }

    WorkosEvents updated() {
        return WorkosEvents.event("user.updated", user, email);
    }

    WorkosEvents deleted() {
        return WorkosEvents.event("user.deleted", user, email);
    }

    void takes(WorkosEvents event) {
        assertThat(WorkosWebhook.valid(event.toString()).sendTo(service).statusCode())
                .isEqualTo(200);
    }

    /** A profile that was edited last long ago; more columns as alternating names and values. */
    UUID profile(String address, Object... columns) {
        UUID id = UUID.randomUUID();
        service.jdbc()
                .update(
                        "INSERT INTO profile (id, email, email_key, email_verified, created_at, updated_at)"
                                + " VALUES (?, ?, ?, true, ?, ?)",
                        id,
                        address,
                        EmailAddress.of(address).key(),
                        Timestamp.from(EDITED),
                        Timestamp.from(EDITED));
        for (int i = 0; i < columns.length; i += 2) {
            service.jdbc().update("UPDATE profile SET " + columns[i] + " = ? WHERE id = ?", columns[i + 1], id);
        }
        return id;
    }

    Map<String, Object> row(UUID profile) {
        return service.jdbc().queryForMap("SELECT * FROM profile WHERE id = ?", profile);
    }

    /** The whole row, to compare it with itself later. */
    String snapshot(UUID profile) {
        return service.jdbc()
                .queryForObject("SELECT to_jsonb(profile)::text FROM profile WHERE id = ?", String.class, profile);
    }

    List<Map<String, Object>> profilesWith(String column, Object value) {
        return service.jdbc().queryForList("SELECT * FROM profile WHERE " + column + " = ?", value);
    }

    void gap(UUID profile, String kind) {
        service.jdbc()
                .update(
                        "INSERT INTO gap (kind, subject, profile_id, opened_at, remind_at) VALUES (?, ?, ?, now(), now() + interval '7 days')",
                        kind,
                        "profile:" + profile,
                        profile);
    }

    List<String> openGaps(UUID profile) {
        return service.jdbc()
                .queryForList(
                        "SELECT kind FROM gap WHERE profile_id = ? AND resolved_at IS NULL ORDER BY kind",
                        String.class,
                        profile);
    }

    List<String> messages(UUID profile) {
        return service.jdbc()
                .queryForList(
                        "SELECT kind || '/' || channel FROM outbox WHERE profile_id = ? ORDER BY id",
                        String.class,
                        profile);
    }

    List<String> timeline(UUID profile) {
        return service.jdbc()
                .queryForList(
                        "SELECT source || ' ' || field || ': ' || coalesce(old_value, '-') || ' > ' || coalesce(new_value, '-')"
                                + " || ' ' || rule FROM change WHERE profile_id = ? AND source = 'workos' ORDER BY id",
                        String.class,
                        profile);
    }

    List<Map<String, Object>> stored(String eventId) {
        return service.jdbc().queryForList("SELECT * FROM event WHERE external_id = ?", eventId);
    }

    String disposition(WorkosEvents event) {
        List<Map<String, Object>> rows = stored(event.event().get("id").textValue());
        assertThat(rows).hasSize(1);
        return (String) rows.get(0).get("disposition");
    }
}
