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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The database goes away just after a partner has taken a message. */
class ConfirmationOutageTest {

    private static final Duration LONGER_THAN_FIVE_TRIES = Duration.ofSeconds(20);

    private final String database = TestDatabases.create();
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
    void a_message_that_was_taken_is_noted_when_the_database_is_back_and_not_sent_again() {
        service.slack().answer(call -> {
            away();
            return Answer.text(200, "ok");
        });
        service.open(Gap.ofMember(GapKind.SYNC_FAILED, 7, Optional.empty(), Map.of()), Optional.empty());
        await().until(() -> !service.slack().calls().isEmpty());

        await().during(LONGER_THAN_FIVE_TRIES)
                .atMost(LONGER_THAN_FIVE_TRIES.plusSeconds(10))
                .until(() -> service.slack().calls().size() == 1);
        service.slack().answer(call -> Answer.text(200, "ok"));
        back();

        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(service.states("slack")).containsExactly("sent"));
        service.open(Gap.ofMember(GapKind.SYNC_FAILED, 8, Optional.empty(), Map.of()), Optional.empty());
        await().untilAsserted(() -> assertThat(service.states("slack")).containsExactly("sent", "sent"));
        assertThat(service.slack().calls()).hasSize(2);
    }

    @Test
    void a_mail_that_was_taken_is_noted_when_the_database_is_back_and_not_sent_again() {
        smtp.answer(command -> {
            if (command.equals(".")) {
                away();
            }
            return "";
        });
        service.open(GapKind.MISSING_WORKOS, service.store(profile("ada@example.org", "Ada")));
        await().until(() -> !smtp.mails().isEmpty());

        await().during(LONGER_THAN_FIVE_TRIES)
                .atMost(LONGER_THAN_FIVE_TRIES.plusSeconds(10))
                .until(() -> smtp.mails().size() == 1);
        smtp.answer(command -> "");
        back();

        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(service.states("mail")).containsExactly("sent"));
        assertThat(smtp.mails()).hasSize(1);
    }

    private void away() {
        administrator.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false");
        administrator.queryForList("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?", name);
    }

    private void back() {
        administrator.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true");
    }
}
