package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.Tables;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;

/** Runs over a community that a test changes behind the service's back. */
abstract class ReconcileTestBase extends ServiceTestBase {

    static final String RUNS = "/api/reconciliations";
    static final Duration PATIENCE = Duration.ofMinutes(2);
    static final Instant JANUARY = Instant.parse("2026-01-22T14:55:35.714Z");

    private static final AtomicLong IDS = new AtomicLong(4_000_000_000L);

    /** Thresholds that a handful of members would pass are out of the way. */
    static Map<String, String> unbounded() {
        return new HashMap<>(Map.of(
                "reconcile.max-change-percent", "100",
                "reconcile.max-left-percent", "100",
                "reconcile.max-emptied-percent", "100"));
    }

    @AfterEach
    void forgetAll() {
        if (service != null) {
            open().forEach(run -> post(RUNS + "/" + run + "/cancel", ""));
            await().atMost(PATIENCE)
                    .until(() -> count("reconciliation WHERE due_at IS NOT NULL OR state = 'running'") == 0);
            await().atMost(PATIENCE).until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
            Tables.empty(service.jdbc(), "profile, member_sync, gap, outbox, reconciliation, reconcile_schedule");
        }
        circle.members().forEach(circle::remove);
    }

    private static List<Long> open() {
        return service.jdbc()
                .queryForList(
                        "SELECT id FROM reconciliation WHERE state IN ('planned', 'running', 'waiting')", Long.class);
    }

    /** So many members in Circle; gives their ids. */
    static List<Long> members(int number) {
        long first = IDS.getAndAdd(number);
        List<Long> ids = LongStream.range(first, first + number).boxed().toList();
        ids.forEach(ReconcileTestBase::member);
        return ids;
    }

    /** One more member in Circle. */
    static ObjectNode member(long id) {
        circle.put(StubCircle.member(id, email(id), "Member Number" + id, JANUARY));
        return circle.member(id);
    }

    static long newId() {
        return IDS.incrementAndGet();
    }

    static String email(long id) {
        return "member" + id + "@example.org";
    }

    /** Somebody edits the member in Circle, of which no webhook tells. */
    static void silently(long id, Consumer<ObjectNode> edit) {
        ObjectNode member = circle.member(id);
        edit.accept(member);
        member.put("updated_at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    }

    static ObjectNode fields(ObjectNode member) {
        return (ObjectNode) member.get("flattened_profile_fields");
    }

    /** A run from its beginning to its end. */
    static JsonNode run() {
        return settled(start("{\"dryRun\":false}"), "done");
    }

    /** Begins one; gives its path. */
    static String start(String body) {
        HttpResponse<String> answer = post(RUNS, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    /** The run, once it is in this state. */
    static JsonNode settled(String path, String state) {
        await().atMost(PATIENCE)
                .until(() -> List.of(state, "failed", "waiting", "cancelled", "done")
                        .contains(get(path).get("state").textValue()));
        JsonNode run = get(path);
        assertThat(run.get("state").textValue()).as(run.toString()).isEqualTo(state);
        return run;
    }

    /** The run's findings, newest first. */
    static List<JsonNode> findings(String path) {
        return get(path + "/findings?limit=200").get("items").findParents("kind");
    }

    /** The id of what a run has found about a member. */
    static long findingOf(String path, long member) {
        return findings(path).stream()
                .filter(finding -> finding.get("circleMemberId").longValue() == member)
                .findFirst()
                .orElseThrow()
                .get("id")
                .longValue();
    }

    static Map<String, Long> counts(JsonNode run) {
        Map<String, Long> counts = new TreeMap<>();
        run.get("findings")
                .properties()
                .forEach(kind -> counts.put(kind.getKey(), kind.getValue().longValue()));
        return counts;
    }

    static JsonNode get(String path) {
        HttpResponse<String> answer = service.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    static HttpResponse<String> post(String path, String body) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer api-token")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** The app edits the profile of a member. */
    static void edit(long memberId, String values) {
        HttpResponse<String> answer = RunningService.send(
                HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + profileOf(memberId)))
                        .header("Content-Type", "application/merge-patch+json")
                        .header("Authorization", "Bearer api-token")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString(values)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** The profile of a member. */
    static UUID profileOf(long memberId) {
        return service.jdbc().queryForObject("SELECT id FROM profile WHERE circle_member_id = ?", UUID.class, memberId);
    }

    static Map<String, Object> rowOf(long memberId) {
        return row(profileOf(memberId));
    }
}
