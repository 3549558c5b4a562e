package io.circlesync.evening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.Application;
import io.circlesync.fixture.ChildJvm;
import io.circlesync.fixture.Ports;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.ServerPair;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.fixture.StubSmtp;
import io.circlesync.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

/**
 * A bad evening on two nodes: Circle is away, then refuses the token, then asks to wait; Slack and the mail server are down in
 * turns; PostgreSQL fails over; one node dies. People go on all the while, and in the end it has cost nothing but time.
 *
 * <p>It takes minutes, so it runs where it is asked for: {@code -Devening.minutes=0.1} has each trouble last for as long as it
 * takes to be met, and a little more; {@code -Devening.minutes=30} has them at their full length, a quarter of an hour of
 * Circle being away, ten minutes without a token, five of being asked to wait.
 */
@EnabledIfSystemProperty(named = EveningTest.FULL_LENGTH, matches = ".+")
class EveningTest {

    static final String FULL_LENGTH = "evening.minutes";

    private static final Duration TROUBLE =
            Duration.ofMillis((long) (60_000 * Double.parseDouble(System.getProperty(FULL_LENGTH, "0.1"))));

    /**
     * Pauses between two questions whether somebody is well again grow to minutes, and that somebody stays well takes ten seconds
     * to show; nobody waits for that in a short evening.
     */
    private static final boolean SHORT = TROUBLE.compareTo(Duration.ofMinutes(5)) < 0;

    private static final Duration SOON = Duration.ofSeconds(SHORT ? 120 : 900);
    private static final Duration PACE = Duration.ofMillis(SHORT ? 100 : 1_000);

    private static final long FIRST = 7_391_500_001L;
    private static final int THERE_BEFORE = 20;
    private static final int IN_THE_END = 50;

    /** So that somebody new comes in each of the troubles. */
    private static final int ONE_IN = SHORT ? 8 : 30;

    private static final Answer AWAY = Answer.text(503, "<html>Away</html>");
    private static final Answer REVOKED =
            Answer.json(401, "{\"success\":false,\"message\":\"The API token is invalid.\",\"error_details\":{}}");
    private static final Answer BUSY = Answer.text(429, "").with("Retry-After", "1");

    private static final Pattern DIGEST = Pattern.compile("(\\d+) alerts: .*");
    private static final Pattern RECIPIENT = Pattern.compile("(?m)^To: .*?([\\w.]+@[\\w.]+)");

    @TempDir
    private Path folder;

    private final String managementPort = Ports.text();
    private final long began = System.nanoTime();
    private final List<String> log = new ArrayList<>();
    private final List<String> alerts = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService impatience = Executors.newSingleThreadScheduledExecutor();
    private volatile Optional<Answer> slackTrouble = Optional.empty();
    private volatile String mailTrouble = "";
    private volatile boolean patient;

    private StubCircle circle;
    private RunningService service;
    private ChildJvm other;
    private Life life;

    @Test
    void costs_nothing_but_time() throws Exception {
        try (ServerPair servers = ServerPair.start(folder.resolve("servers"));
                StubCircle stubCircle = new StubCircle();
                StubPartner slack = new StubPartner(this::slack);
                StubSmtp smtp = new StubSmtp()) {
            circle = stubCircle;
            smtp.answer(command -> command.equals("QUIT") ? "" : mailTrouble);
            LongStream.range(FIRST, FIRST + THERE_BEFORE).forEach(id -> circle.put(Life.member(id)));
            try {
                List<String> nodes = startBoth(servers.url(), slack.url(), smtp.port());
                Map<Long, UUID> profiles = everybodyIsThere();
                await().atMost(Duration.ofSeconds(240)).ignoreExceptions().until(() -> health(managementPort) == 200);
                tell("two nodes run");
                life = new Life(circle, nodes, profiles, FIRST, IN_THE_END, ONE_IN);
                life.begin(PACE);
                if (SHORT) {
                    impatience.scheduleWithFixedDelay(this::askNow, 250, 250, TimeUnit.MILLISECONDS);
                }

                circleAnswers("away (503)", call -> AWAY);
                slackFails("down", Answer.text(503, ""), "503", 7);
                mailFails("down", "421 not now", "not reached", 7);
                pass(1);
                circleIsWell();
                circleIsOver();

                circleAnswers("the token is revoked (401)", call -> REVOKED);
                slackFails("the webhook is gone (404)", Answer.text(404, "no_service"), "404", 2);
                mailFails("does not let us in (554)", "554 5.7.1 you are not welcome", "554", 2);
                tell("PostgreSQL: the primary is killed");
                servers.killPrimary();
                pass(3);
                tell("PostgreSQL: the standby is promoted");
                servers.promote();
                pass(3);
                circleIsWell();
                circleIsOver();

                circleAnswers("asks to wait (429)", call -> BUSY);
                oneNodeDies();
                pass(5);
                circleIsWell();

                life.end();
                tell("the evening is over; " + life.taken() + " webhooks and edits were taken, "
                        + life.toldToComeAgain() + " answers said to come again");
                assertThat(life.surprises()).isEmpty();
                awaitCalm();
                assertEverybodyIsEqual();
                assertNothingWasGivenUp();
                assertAllIsToldOnce(smtp);
                assertEachCauseIsToldOnce();
                tell("every member is equal on both sides, every message told once");
            } finally {
                end();
            }
        }
    }

    private void circleAnswers(String what, Function<Call, Answer> answer) {
        circle.answer(answer);
        tell("Circle: " + what);
        await().atMost(SOON).until(() -> !"closed".equals(standing("circle")));
        tell("Circle is not called any more");
    }

    private void circleIsWell() {
        circle.answerNormally();
        tell("Circle: well");
        await().atMost(SOON).until(() -> "closed".equals(standing("circle")));
        tell("Circle is called again");
    }

    /** What was told of it is over once it has been well for a moment; what fails again before goes on failing. */
    private void circleIsOver() {
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(DataAccessException.class)
                .until(() -> number("SELECT count(*) FROM gap WHERE subject = 'circle:account' AND resolved_at IS NULL")
                        == 0);
        tell("Circle's trouble is over");
    }

    private void slackFails(String what, Answer answer, String reason, int part) throws InterruptedException {
        awaitWell("slack");
        slackTrouble = Optional.of(answer);
        tell("Slack: " + what);
        failsFor("slack", reason, part);
        slackTrouble = Optional.empty();
        tell("Slack: well");
    }

    private void mailFails(String what, String reply, String reason, int part) throws InterruptedException {
        awaitWell("mail");
        mailTrouble = reply;
        tell("mail: " + what);
        failsFor("mail", reason, part);
        mailTrouble = "";
        tell("mail: well");
    }

    /** One trouble that turns into another is one, and told once. */
    private void awaitWell(String channel) {
        await().atMost(SOON).until(() -> "closed".equals(standing(channel)));
    }

    /** A trouble that nobody met would be none. */
    private void failsFor(String channel, String reason, int part) throws InterruptedException {
        pass(part);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(service.jdbc()
                                .queryForObject("SELECT reason FROM partner WHERE name = ?", String.class, channel))
                        .contains(reason));
    }

    /**
     * While no message is on its way, for what a node was about to note is sent again by another, after a quarter of an hour; and
     * while it searches for nobody, which is taken over after a minute.
     */
    private void oneNodeDies() throws InterruptedException {
        slackTrouble = Optional.of(Answer.text(503, ""));
        mailTrouble = "421 not now";
        tell("Slack, mail: down");
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(DataAccessException.class)
                .until(() -> number("SELECT count(*) FROM partner WHERE name <> 'circle' AND state = 'closed'") == 0);
        patient = true;
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(DataAccessException.class)
                .until(() -> number("SELECT count(*) FROM partner WHERE name <> 'circle' AND state = 'open'"
                                        + " AND next_at > now() + interval '1 second'")
                                == 2
                        && number("SELECT (SELECT count(*) FROM outbox WHERE leased_until > now())"
                                        + " + (SELECT count(*) FROM profile_search WHERE lease_token IS NOT NULL)")
                                == 0);
        other.kill();
        tell("one of the two nodes is killed");
        patient = false;
        slackTrouble = Optional.empty();
        mailTrouble = "";
        tell("Slack, mail: well");
    }

    private Answer slack(Call call) {
        if (slackTrouble.isPresent()) {
            return slackTrouble.get();
        }
        alerts.add(Json.parsed(call.body())
                .map(message -> message.path("text").asText())
                .orElse(call.body()));
        return Answer.text(200, "ok");
    }

    private List<String> startBoth(String database, String slackUrl, int smtpPort) {
        String port = Ports.text();
        Map<String, String> settings = RunningService.with(circle);
        settings.put("database.url", database);
        settings.put("slack.webhook-url", slackUrl + "/services/T000/B000/slack-secret");
        settings.put("mail.host", "localhost");
        settings.put("mail.port", Integer.toString(smtpPort));
        settings.put("mail.security", "none");
        settings.put("mail.from", "Example Community <hello@community.example>");
        settings.put("links.signup-url", "https://app.example/sign-up");
        settings.put("links.profile-url", "https://app.example/profile");
        settings.put("sync.lease", "5s");
        settings.put("sync.debounce", "0s");
        settings.put("gaps.slack-digest-window", SHORT ? "2s" : "60s");
        Map<String, String> environment = new HashMap<>();
        settings.forEach(
                (name, value) -> environment.put(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        environment.put("CAMEL_SERVER_PORT", port);
        environment.put("CAMEL_MANAGEMENT_PORT", managementPort);
        other = ChildJvm.start(Application.class, folder, environment);
        service = RunningService.start(settings);
        return List.of(service.url(), "http://localhost:" + port);
    }

    private Map<Long, UUID> everybodyIsThere() {
        LongStream.range(FIRST, FIRST + THERE_BEFORE)
                .forEach(id -> assertThat(
                                service.post("/webhooks/circle", Life.event(id)).statusCode())
                        .isEqualTo(200));
        await().atMost(SOON).until(() -> number("SELECT count(*) FROM profile") == THERE_BEFORE);
        Map<Long, UUID> profiles = new HashMap<>();
        service.jdbc().query("SELECT circle_member_id, id FROM profile", row -> {
            profiles.put(row.getLong(1), row.getObject(2, UUID.class));
        });
        tell(THERE_BEFORE + " members are synced");
        return profiles;
    }

    private void awaitCalm() {
        await().atMost(SOON.multipliedBy(3))
                .untilAsserted(() -> assertThat(service.jdbc()
                                .queryForMap("SELECT (SELECT count(*) FROM profile) AS profiles,"
                                        + " (SELECT count(*) FROM member_sync WHERE due_at IS NOT NULL)"
                                        + " + (SELECT count(*) FROM profile_search)"
                                        + " + (SELECT count(*) FROM gap WHERE subject = 'circle:account' AND resolved_at IS NULL) AS due,"
                                        + " (SELECT count(*) FROM outbox WHERE state = 'pending') AS waiting"))
                        .isEqualTo(Map.of("profiles", life.members() + life.signUps(), "due", 0L, "waiting", 0L)));
        tell(life.members() + " members are synced, " + life.signUps() + " people have signed up, nothing waits");
    }

    private void assertEverybodyIsEqual() {
        for (long id = FIRST; id < FIRST + life.members(); id++) {
            ObjectNode member = circle.member(id);
            JsonNode fields = member.get("flattened_profile_fields");
            assertThat(service.jdbc()
                            .queryForMap(
                                    "SELECT concat_ws(' ', first_name, last_name) AS name, headline, bio, location, website"
                                            + " FROM profile WHERE circle_member_id = ?",
                                    id))
                    .as("member " + id)
                    .containsEntry("name", member.get("name").asText())
                    .containsEntry("headline", member.get("headline").asText())
                    .containsEntry("bio", fields.get("bio").asText())
                    .containsEntry("location", fields.get("location").asText())
                    .containsEntry("website", fields.get("website").asText());
        }
    }

    private void assertNothingWasGivenUp() {
        assertThat(
                        number(
                                "SELECT count(*) FROM member_sync WHERE attempts > 0 OR failed_at IS NOT NULL OR error IS NOT NULL"))
                .as("members with a failed attempt")
                .isZero();
        assertThat(number("SELECT count(*) FROM gap WHERE kind IN ('sync-failed', 'push-rejected')"
                        + " AND subject NOT LIKE 'circle:%'"))
                .as("members who were ever given up")
                .isZero();
        assertThat(number("SELECT count(*) FROM outbox WHERE attempts > 0 OR state = 'failed'"))
                .as("messages with a failed attempt")
                .isZero();
    }

    private void assertAllIsToldOnce(StubSmtp smtp) {
        List<String> recipients = smtp.mails().stream()
                .map(RECIPIENT::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .toList();
        List<String> everybody = Stream.concat(
                        LongStream.range(FIRST, FIRST + life.members()).mapToObj(id -> "person" + id + "@example.org"),
                        IntStream.range(0, life.signUps()).mapToObj(Life::signUp))
                .toList();
        assertThat(recipients).containsExactlyInAnyOrderElementsOf(everybody);
        long told = alerts.stream()
                .map(DIGEST::matcher)
                .mapToLong(digest -> digest.matches() ? Long.parseLong(digest.group(1)) : 1)
                .sum();
        assertThat(told)
                .as("alerts")
                .isEqualTo(number("SELECT count(*) FROM outbox WHERE channel = 'slack' AND state = 'sent'"));
    }

    /** When it began and when it was over; what Slack itself takes no word of is told there when it is over. */
    private void assertEachCauseIsToldOnce() {
        List<String> told = service.jdbc()
                .queryForList(
                        "SELECT payload -> 'gap' ->> 'subject' || CASE"
                                + " WHEN CAST(payload ->> 'isOver' AS boolean) THEN ' is well again'"
                                + " ELSE ': ' || COALESCE(payload -> 'gap' -> 'detail' ->> 'cause', 'refused') END"
                                + " FROM outbox WHERE kind IN ('sync-failed', 'message-failed') AND state = 'sent' ORDER BY id",
                        String.class);
        tell("told of partners: " + String.join(", ", told));
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "circle:account: away",
                        "circle:account is well again",
                        "circle:account: refused",
                        "channel:slack is well again",
                        "channel:mail: refused",
                        "channel:mail is well again",
                        "circle:account is well again",
                        "circle:account: busy",
                        "circle:account is well again");
    }

    /** So many thirtieths of the troubles' time. */
    private void pass(int thirtieths) throws InterruptedException {
        impatience.awaitTermination(TROUBLE.toMillis() * thirtieths / 30, TimeUnit.MILLISECONDS);
    }

    private void askNow() {
        try {
            service.jdbc()
                    .update(
                            "UPDATE partner SET next_at = now() WHERE state = 'open' AND next_at < 'infinity'"
                                    + " AND (name = 'circle' OR NOT ?)",
                            patient);
            service.jdbc()
                    .update("UPDATE partner SET since = since - interval '10 seconds' WHERE name = 'circle'"
                            + " AND state = 'closed' AND since > now() - interval '10 seconds'");
            // What a node was at when it died, or its database.
            service.jdbc()
                    .update("UPDATE partner SET next_at = now() WHERE state = 'probing'"
                            + " AND next_at < now() + interval '50 seconds'");
            service.jdbc()
                    .update("UPDATE profile_search SET due_at = now() WHERE lease_token IS NOT NULL"
                            + " AND due_at BETWEEN now() AND now() + interval '50 seconds'");
            // What was claimed when the database died, and nobody knows of it: tried again after a quarter of an hour.
            service.jdbc()
                    .update("UPDATE outbox SET leased_until = now() WHERE state = 'pending'"
                            + " AND leased_until BETWEEN now() AND now() + interval '14 minutes 50 seconds'");
        } catch (DataAccessException e) {
            // The database is away.
        }
    }

    private String standing(String partner) {
        try {
            return service.jdbc().queryForObject("SELECT state FROM partner WHERE name = ?", String.class, partner);
        } catch (DataAccessException e) {
            return "unknown";
        }
    }

    private long number(String sql) {
        return service.jdbc().queryForObject(sql, Long.class);
    }

    private static int health(String managementPort) {
        return RunningService.send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + "/observe/health")))
                .statusCode();
    }

    /** A line without anybody in it. */
    private void tell(String what) {
        long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
        log.add(String.format(Locale.ROOT, "%02d:%02d  %s", seconds / 60, seconds % 60, what));
    }

    private void end() throws IOException {
        impatience.shutdownNow();
        Optional.ofNullable(life).ifPresent(Life::close);
        Optional.ofNullable(service).ifPresent(RunningService::close);
        Optional.ofNullable(other).ifPresent(ChildJvm::close);
        Files.write(Path.of("target", "evening.log"), log);
    }
}
