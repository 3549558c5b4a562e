package io.circlesync.management;

import io.circlesync.database.SqlFile;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Figures that only the database knows, for all nodes: the partners, the queue, and what waits to be told. They are read
 * when somebody asks, and kept for some seconds, so that asking often costs nothing.
 */
final class Figures {

    private static final Logger LOG = LoggerFactory.getLogger(Figures.class);
    private static final Duration KEPT = Duration.ofSeconds(5);
    private static final int QUERY_TIMEOUT_S = 5;
    private static final String CIRCLE = "circle";

    /** @param partners by their names */
    private record Snapshot(Instant at, List<Map<String, Object>> partners, Map<String, Object> queue) {

        double of(String partner, ToDoubleFunction<Map<String, Object>> figure) {
            return partners.stream()
                    .filter(row -> row.get("name").equals(partner))
                    .findFirst()
                    .map(figure::applyAsDouble)
                    .orElse(Double.NaN);
        }
    }

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private Optional<Snapshot> last = Optional.empty();

    Figures(DataSource dataSource, Clock clock) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.jdbc.setQueryTimeout(QUERY_TIMEOUT_S);
        this.clock = clock;
    }

    /** Adds a gauge for each; those of partners for the ones that there are now. */
    void bind(MeterRegistry metrics) {
        gauge(
                metrics,
                "circlesync.circle.calls.month",
                "Calls to Circle in this month (UTC)",
                found -> found.of(CIRCLE, row -> number(row, "month_calls")));
        gauge(metrics, "circlesync.members.due", "Members that are due", found -> number(found.queue(), "due"));
        gauge(
                metrics,
                "circlesync.oldest.due.seconds",
                "For how long the first of them has been due",
                found -> number(found.queue(), "oldest_seconds"));
        gauge(
                metrics,
                "circlesync.members.failed",
                "Members that were given up",
                found -> number(found.queue(), "failed"));
        gauge(
                metrics,
                "circlesync.members.paused",
                "Members whom a person has paused",
                found -> number(found.queue(), "paused"));
        for (Map<String, Object> partner : partners()) {
            String name = (String) partner.get("name");
            Gauge.builder(
                            "circlesync.partner.open",
                            this,
                            own -> own.figure(found -> found.of(name, row -> isOpen(row) ? 1 : 0)))
                    .description("1 while the partner is not called, else 0")
                    .tag("partner", name)
                    .register(metrics);
            if (!name.equals(CIRCLE)) {
                Gauge.builder(
                                "circlesync.outbox.waiting",
                                this,
                                own -> own.figure(found -> found.of(name, row -> number(row, "waiting"))))
                        .description("Messages that wait to go out")
                        .tag("channel", name)
                        .register(metrics);
            }
        }
    }

    /** How the partners stand; empty while the database does not tell. */
    List<Map<String, Object>> partners() {
        return snapshot().map(Snapshot::partners).orElse(List.of());
    }

    /** Whether a partner is not called. */
    static boolean isOpen(Map<String, Object> partner) {
        return !partner.get("state").equals("closed");
    }

    private void gauge(MeterRegistry metrics, String name, String description, ToDoubleFunction<Snapshot> figure) {
        Gauge.builder(name, this, own -> own.figure(figure))
                .description(description)
                .register(metrics);
    }

    private double figure(ToDoubleFunction<Snapshot> figure) {
        return snapshot().map(figure::applyAsDouble).orElse(Double.NaN);
    }

    private synchronized Optional<Snapshot> snapshot() {
        Instant now = clock.instant();
        if (last.filter(kept -> now.isBefore(kept.at().plus(KEPT))).isEmpty()) {
            last = read(now);
        }
        return last;
    }

    private Optional<Snapshot> read(Instant now) {
        try {
            return Optional.of(new Snapshot(
                    now,
                    jdbc.queryForList(SqlFile.read("partner-figures.sql")),
                    jdbc.queryForMap(SqlFile.read("queue-figures.sql"))));
        } catch (DataAccessException e) {
            LOG.debug("The database does not give the figures", e);
            return Optional.empty();
        }
    }

    private static double number(Map<String, Object> row, String column) {
        return ((Number) row.get(column)).doubleValue();
    }
}
