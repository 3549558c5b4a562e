package io.circlesync.workos;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.TestDatabases;
import io.circlesync.fixture.WorkosWebhook;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A profile that somebody keeps locked: whoever is to write it is asked to come again, as our own fault it is not told. */
class HeldProfileTest {

    @Test
    void whoever_waits_too_long_for_a_row_is_answered_with_503() throws Exception {
        String database = TestDatabases.migrated();
        try (StubCircle circle = new StubCircle()) {
            Map<String, String> settings = RunningService.with(circle);
            settings.put("workos.webhook-secret", WorkosWebhook.SECRET);
            settings.put("database.url", database);
            try (RunningService service = RunningService.start(settings);
                    Connection holder = DriverManager.getConnection(database);
                    Statement statement = holder.createStatement()) {
                call(service, "POST", "", "{\"email\":\"ada@example.org\"}");
                String id = service.jdbc().queryForObject("SELECT id::text FROM profile", String.class);
                WorkosEvents event = WorkosEvents.event("user.created", "user_1", "ada@example.org");
                holder.setAutoCommit(false);
                statement.execute("SELECT FROM profile FOR UPDATE");

                Map<String, CompletableFuture<HttpResponse<String>>> answers = new LinkedHashMap<>();
                answers.put("form", later(() -> call(service, "POST", "", "{\"email\":\"ada@example.org\"}")));
                answers.put("edit", later(() -> call(service, "PATCH", "/" + id, "{\"headline\":\"New\"}")));
                answers.put("erasure", later(() -> call(service, "DELETE", "/" + id, "")));
                answers.put(
                        "WorkOS",
                        later(() -> WorkosWebhook.valid(event.toString()).sendTo(service)));

                answers.forEach((who, answer) -> {
                    assertThat(answer.join().statusCode()).as(who).isEqualTo(503);
                    assertThat(answer.join().headers().firstValue("Retry-After"))
                            .as(who)
                            .isPresent();
                    assertThat(answer.join().body()).as(who).contains("holds");
                });
                holder.rollback();
                assertThat(call(service, "PATCH", "/" + id, "{\"headline\":\"New\"}")
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    private static CompletableFuture<HttpResponse<String>> later(Supplier<HttpResponse<String>> call) {
        return CompletableFuture.supplyAsync(call, command -> new Thread(command).start());
    }

    private static HttpResponse<String> call(RunningService service, String method, String path, String body) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles" + path))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }
}
