package io.circlesync.workos;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.WorkosWebhook;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the WorkOS webhook have in common: the running service, and somebody new for each test. */
abstract class WorkosTestBase extends ServiceTestBase {

    private static final AtomicLong NUMBERS = new AtomicLong();

    String user;
    String email;

    @BeforeAll
    static void start() {
        startWith(Map.of("workos.webhook-secret", WorkosWebhook.SECRET));
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

    List<Map<String, Object>> profilesWith(String column, Object value) {
        return service.jdbc().queryForList("SELECT * FROM profile WHERE " + column + " = ?", value);
    }

    static List<String> timeline(UUID profile) {
        return timeline(profile, "workos");
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
