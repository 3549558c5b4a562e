package io.circlesync.workos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.TestDatabases;
import io.circlesync.fixture.WorkosWebhook;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The database is away: nothing is answered with 200 that is not stored. */
class WorkosOutageTest {

    @Test
    void a_database_that_is_away_is_answered_with_503_until_it_is_back() {
        String database = TestDatabases.migrated();
        String name = database.replaceAll(".*/([^/?]+)(\\?.*)?", "$1");
        PGSimpleDataSource other = new PGSimpleDataSource();
        other.setUrl(TestDatabases.create());
        JdbcTemplate admin = new JdbcTemplate(other);
        try (StubCircle circle = new StubCircle()) {
            Map<String, String> settings = RunningService.with(circle);
            settings.put("workos.webhook-secret", WorkosWebhook.SECRET);
            settings.put("database.url", database);
            try (RunningService service = RunningService.start(settings)) {
                admin.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false");
                admin.queryForList("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?", name);
                WorkosEvents event = WorkosEvents.event("user.created", "user_1", "ada@example.org");

                HttpResponse<String> away =
                        WorkosWebhook.valid(event.toString()).sendTo(service);
                assertThat(away.statusCode()).isEqualTo(503);
                assertThat(away.headers().firstValue("Retry-After")).isPresent();
                assertThat(away.headers().firstValue("Content-Type")).contains("application/problem+json");

                admin.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true");
                await().untilAsserted(() -> assertThat(WorkosWebhook.valid(event.toString())
                                .sendTo(service)
                                .statusCode())
                        .isEqualTo(200));
                assertThat(service.jdbc().queryForObject("SELECT count(*) FROM profile", Long.class))
                        .isEqualTo(1);
            }
        }
    }
}
