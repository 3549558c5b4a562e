package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.TestDatabases;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The database is away: every call says so, and when to try again. */
class ErrorsRouteTest {

    @Test
    void a_database_that_is_away_is_answered_with_503_until_it_is_back() {
        String database = TestDatabases.migrated();
        String name = database.replaceAll(".*/([^/?]+)(\\?.*)?", "$1");
        PGSimpleDataSource other = new PGSimpleDataSource();
        other.setUrl(TestDatabases.create());
        JdbcTemplate admin = new JdbcTemplate(other);
        try (StubCircle circle = new StubCircle()) {
            Map<String, String> settings = RunningService.with(circle);
            settings.put("database.url", database);
            try (RunningService service = RunningService.start(settings)) {
                UUID id = new ApiRows(service.jdbc()).profile("ada@example.org", 7);
                admin.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false");
                admin.queryForList("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?", name);

                assertAway(call(service, "POST", "", "{\"email\":\"bob@example.org\"}"));
                assertAway(call(service, "PATCH", "/" + id, "{\"headline\":\"New\"}"));
                assertAway(call(service, "DELETE", "/" + id, ""));
                assertAway(call(service, "GET", "/" + id + "/timeline", ""));

                admin.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true");
                await().untilAsserted(() -> assertThat(call(service, "PATCH", "/" + id, "{\"headline\":\"New\"}")
                                .statusCode())
                        .isEqualTo(200));
                assertThat(service.jdbc().queryForObject("SELECT count(*) FROM profile", Long.class))
                        .isEqualTo(1);
            }
        }
    }

    private static void assertAway(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    private static HttpResponse<String> call(RunningService service, String method, String path, String body) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles" + path))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }
}
