package io.circlesync.outbox;

import static io.circlesync.fixture.NotifyingService.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.database.Database;
import io.circlesync.database.DatabaseSettings;
import io.circlesync.fixture.NotifyingService;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.TestDatabases;
import io.circlesync.gap.GapKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A process that is told to stop leaves no message behind that others would have to wait for, and notes what was sent. */
class ConfirmedMessagesTest {

    private static final int NOBODY_LISTENS = 1;

    private static final Map<String, String> ONE_BY_ONE =
            Map.of("gaps.slack-digest-threshold", "1000", "camel.main.shutdown-timeout", "15");

    @Test
    void what_waits_for_its_turn_is_left_to_others() {
        NotifyingService service = NotifyingService.start(NOBODY_LISTENS, ONE_BY_ONE);
        for (int i = 0; i < 20; i++) {
            service.open(GapKind.MEMBER_LEFT, service.store(profile("p" + i + "@example.org", "Ada")));
        }
        await().until(() -> !service.slack().calls().isEmpty());

        CamelContext camel = service.service().camel();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(service::close, deed -> new Thread(deed).start());
        await().until(() -> camel.isStopping() || camel.isStopped());
        int before = service.slack().calls().size();
        stopped.join();

        assertThat(service.slack().calls().size())
                .as("no more is claimed once the stop has begun")
                .isLessThanOrEqualTo(before + 2);
        assertThat(leased(service)).isEmpty();
        assertThat(count(service, "sent")).isEqualTo(service.slack().calls().size());
        assertThat(count(service, "pending")).isPositive();
    }

    @Test
    void what_was_confirmed_is_noted_and_what_is_being_sent_keeps_its_lease() {
        Database database =
                Database.open(new DatabaseSettings(TestDatabases.migrated(), Optional.empty(), Optional.empty()), 2);
        JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
        List<OutboxEntry> entries = Stream.of("confirmed", "sending", "settled")
                .map(key -> claimed(jdbc, key))
                .toList();
        ConfirmedMessages confirmed = new ConfirmedMessages(database.dataSource());
        Service life = confirmed.life();
        life.start();
        confirmed.add(List.of(entries.get(0), entries.get(2)));
        confirmed.forget(settled(entries.get(2)));

        life.stop();

        assertThat(jdbc.queryForList(
                        "SELECT key || ' ' || state || ' ' || (leased_until IS NOT NULL) || ' ' || (sent_at IS NOT NULL)"
                                + " FROM outbox ORDER BY id",
                        String.class))
                .containsExactly(
                        "confirmed sent false true", "sending pending true false", "settled pending true false");
        database.stop();
    }

    private static OutboxEntry claimed(JdbcTemplate jdbc, String key) {
        Map<String, Object> row = jdbc.queryForMap(
                "SELECT id, key, channel, attempts, profile_id, payload::text AS payload,"
                        + " false AS others_went_out, 0 AS refusals, 0::bigint AS refused_seconds,"
                        + " NULL::timestamptz AS gap_opened_at FROM outbox WHERE id = ?",
                new Rows(jdbc)
                        .message(
                                "slack",
                                "member-left",
                                "key",
                                key,
                                "leased_until",
                                Instant.now().plusSeconds(900)));
        return OutboxEntry.of(row);
    }

    private static Settlement settled(OutboxEntry entry) {
        return new Settlement(
                entry.channel(),
                List.of(entry.id()),
                "sent",
                0,
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty(),
                Settlement.Standing.OPEN,
                List.of(),
                List.of());
    }

    private static List<Long> leased(NotifyingService service) {
        return service.jdbc().queryForList("SELECT id FROM outbox WHERE leased_until IS NOT NULL", Long.class);
    }

    private static long count(NotifyingService service, String state) {
        return service.jdbc().queryForObject("SELECT count(*) FROM outbox WHERE state = ?", Long.class, state);
    }
}
