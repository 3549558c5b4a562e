package io.circlesync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.Application;
import io.circlesync.fixture.ChildJvm;
import io.circlesync.fixture.Ports;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.fixture.TestDatabases;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes on one database, each of which reaches Circle by an address of its own: they share the work, never work on one
 * member at the same time, and one that is paused or killed harms nobody.
 */
class TwoNodesTest {

    private static final int MEMBERS = 40;
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String SECRET = "a-long-webhook-secret";

    private final String database = TestDatabases.migrated();
    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();
    private final Set<Long> metTwice = ConcurrentHashMap.newKeySet();

    @TempDir
    private Path folder;

    private StubCircle there;
    private StubCircle here;
    private ChildJvm other;
    private RunningService service;

    @Test
    void share_the_work_and_take_over_what_another_has_left() throws Exception {
        try (StubCircle circleOfTheOther = new StubCircle();
                StubCircle circleOfThis = new StubCircle()) {
            there = circleOfTheOther;
            here = circleOfThis;
            for (int id = 1; id <= MEMBERS; id++) {
                ObjectNode member = StubCircle.member(
                        id, "person" + id + "@example.org", "Person " + id, Instant.parse("2026-01-22T14:55:35Z"));
                there.put(member);
                here.put(member);
            }
            startBoth();
            try {
                sharesTheWork();
                writesNothingAfterAPause(
                        "fetching", call -> isOfAMember(call) && call.method().equals("GET"), 0);
                writesNothingAfterAPause("writing", call -> call.method().equals("PUT"), 1);
                isTakenOverFrom();
            } finally {
                service.close();
                other.close();
            }
        }
    }

    private void sharesTheWork() {
        watch(there);
        watch(here);
        for (int id = 1; id <= MEMBERS; id++) {
            event(id);
        }

        await().atMost(SOON).until(() -> settled() == MEMBERS);
        assertThat(metTwice).as("members worked on by two at a time").isEmpty();
        assertThat(there.calls()).anyMatch(TwoNodesTest::isOfAMember);
        assertThat(here.calls()).anyMatch(TwoNodesTest::isOfAMember);
        assertThat(service.jdbc().queryForObject("SELECT count(*) FROM profile", Long.class))
                .isEqualTo(MEMBERS);
        // However many nodes look for what is due, each mail goes out once.
        await().atMost(SOON)
                .until(() ->
                        service.jdbc().queryForObject("SELECT count(*) FROM outbox WHERE state = 'sent'", Long.class)
                                >= MEMBERS);
        assertThat(service.jdbc().queryForObject("SELECT max(attempts) FROM outbox", Long.class))
                .isZero();
    }

    /** Paused for longer than its lease while Circle has not answered yet. */
    private void writesNothingAfterAPause(String doing, Function<Call, Boolean> pausedAt, int writesBefore)
            throws Exception {
        here.answerNormally();
        there.answerNormally();
        await().atMost(SOON).until(() -> settled() == MEMBERS);
        stopTakingHere(true);
        CountDownLatch paused = new CountDownLatch(1);
        CountDownLatch met = new CountDownLatch(1);
        int before = there.calls().size();
        there.answer(call -> {
            if (!pausedAt.apply(call)) {
                return there.normally(call);
            }
            // As it is now: by the time it is read, it is old. Which fields a write fails for, the next ones find out.
            Answer answer = call.method().equals("PUT")
                    ? Answer.json(422, "{\"success\":false,\"message\":\"Invalid\",\"error_details\":{}}")
                    : there.normally(call);
            met.countDown();
            pass(paused);
            return answer;
        });
        edit(1, doing);
        pass(met);
        other.pause();
        stopTakingHere(false);

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(here.member(1).get("headline").asText()).isEqualTo(doing));
        await().atMost(SOON).until(() -> settled() == MEMBERS);
        paused.countDown();
        other.goOn();
        // It works again: somebody else is synced by it.
        stopTakingHere(true);
        there.answerNormally();
        int calls = there.calls().size();
        event(2);
        await().atMost(SOON).until(() -> there.calls().size() > calls && settled() == MEMBERS);
        stopTakingHere(false);

        assertThat(there.calls().stream()
                        .skip(before)
                        .filter(call -> call.method().equals("PUT")))
                .as("writes of the node that was paused while %s", doing)
                .hasSize(writesBefore);
    }

    private void isTakenOverFrom() throws Exception {
        stopTakingHere(true);
        CountDownLatch met = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        there.answer(call -> {
            met.countDown();
            pass(never);
            return there.normally(call);
        });
        event(3);
        pass(met);
        other.kill();
        stopTakingHere(false);

        await().atMost(SOON).until(() -> settled() == MEMBERS);
        never.countDown();
    }

    private void startBoth() throws Exception {
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                database,
                "CIRCLE_API_URL",
                there.apiUrl(),
                "CIRCLE_API_TOKEN",
                StubCircle.TOKEN,
                "CIRCLE_WEBHOOK_SECRET",
                SECRET,
                "CIRCLE_REQUESTS_PER_MINUTE",
                "60000",
                "API_TOKEN",
                "a-long-api-token",
                "SYNC_LEASE",
                "3s",
                "SYNC_DEBOUNCE",
                "0s",
                "CAMEL_SERVER_PORT",
                Ports.text(),
                "CAMEL_MANAGEMENT_PORT",
                Ports.text());
        other = ChildJvm.start(Application.class, folder, environment);
        await().atMost(Duration.ofSeconds(240)).until(() -> other.output().contains("/sandbox to see"));
        Map<String, String> settings = RunningService.with(here);
        settings.put("database.url", database);
        settings.put("sync.lease", "3s");
        settings.put("sync.concurrency", "2");
        service = RunningService.start(settings);
    }

    /** Each call takes long enough for the other node to come across. */
    private void watch(StubCircle circle) {
        circle.answer(call -> {
            if (!isOfAMember(call)) {
                return circle.normally(call);
            }
            long member = Long.parseLong(call.path().replaceAll(".*/", ""));
            if (!underWay.add(member)) {
                metTwice.add(member);
            }
            try {
                pass(new CountDownLatch(1), Duration.ofMillis(100));
                return circle.normally(call);
            } finally {
                underWay.remove(member);
            }
        });
    }

    private static boolean isOfAMember(Call call) {
        return call.path().matches(".*/community_members/\\d+");
    }

    private void stopTakingHere(boolean stop) throws Exception {
        for (String route : List.of("member-claim-poll", "member-claim")) {
            if (stop) {
                service.camel().getRouteController().stopRoute(route);
            } else {
                service.camel().getRouteController().startRoute(route);
            }
        }
    }

    private void event(long id) {
        assertThat(service.post(
                                "/webhooks/circle",
                                "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + id + "}}")
                        .statusCode())
                .isEqualTo(200);
    }

    private void edit(long member, String headline) {
        String id = service.jdbc()
                .queryForObject("SELECT id::text FROM profile WHERE circle_member_id = ?", String.class, member);
        assertThat(RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + id))
                                .header("Authorization", "Bearer api-token")
                                .header("Content-Type", "application/json")
                                .method(
                                        "PATCH",
                                        BodyPublishers.ofString(
                                                "{\"headline\":\"" + headline + "\",\"bio\":\"" + headline + "\"}")))
                        .statusCode())
                .isEqualTo(200);
    }

    private long settled() {
        return service.jdbc()
                .queryForObject(
                        "SELECT count(*) FROM member_sync WHERE due_at IS NULL AND failed_at IS NULL", Long.class);
    }

    private static void pass(CountDownLatch gate) {
        pass(gate, SOON);
    }

    private static void pass(CountDownLatch gate, Duration patience) {
        try {
            gate.await(patience.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
