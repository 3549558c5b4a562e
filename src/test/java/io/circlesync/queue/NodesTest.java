package io.circlesync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.Application;
import io.circlesync.fixture.ChildJvm;
import io.circlesync.fixture.ForeignTime;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on one database, each of which reaches Circle by an address of its own: they share the work, never work on one
 * member at the same time, do once what is to be done once, and one that is paused or killed harms nobody. That one's clock is
 * ten minutes ahead, too, where there is libfaketime ({@code apt-get install libfaketime}).
 */
class NodesTest {

    private static final int MEMBERS = 60;
    private static final Duration AHEAD = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofSeconds(90);

    private final String database = TestDatabases.migrated();
    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();
    private final Set<Long> metTwice = ConcurrentHashMap.newKeySet();

    @TempDir
    private Path folder;

    private StubCircle there;
    private StubCircle here;
    private StubCircle beside;
    private ChildJvm other;
    private RunningService service;
    private RunningService second;

    @Test
    void share_the_work_and_take_over_what_another_has_left() throws Exception {
        try (StubCircle circleOfTheOther = new StubCircle();
                StubCircle circleOfThis = new StubCircle();
                StubCircle circleOfTheSecond = new StubCircle()) {
            there = circleOfTheOther;
            here = circleOfThis;
            beside = circleOfTheSecond;
            for (int id = 1; id <= MEMBERS; id++) {
                ObjectNode member = StubCircle.member(
                        id, "person" + id + "@example.org", "Person " + id, Instant.parse("2026-01-22T14:55:35Z"));
                circles().forEach(circle -> circle.put(member));
            }
            startAll();
            try {
                shareTheWork();
                tellOnce();
                readTheListOnce();
                writesNothingAfterAPause(
                        "fetching", call -> isOfAMember(call) && call.method().equals("GET"), 0);
                writesNothingAfterAPause("writing", call -> call.method().equals("PUT"), 1);
                isTakenOverFrom();
                ForeignClockTest.assertNoTime(service.jdbc(), "%s > now() + interval '2 minutes'");
            } finally {
                second.close();
                service.close();
                other.close();
            }
        }
    }

    private void shareTheWork() {
        circles().forEach(this::watch);
        // A process that has just started is slow, and may come too late for its part at first.
        do {
            for (int id = 1; id <= MEMBERS; id++) {
                event(id);
            }
            await().atMost(SOON).until(() -> settled() == MEMBERS);
        } while (!haveAllAsked() && count("event") < 20L * MEMBERS);
        assertThat(haveAllAsked()).as("all nodes have asked for members").isTrue();
        assertThat(metTwice).as("members worked on by two at a time").isEmpty();
        assertThat(count("profile")).isEqualTo(MEMBERS);
    }

    private boolean haveAllAsked() {
        return circles().stream().allMatch(circle -> circle.calls().stream().anyMatch(NodesTest::isOfAMember));
    }

    /** However many nodes look for what is due, each mail goes out once, and so does each reminder. */
    private void tellOnce() {
        await().atMost(SOON).until(() -> count("outbox WHERE channel = 'mail' AND state = 'sent'") == MEMBERS);

        // Nobody is reminded of what they have only just heard.
        service.jdbc().update("UPDATE outbox SET sent_at = sent_at - interval '7 days' WHERE channel = 'mail'");
        assertThat(service.jdbc()
                        .update("UPDATE gap SET remind_at = now() WHERE kind = 'missing-workos'"
                                + " AND resolved_at IS NULL"))
                .isEqualTo(MEMBERS);

        await().atMost(SOON).until(() -> count("outbox WHERE channel = 'mail' AND state = 'sent'") == 2 * MEMBERS);
        assertThat(count("outbox WHERE channel = 'mail'")).isEqualTo(2 * MEMBERS);
        assertThat(count("outbox WHERE attempts > 0")).isZero();
    }

    /** Whoever takes its steps, a run asks for the plan and for its only page. */
    private void readTheListOnce() {
        circles().forEach(StubCircle::answerNormally);
        assertThat(RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/reconciliations"))
                                .header("Authorization", "Bearer api-token")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(202);

        await().atMost(SOON).until(() -> count("reconciliation WHERE state = 'done' AND due_at IS NULL") == 1);
        assertThat(circles().stream().mapToLong(StubCircle::pagesAsked).sum()).isEqualTo(2);
    }

    /** Paused for longer than its lease while Circle has not answered yet. */
    private void writesNothingAfterAPause(String doing, Function<Call, Boolean> pausedAt, int writesBefore)
            throws Exception {
        circles().forEach(StubCircle::answerNormally);
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

    private List<StubCircle> circles() {
        return List.of(there, here, beside);
    }

    private void startAll() throws Exception {
        Map<String, String> environment = new HashMap<>(ForeignTime.aheadBy(AHEAD));
        settings(there)
                .forEach((name, value) ->
                        environment.put(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        environment.put("CAMEL_SERVER_PORT", Ports.text());
        environment.put("CAMEL_MANAGEMENT_PORT", Ports.text());
        other = ChildJvm.start(Application.class, folder, environment);
        service = RunningService.start(settings(here));
        second = RunningService.start(settings(beside));
        await().atMost(Duration.ofSeconds(240)).until(() -> other.output().contains("/sandbox to see"));
        if (ForeignTime.isToBeHad()) {
            Matcher time = Pattern.compile("(?m)^\\S+Z ").matcher(other.output());
            assertThat(time.find()).isTrue();
            assertThat(Instant.parse(time.group().strip()))
                    .as("the clock of the other node")
                    .isAfter(Instant.now().plus(AHEAD.dividedBy(2)));
        }
    }

    private Map<String, String> settings(StubCircle circle) {
        Map<String, String> settings = RunningService.with(circle);
        settings.put("database.url", database);
        settings.put("sync.lease", "3s");
        settings.put("sync.debounce", "0s");
        // So that each of them has enough to do, and leaves some to others.
        settings.put("sync.concurrency", "2");
        settings.put("gaps.grace", "0s");
        settings.put("mail.per-second", "1000");
        settings.put("reconcile.schedule", "off");
        return settings;
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
        for (RunningService node : List.of(service, second)) {
            for (String route : List.of("member-claim-poll", "member-claim")) {
                if (stop) {
                    node.camel().getRouteController().stopRoute(route);
                } else {
                    node.camel().getRouteController().startRoute(route);
                }
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
        return count("member_sync WHERE due_at IS NULL AND failed_at IS NULL");
    }

    private long count(String query) {
        return service.jdbc().queryForObject("SELECT count(*) FROM " + query, Long.class);
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
