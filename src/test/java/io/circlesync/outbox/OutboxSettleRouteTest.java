package io.circlesync.outbox;

import static io.circlesync.fixture.NotifyingService.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.NotifyingService;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubSmtp;
import io.circlesync.fixture.TestDatabases;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The database goes away just after partners have taken a message. */
class OutboxSettleRouteTest {

    private static final Duration LONGER_THAN_FIVE_TRIES = Duration.ofSeconds(20);

    private final String database = TestDatabases.migrated();
    private final String name = database.replaceAll(".*/([^/?]+)(\\?.*)?", "$1");
    private final StubSmtp smtp = new StubSmtp();
    private JdbcTemplate administrator;
    private NotifyingService service;

    @BeforeEach
    void start() {
        PGSimpleDataSource other = new PGSimpleDataSource();
        other.setUrl(TestDatabases.create());
        administrator = new JdbcTemplate(other);
        service = NotifyingService.start(smtp.port(), Map.of("database.url", database));
    }

    @AfterEach
    void stop() {
        service.close();
        smtp.close();
    }

    @Test
    void what_was_taken_is_noted_when_the_database_is_back_and_not_sent_again() {
        CountDownLatch both = new CountDownLatch(2);
        service.slack().answer(call -> {
            awayOnceBothAreTaken(both);
            return Answer.text(200, "ok");
        });
        smtp.answer(command -> {
            if (command.equals(".")) {
                awayOnceBothAreTaken(both);
            }
            return "";
        });
        service.open(GapKind.MISSING_WORKOS, service.store(profile("ada@example.org", "Ada")));
        await().until(() -> !service.slack().calls().isEmpty() && !smtp.mails().isEmpty());

        await().during(LONGER_THAN_FIVE_TRIES)
                .atMost(LONGER_THAN_FIVE_TRIES.plusMinutes(1))
                .until(() -> service.slack().calls().size() == 1 && smtp.mails().size() == 1);
        service.slack().answer(call -> Answer.text(200, "ok"));
        smtp.answer(command -> "");
        back();

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(service.jdbc().queryForList("SELECT state FROM outbox", String.class))
                        .containsExactly("sent", "sent"));
        service.open(Gap.ofMember(GapKind.SYNC_FAILED, 8, Optional.empty(), Map.of()), Optional.empty());
        await().untilAsserted(() -> assertThat(service.states("slack")).containsExactly("sent", "sent"));
        assertThat(service.slack().calls()).hasSize(2);
        assertThat(smtp.mails()).hasSize(1);
    }

    private void awayOnceBothAreTaken(CountDownLatch both) {
        both.countDown();
        try {
            assertThat(both.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        away();
    }

    /** Both partners do it, and two at once would be refused by PostgreSQL: then a partner's answer would be a fault. */
    private synchronized void away() {
        administrator.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false");
        administrator.queryForList("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?", name);
    }

    private void back() {
        administrator.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true");
    }
}
