package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.Application;
import io.circlesync.fixture.ChildJvm;
import io.circlesync.fixture.Ports;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.TestDatabases;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first day as docs/first-day.md tells it, from the check and the import of the app's users to the mails, with a community of 2,000
 * members that is as odd as real ones.
 */
class FirstDayTest extends ReconcileTestBase {

    private static final int MEMBERS = 2_000;
    private static final int USERS = 100;
    private static final long FIRST = 7_391_500_000L;
    private static final Duration SOON = Duration.ofSeconds(120);

    /** The odd ones are the last members; all before them are as members usually are. */
    private static final int ODD = 9;

    private static final String COMMUNITY = "{\"id\":393781,\"name\":\"Example\"}";

    private static final String FIELDS = Stream.of("bio", "location", "website", "instagram_url", "linkedin_url")
            .map(key -> "{\"key\":\"" + key + "\"}")
            .collect(Collectors.joining(",", "{\"has_next_page\":false,\"records\":[", "]}"));

    /** A multiple of {@link #ONE_IN}. */
    private static final long WITHOUT_AN_ACCOUNT = FIRST + USERS;

    private static final long INVITED = FIRST + MEMBERS - 1;
    private static final long DEACTIVATED = FIRST + MEMBERS - 2;
    private static final long WITHOUT_A_NAME = FIRST + MEMBERS - 3;
    private static final long WITH_ODD_FIELDS = FIRST + MEMBERS - 4;
    private static final long OF_THE_SINGLE_SIGN_ON = FIRST + MEMBERS - 5;
    private static final long ONCE = FIRST + MEMBERS - 6;
    private static final long ONCE_MORE = FIRST + MEMBERS - 7;
    private static final long INVISIBLE = FIRST + MEMBERS - 8;
    private static final long LONG_WINDED = FIRST + MEMBERS - 9;

    /** Most members sign in to Circle with their account of the app; one in so many is to be asked to make one. */
    private static final int ONE_IN = 20;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        StubCircle told = new StubCircle();
        Map<String, String> settings = RunningService.with(told);
        settings.put("mail.per-second", "500");
        settings.put("database.url", TestDatabases.migrated());
        allIsWell(told, settings);
        startWith(told, settings);
        for (long id = FIRST; id < FIRST + MEMBERS - ODD; id++) {
            ObjectNode member = member(id);
            if (id >= FIRST + USERS && id % ONE_IN != 0) {
                member.put("sso_provider_user_id", "user_of_" + id);
            }
        }
        member(INVITED).putNull("profile_confirmed_at");
        member(DEACTIVATED).put("active", false);
        member(WITHOUT_A_NAME).put("name", "").putNull("first_name").putNull("last_name");
        ObjectNode odd = fields(member(WITH_ODD_FIELDS));
        odd.put("website", "javascript:alert(1)")
                .put("instagram_url", "www.instagram.com/odd")
                .put("bio", "");
        odd.putArray("location").add("London").add("Paris");
        member(OF_THE_SINGLE_SIGN_ON).put("sso_provider_user_id", "user_sso");
        member(ONCE).put("email", "Twice@example.org");
        member(ONCE_MORE).put("email", "twice@example.org");
        member(INVISIBLE).put("email", "in\u200Bvisible@example.org");
        fields(member(LONG_WINDED)).put("bio", "x".repeat(60_000));
    }

    @Test
    void a_community_comes_in_and_nobody_is_written_to_before_somebody_says_so() {
        theUsersOfTheApp();
        String path = everybodyIsCompared();
        everybodyComesIn(path);
        nobodyWasWrittenTo();
        aSecondRunFindsOnlyWhatAPersonHasToDecide();
        allAreWrittenToOnce();
    }

    /** {@code bin/circle-sync check}, before anything is started. */
    private static void allIsWell(StubCircle told, Map<String, String> settings) throws Exception {
        told.answer(call -> Answer.json(200, call.path().endsWith("/profile_fields") ? FIELDS : COMMUNITY));
        Map<String, String> environment = new HashMap<>();
        settings.forEach(
                (name, value) -> environment.put(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        List.of("CIRCLE_API_TOKEN", "CIRCLE_WEBHOOK_SECRET", "API_TOKEN")
                .forEach(secret -> environment.put(secret, "as-long-as-a-secret-has-to-be"));
        environment.put("CAMEL_SERVER_PORT", Ports.text());
        environment.put("CAMEL_MANAGEMENT_PORT", Ports.text());
        try (ChildJvm check = ChildJvm.start(Application.class, folder, environment, "check")) {
            int status = check.exitStatus();
            assertThat(status).as(check.output()).isZero();
            assertThat(check.output())
                    .contains("ok       circle    The token is taken", "ok       database  PostgreSQL", "0 not ok");
        }
        told.answerNormally();
    }

    private static void theUsersOfTheApp() {
        String file = Stream.of(
                        // The app's users, most of whom are members, spelt as they typed themselves.
                        IntStream.range(0, USERS)
                                .mapToObj(i -> user(email(FIRST + i).toUpperCase(), "user_" + i)
                                        .put("headline", "Analyst")
                                        .toString()),
                        Stream.of(
                                user("sso@app.example", "user_sso").toString(),
                                user("nobody@app.example", "user_nobody").toString(),
                                user(email(FIRST), "user_0").toString(),
                                user(email(FIRST), "user_other").toString(),
                                user("no address", "user_x").toString(),
                                "{\"email\":"))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));

        Map<String, Long> expected = Map.of("created", USERS + 2L, "unchanged", 1L, "refused", 3L);
        assertThat(results(importOf(file, "?dryRun=true"))).isEqualTo(expected);
        assertThat(count("profile")).isZero();

        assertThat(results(importOf(file, ""))).isEqualTo(expected);
        assertThat(results(importOf(file, ""))).isEqualTo(Map.of("unchanged", USERS + 3L, "refused", 3L));
        await().atMost(SOON).until(() -> count("profile_search") == 0);
        await().atMost(SOON).until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
    }

    private static String everybodyIsCompared() {
        int calls = circle.calls().size();
        long profiles = count("profile");

        String path = start("{\"dryRun\":true}");
        JsonNode run = settledSoon(path);

        assertThat(run.at("/progress/members").longValue()).isEqualTo(MEMBERS);
        assertThat(counts(run))
                .isEqualTo(Map.of(
                        "missing-here",
                        (long) MEMBERS - USERS - 3,
                        "missing-there",
                        1L,
                        "duplicate",
                        1L,
                        "identity-conflict",
                        1L));
        assertThat(count("profile")).isEqualTo(profiles);
        assertThat(circle.calls().size() - calls).as("calls for all members").isLessThan(MEMBERS / 100 + 5);
        return path;
    }

    private static void everybodyComesIn(String path) {
        assertThat(post(path + "/apply", "").statusCode()).isEqualTo(202);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(get(path).get("state").textValue()).isEqualTo("done");
            assertThat(count("reconciliation_finding WHERE state = 'open' AND kind = 'missing-here'"))
                    .isZero();
            assertThat(count("member_sync WHERE due_at IS NOT NULL")).isZero();
        });

        assertThat(rowOf(FIRST)).containsEntry("workos_user_id", "user_0").containsEntry("headline", "Analyst");
        assertThat(rowOf(OF_THE_SINGLE_SIGN_ON)).containsEntry("workos_user_id", "user_sso");
        assertThat(openGaps(profileOf(WITHOUT_AN_ACCOUNT))).containsExactly("incomplete-profile", "missing-workos");
        assertThat(openGaps(profileOf(WITHOUT_AN_ACCOUNT + 1))).containsExactly("incomplete-profile");
        assertThat(rowOf(INVITED)).containsEntry("invited", true);
        assertThat(openGaps(profileOf(INVITED))).isEmpty();
        assertThat(rowOf(DEACTIVATED).get("left_at")).isNotNull();
        assertThat(rowOf(WITHOUT_A_NAME).get("first_name")).isNull();
        assertThat(rowOf(WITH_ODD_FIELDS))
                .containsEntry("website", null)
                .containsEntry("bio", null)
                .containsEntry("location", "London, Paris")
                .containsEntry("instagram_url", "www.instagram.com/odd");
        assertThat(rowOf(LONG_WINDED).get("bio").toString()).hasSize(60_000);
        assertThat(count("profile WHERE circle_member_id IN (?, ?)", ONCE, ONCE_MORE))
                .isLessThan(2);
        assertThat(count("profile WHERE circle_member_id = ?", INVISIBLE)).isZero();
    }

    private static void nobodyWasWrittenTo() {
        assertThat(service.jdbc().queryForList("SELECT channel || ' ' || kind FROM outbox", String.class))
                .allMatch(message -> message.startsWith("slack "))
                .contains("slack reconciliation")
                .doesNotContain("slack missing-workos", "slack incomplete-profile", "slack member-left");
        assertThat(count("gap WHERE kind = 'member-left' AND detail @> '{\"quiet\": true}'"))
                .as("somebody who had left before")
                .isEqualTo(1);
    }

    private static void aSecondRunFindsOnlyWhatAPersonHasToDecide() {
        String path = start("{}");

        assertThat(counts(settledSoon(path)).keySet()).isSubsetOf("duplicate", "identity-conflict");
    }

    private static void allAreWrittenToOnce() {
        long without = count(
                "profile WHERE workos_user_id IS NULL AND circle_account IS NULL AND left_at IS NULL AND NOT invited");

        assertThat(remind(true)).isEqualTo(without);
        assertThat(count("outbox WHERE channel = 'mail'")).isZero();
        assertThat(remind(false)).isEqualTo(without);
        assertThat(remind(false)).isZero();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(count("outbox WHERE channel = 'mail' AND state = 'sent'"))
                        .isEqualTo(without));
        assertThat(
                        count(
                                "(SELECT profile_id FROM outbox WHERE channel = 'mail' GROUP BY 1 HAVING count(*) > 1) AS twice"))
                .isZero();
        assertThat(
                        count(
                                "gap WHERE kind = 'missing-workos' AND resolved_at IS NULL AND remind_at > now() + interval '6 days'"))
                .isEqualTo(without);
    }

    private static ObjectNode user(String email, String account) {
        return Json.mapper().createObjectNode().put("email", email).put("workosUserId", account);
    }

    private static String importOf(String file, String query) {
        HttpResponse<String> answer =
                RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/import" + query))
                        .header("Authorization", "Bearer api-token")
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofString(file)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static Map<String, Long> results(String answer) {
        return answer.lines()
                .map(line -> Json.read(line).get("result").textValue())
                .collect(Collectors.groupingBy(result -> result, TreeMap::new, Collectors.counting()));
    }

    private static JsonNode settledSoon(String path) {
        await().atMost(SOON).until(() -> get(path).get("state").textValue().equals("done"));
        return get(path);
    }

    private static long remind(boolean dryRun) {
        HttpResponse<String> answer =
                post("/api/gaps/remind", "{\"filter\":{\"kind\":\"missing-workos\"},\"dryRun\":" + dryRun + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body()).get("count").longValue();
    }
}
