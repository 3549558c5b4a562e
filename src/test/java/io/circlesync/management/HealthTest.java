package io.circlesync.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.TestDatabases;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.support.ScheduledPollConsumer;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

class HealthTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void isDownWhileTheDatabaseIsAwayAndUpAgainAfterwards() {
        String url = TestDatabases.migrated();
        String database = url.replaceAll(".*/(\\w+).*", "$1");
        PGSimpleDataSource elsewhere = new PGSimpleDataSource();
        elsewhere.setUrl(url.replace("/" + database, "/postgres"));
        JdbcTemplate server = new JdbcTemplate(elsewhere);
        try (RunningService service = start(Map.of("database.url", url + "&password=open-sesame"))) {
            assertThat(health(service).statusCode()).isEqualTo(200);
            assertThat(health(service).body()).contains("\"status\":\"UP\"");

            server.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
            server.queryForList("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?", database);

            await().atMost(SOON).untilAsserted(() -> {
                HttpResponse<String> health = health(service);
                assertThat(health.statusCode()).isEqualTo(503);
                assertThat(health.headers().firstValue("Content-Type")).hasValue("application/json");
                assertThat(health.body())
                        .contains("\"status\":\"DOWN\"", "database")
                        .doesNotContain("jdbc:", "open-sesame", database);
            });
            assertThat(get(service, "/observe/health/live").statusCode())
                    .as("a restart would not help")
                    .isEqualTo(200);
            assertThat(get(service, "/observe/health/ready").statusCode())
                    .as("nothing is to be sent here")
                    .isEqualTo(503);
            for (String path : List.of("/observe/health", "/observe/health/ready", "/observe/health/live")) {
                HttpResponse<String> head =
                        RunningService.send(HttpRequest.newBuilder(URI.create(service.managementUrl() + path))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
                assertThat(head.statusCode())
                        .as("HEAD %s", path)
                        .isEqualTo(get(service, path).statusCode());
                assertThat(head.body()).isEmpty();
            }
            await().untilAsserted(
                            () -> assertThat(get(service, "/observe/metrics").body())
                                    .contains("circlesync_database_up 0.0")
                                    .doesNotContain("circlesync_members_due"));

            server.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");

            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(health(service).statusCode()).isEqualTo(200));
        }
    }

    @Test
    void isDownWhileARouteDoesNotRun() throws Exception {
        try (RunningService service = start(Map.of())) {
            assertThat(health(service).statusCode()).isEqualTo(200);
            assertThat(metrics(service)).contains("circlesync_routes_stopped 0.0");

            service.camel().getRouteController().stopRoute("own-route");
            assertThat(health(service).statusCode()).isEqualTo(503);
            assertThat(health(service).body()).contains("own-route");
            assertThat(metrics(service)).contains("circlesync_routes_stopped 1.0");

            service.camel().getRouteController().startRoute("own-route");
            assertThat(health(service).statusCode()).isEqualTo(200);
            assertThat(metrics(service)).contains("circlesync_routes_stopped 0.0");

            service.camel().getRouteController().suspendRoute("own-route");
            assertThat(health(service).statusCode()).isEqualTo(503);
            assertThat(metrics(service)).contains("circlesync_routes_stopped 1.0");
        }
    }

    /** Nobody sends a webhook again. */
    @Test
    void who_stops_a_group_does_not_stop_the_intake() throws Exception {
        try (RunningService service = RunningService.start(Map.of())) {
            for (String group : List.of("sync", "profiles", "reconcile", "gaps")) {
                service.camel().getRouteController().stopRouteGroup(group);
            }
            assertThat(health(service).statusCode()).isEqualTo(503);
            assertThat(health(service).body()).contains("route:member-sync");
            assertThat(get(service, "/observe/health/ready").statusCode()).isEqualTo(200);
            assertThat(get(service, "/observe/health/live").statusCode()).isEqualTo(200);

            service.camel().getRouteController().stopRoute("circle-webhook");

            assertThat(get(service, "/observe/health/ready").statusCode()).isEqualTo(503);
        }
    }

    /** As while somebody changes a table. */
    @Test
    void a_query_that_fails_takes_no_node_out() throws Exception {
        try (RunningService service = RunningService.start(Map.of())) {
            service.jdbc().execute("ALTER TABLE replay RENAME TO elsewhere");
            ScheduledPollConsumer poll = (ScheduledPollConsumer)
                    service.camel().getRoute("event-replay-next").getConsumer();
            await().until(() -> poll.getErrorCounter() > 0);

            assertThat(get(service, "/observe/health/ready").statusCode()).isEqualTo(200);
            assertThat(health(service).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void metricsTellOfRoutesConnectionsAndTheJvm() {
        try (RunningService service = start(Map.of())) {
            service.camel().createProducerTemplate().sendBody("direct:own-route", "hello");

            HttpResponse<String> metrics = get(service, "/observe/metrics");

            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
            assertThat(metrics.body())
                    .containsPattern("camel_exchanges_total\\{[^}]*routeId=\"own-route\"[^}]*} 1")
                    .contains("hikaricp_connections_active{pool=\"database\"}")
                    .contains("jvm_memory_used_bytes", "process_cpu_usage");
        }
    }

    private static RunningService start(Map<String, String> settings) {
        Map<String, String> all = new java.util.HashMap<>(settings);
        all.put("camel.main.routes-include-pattern", RunningService.ONE_ROUTE);
        return RunningService.start(all);
    }

    private static HttpResponse<String> health(RunningService service) {
        return get(service, "/observe/health");
    }

    private static String metrics(RunningService service) {
        return get(service, "/observe/metrics").body();
    }

    private static HttpResponse<String> get(RunningService service, String path) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.managementUrl() + path)));
    }
}
