package io.circlesync.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Rows;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is exported is what docs/metrics.md says, and what alerts and dashboard ask for; and it moves when something happens. */
class MetricsTest {

    private static final Pattern EXPORTED =
            Pattern.compile("# HELP (circlesync_\\w+) (.*)\n# TYPE \\1 (\\w+)\n(.*)", Pattern.MULTILINE);
    private static final Pattern ROW =
            Pattern.compile("\\| `(circlesync_\\w+)`((?: `\\w+`)*) \\| (\\w+) \\| (.*) \\|", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("[{,](\\w+)=\"");
    private static final Pattern ASKED_FOR = Pattern.compile("\\b(circlesync|camel|hikaricp|jvm|process)_[a-z_]+");

    private static final Path RULES = Path.of("ops/prometheus/rules.yml");

    private static final StubCircle CIRCLE = new StubCircle();
    private static RunningService service;

    @BeforeAll
    static void start() {
        Map<String, String> settings = RunningService.with(CIRCLE);
        settings.put("workos.webhook-secret", "workos-secret");
        service = RunningService.start(settings);
    }

    @AfterAll
    static void stop() {
        service.close();
        CIRCLE.close();
    }

    @Test
    void what_happens_is_counted() {
        CIRCLE.put(StubCircle.member(1, "ada@example.org", "Ada Lovelace", Instant.EPOCH));
        Map<String, Double> before = figures();
        assertThat(before)
                .as("a first refusal is a rise only from zero")
                .containsEntry("circlesync_events_total{outcome=\"refused\",source=\"circle\",type=\"none\"}", 0.0);

        service.post("/webhooks/circle", event("community_member_joined_community", 1));
        service.post("/webhooks/circle", event("made_up_by_somebody", 1));
        RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/webhooks/circle"))
                .header("Authorization", "Bearer wrong")
                .POST(BodyPublishers.ofString(event("profile_updated", 1))));
        RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/gaps"))
                .header("Authorization", "Bearer wrong"));
        RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/webhooks/workos"))
                .header("WorkOS-Signature", "t=1, v1=00")
                .POST(BodyPublishers.ofString("{}")));

        await().untilAsserted(() -> {
            Map<String, Double> now = figures();
            assertThat(now).as("what rose").allSatisfy((series, figure) -> {
                if (series.matches("circlesync_(sync|partner_call)_seconds_.*|circlesync_\\w+_total.*")) {
                    assertThat(figure).isGreaterThanOrEqualTo(before.getOrDefault(series, 0.0));
                }
            });
            assertThat(
                            rise(
                                    before,
                                    now,
                                    "events_total{outcome=\"due\",source=\"circle\",type=\"community_member_joined_community\"}"))
                    .isEqualTo(1);
            assertThat(rise(before, now, "events_total{outcome=\"due\",source=\"circle\",type=\"other\"}"))
                    .isEqualTo(1);
            assertThat(rise(before, now, "secrets_refused_total{door=\"circle-webhook\"}"))
                    .isEqualTo(1);
            assertThat(rise(before, now, "secrets_refused_total{door=\"api\"}")).isEqualTo(1);
            assertThat(rise(before, now, "api_answers_total{status=\"4xx\"}")).isEqualTo(1);
            assertThat(rise(before, now, "secrets_refused_total{door=\"workos-webhook\"}"))
                    .isEqualTo(1);
            assertThat(rise(before, now, "sync_seconds_count{outcome=\"changed\"}"))
                    .isEqualTo(1);
            assertThat(rise(before, now, "partner_call_seconds_count{partner=\"circle\",status=\"200\"}"))
                    .isPositive();
            assertThat(rise(before, now, "gaps_opened_total{kind=\"missing-workos\"}"))
                    .isEqualTo(1);
            assertThat(now.get("circlesync_gaps_open{kind=\"missing-workos\"}")).isEqualTo(1);
            assertThat(rise(before, now, "messages_total{channel=\"slack\",outcome=\"sent\"}"))
                    .isPositive();
            assertThat(now)
                    .containsKeys(
                            "circlesync_last_success_timestamp_seconds{what=\"circle-webhook\"}",
                            "circlesync_last_success_timestamp_seconds{what=\"sync\"}",
                            "circlesync_last_success_timestamp_seconds{what=\"slack\"}");
        });

        service.jdbc().update("UPDATE gap SET resolved_at = now() WHERE kind = 'missing-workos'");

        await().untilAsserted(() -> {
            Map<String, Double> now = figures();
            assertThat(rise(before, now, "gaps_resolved_total{kind=\"missing-workos\"}"))
                    .isEqualTo(1);
            assertThat(rise(before, now, "gaps_opened_total{kind=\"missing-workos\"}"))
                    .isEqualTo(1);
        });
    }

    /** What an operator sees while partners are away. */
    @Test
    void what_waits_was_given_up_and_is_not_called_is_told() {
        service.jdbc()
                .update("UPDATE partner SET state = 'open', next_at = 'infinity' WHERE name IN ('circle', 'mail')");
        await().until(() -> figures().get("circlesync_partner_open{partner=\"mail\"}") == 1);
        Map<String, Double> before = figures();
        try {
            Rows rows = new Rows(service.jdbc());
            Instant due = Instant.now().minusSeconds(1_000);
            rows.member(9_000_000_011L, "due_at", due);
            rows.member(9_000_000_012L, "due_at", due.plusSeconds(500));
            rows.member(9_000_000_013L, "failed_at", Instant.now(), "error", "Circle answered 500", "attempts", 10);
            for (int i = 0; i < 3; i++) {
                rows.message("mail", "missing-workos");
            }
            service.jdbc()
                    .update("UPDATE partner SET month_calls = month_calls + 7,"
                            + " month = date_trunc('month', now(), 'UTC') WHERE name = 'circle'");

            await().untilAsserted(() -> {
                Map<String, Double> now = figures();
                assertThat(rise(before, now, "members_due")).isEqualTo(2);
                assertThat(rise(before, now, "members_failed")).isEqualTo(1);
                assertThat(rise(before, now, "outbox_waiting{channel=\"mail\"}"))
                        .isEqualTo(3);
                assertThat(rise(before, now, "circle_calls_month")).isEqualTo(7);
                assertThat(rise(before, now, "partner_calls_this_month{partner=\"circle\"}"))
                        .isEqualTo(7);
                assertThat(now.get("circlesync_oldest_due_seconds")).isBetween(1_000.0, 1_400.0);
                assertThat(now.get("circlesync_members_oldest_due_age_seconds"))
                        .isEqualTo(now.get("circlesync_oldest_due_seconds"));
                assertThat(now).containsEntry("circlesync_partner_open{partner=\"circle\"}", 1.0);
                assertThat(now).containsEntry("circlesync_partner_open{partner=\"slack\"}", 0.0);
            });
        } finally {
            service.jdbc().update("DELETE FROM member_sync WHERE circle_member_id BETWEEN 9000000011 AND 9000000013");
            service.jdbc().update("DELETE FROM outbox WHERE channel = 'mail' AND state = 'pending'");
            service.jdbc().update("UPDATE partner SET state = 'closed', next_at = now()");
        }
    }

    @Test
    void all_of_it_is_in_the_docs_and_nothing_else() throws IOException {
        // Some is told only while there is something to tell.
        Rows rows = new Rows(service.jdbc());
        rows.member(9_000_000_001L, "failed_at", Instant.now(), "error", "Circle answered 500", "attempts", 10);
        rows.member(
                9_000_000_002L,
                "due_at",
                Instant.now().plusSeconds(3_000),
                "error",
                "Circle answered 500",
                "attempts",
                3);
        service.jdbc()
                .update("UPDATE partner SET state = 'open', next_at = now() + interval '1 hour' WHERE name = 'mail'");
        service.post("/webhooks/circle", event("profile_updated", 9_000_000_003L));

        List<String> documented = ROW.matcher(Files.readString(Path.of("docs/metrics.md")))
                .results()
                .map(row -> row.group(1)
                        + labels(row.group(2).replace("`", "").strip().split(" ")) + " " + row.group(3) + ": "
                        + row.group(4))
                .sorted()
                .toList();

        await().untilAsserted(() -> assertThat(exported()).containsExactlyInAnyOrderElementsOf(documented));
        assertThat(documented).doesNotHaveDuplicates().hasSizeGreaterThan(30);
    }

    @Test
    void alerts_and_dashboard_ask_for_what_there_is() throws IOException {
        String rules = Files.readString(RULES);
        List<String> expressions = Pattern.compile("expr: '(.*)'")
                .matcher(rules)
                .results()
                .map(rule -> rule.group(1))
                .collect(Collectors.toCollection(ArrayList::new));
        // Prometheus's own.
        assertThat(expressions.remove("up{job=\"circle-sync\"} == 0")).isTrue();
        int alerts = expressions.size();
        Json.read(Files.readString(Path.of("ops/grafana/dashboard.json")))
                .findValuesAsText("expr")
                .forEach(expressions::add);
        // Some is told only while there is something to tell; the docs have it in any case.
        String exported = scrape() + Files.readString(Path.of("docs/metrics.md"));

        assertThat(alerts).isGreaterThan(20);
        assertThat(expressions)
                .hasSizeGreaterThan(alerts + 40)
                .allSatisfy(expression -> assertThat(ASKED_FOR
                                .matcher(expression)
                                .results()
                                .map(MatchResult::group)
                                .toList())
                        .isNotEmpty()
                        .allSatisfy(name -> assertThat(exported)
                                .containsPattern(
                                        "\\b" + name.replaceFirst("(?<=seconds)_(count|sum|bucket)$", "") + "\\b")));
    }

    @Test
    void each_alert_has_its_page_in_the_runbook_and_each_page_its_alert() throws IOException {
        String rules = Files.readString(RULES);
        List<String> pages = Pattern.compile("^## ([A-Z]\\w+)$", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("docs/runbook.md")))
                .results()
                .map(page -> page.group(1) + " docs/runbook.md#" + page.group(1).toLowerCase(Locale.ROOT))
                .toList();

        assertThat(Pattern.compile("alert: (\\w+)\n(?:.*\n){1,6}?.*runbook_url: (\\S+)")
                        .matcher(rules)
                        .results()
                        .map(alert -> alert.group(1) + " " + alert.group(2)))
                .containsExactlyElementsOf(pages)
                .hasSizeGreaterThan(20);
    }

    @Test
    void what_the_runbook_names_is_there() throws IOException {
        String docs = Files.readString(Path.of("docs/metrics.md"));
        assertThat(ASKED_FOR
                        .matcher(Files.readString(Path.of("docs/runbook.md")))
                        .results()
                        .map(MatchResult::group))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(docs).contains(name.replaceFirst("(?<=seconds)_(count|sum)$", "")));
    }

    /** Where the metric is told of. */
    @Test
    void what_the_runbook_asks_a_metric_for_is_what_it_has() throws IOException {
        List<String> sections =
                List.of(Files.readString(Path.of("docs/metrics.md")).split("\n## "));
        List<MatchResult> asked = Pattern.compile("(circlesync_\\w+)\\{(\\w+)[!=~]+\"([^\"]+)\"}")
                .matcher(Files.readString(Path.of("docs/runbook.md")))
                .results()
                .toList();

        assertThat(asked).hasSizeGreaterThan(5).allSatisfy(one -> {
            String name = one.group(1).replaceFirst("(?<=seconds)_(count|sum)$", "");
            String about = sections.stream()
                    .filter(section -> section.contains("`" + name + "`"))
                    .collect(Collectors.joining());
            assertThat(one.group(3).split("\\|"))
                    .allSatisfy(value ->
                            assertThat(about).as(one.group()).contains("`" + one.group(2) + "`", "`" + value + "`"));
        });
    }

    private static List<String> exported() {
        Map<String, String> metrics = new TreeMap<>();
        Matcher found = EXPORTED.matcher(scrape());
        while (found.find()) {
            String name = found.group(1);
            if (!name.matches(".*_seconds_max")) {
                List<String> labels = LABEL.matcher(found.group(4))
                        .results()
                        .map(label -> label.group(1))
                        .filter(label -> !label.equals("le"))
                        .toList();
                metrics.put(
                        name,
                        name + labels(labels.toArray(String[]::new)) + " " + found.group(3) + ": " + found.group(2));
            }
        }
        return new ArrayList<>(metrics.values());
    }

    private static String labels(String... names) {
        return new TreeSet<>(Stream.of(names).filter(name -> !name.isEmpty()).toList()).toString();
    }

    private static String event(String type, long member) {
        return "{\"type\":\"" + type + "\",\"data\":{\"community_member_id\":" + member + "}}";
    }

    private static double rise(Map<String, Double> before, Map<String, Double> now, String series) {
        return now.getOrDefault("circlesync_" + series, 0.0) - before.getOrDefault("circlesync_" + series, 0.0);
    }

    private static Map<String, Double> figures() {
        return scrape().lines()
                .filter(line -> line.startsWith("circlesync_"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
    }

    private static String scrape() {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.managementUrl() + "/observe/metrics")))
                .body();
    }
}
