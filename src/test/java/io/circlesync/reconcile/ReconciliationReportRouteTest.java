package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Operators;
import io.circlesync.fixture.RunningService;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page that a community manager reads, and decides on. In a browser: ServicePageBrowserTest. */
class ReconciliationReportRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        Map<String, String> settings = unbounded();
        settings.putAll(Operators.settings());
        settings.put("reconcile.max-left-percent", "0");
        startWith(settings);
    }

    @Test
    void a_page_tells_what_is_found_with_figures_and_filters_and_runs_nothing() {
        List<Long> ids = members(4);
        run();
        silently(ids.get(0), member -> member.put("headline", "<script>alert(1)</script> & \"more\""));
        circle.remove(ids.get(1));
        member(newId());
        String path = start("{\"dryRun\":true}");
        settled(path, "done");

        HttpResponse<String> page = service.get(path + "/report");

        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
        assertThat(page.body())
                .contains("A dry run", "different: member " + ids.get(0), "left: member " + ids.get(1), "By field")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;")
                .contains("<q>Analyst</q>", "Not in Circle&#39;s list.")
                .doesNotContain("<script", "src=", "http://", "https://example.org/x");
        assertThat(page.body()).containsPattern("Begun \\d{1,2} [A-Z][a-z]+ 20\\d\\d, \\d\\d:\\d\\d UTC, ended");
        assertThat(service.get(path + "/report?kind=left").body())
                .contains("left: member")
                .doesNotContain("different: member");
        assertThat(service.get(path + "/report?state=applied").body()).contains("Nothing is found.");
        assertThat(service.get(RUNS + "/999999/report").statusCode()).isEqualTo(404);
        assertThat(service.get(path + "/report?kind=x").statusCode()).isEqualTo(400);
    }

    @Test
    void whoever_may_act_decides_by_buttons_each_of_which_does_its_deed_once() {
        List<Long> ids = members(4);
        run();
        circle.remove(ids.get(0));
        circle.remove(ids.get(1));
        silently(ids.get(2), member -> member.put("headline", "Poet"));
        String path = start("{}");
        settled(path, "waiting");
        String report = operators(path) + "/report";

        assertThat(service.get(path + "/report").body())
                .contains("/hawtio", "POST /api/reconciliations/")
                .doesNotContain("<form", "<button");
        assertThat(page(report, Operators.WATCH).body()).contains("/hawtio").doesNotContain("<form", "<button");
        HttpResponse<String> page = page(report, Operators.ACT);
        assertThat(page.body())
                .contains("action=\"continue\">", "action=\"cancel\">", "value=\"left\"")
                .contains("Linked members who have left: 50 %")
                .doesNotContain("<script", "apply");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(
                        policy -> assertThat(policy).contains("form-action 'self'", "frame-ancestors 'none'"));

        String kept = "/findings/" + findingOf(path, ids.get(1)) + "/ignore";
        String approved = "/findings/" + findingOf(path, ids.get(0)) + "/approve";
        assertThat(page.body()).contains("action=\"" + kept.substring(1), "action=\"" + approved.substring(1));
        for (String button : List.of(kept, approved, "/continue", "/cancel")) {
            assertThat(press(path + button, "", Operators.WATCH, service.managementUrl())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(press(path + button, "", Operators.ACT, "https://elsewhere.example")
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(get(path).get("state").textValue()).isEqualTo("waiting");
        assertThat(get(path + "/findings?state=open").get("items")).hasSize(3);

        pressTwice(path, kept, "");
        assertThat(get(path + "/findings?state=ignored").get("items")).hasSize(1);
        pressTwice(path, approved, "");
        assertThat(page(report, Operators.ACT).body())
                .contains("approved, and written when the run goes on")
                .doesNotContain(approved);
        pressTwice(path, "/continue", "without=renamed\r\nwithout=different\r\n");
        settled(path, "done");
        assertThat(rowOf(ids.get(0)).get("left_at")).isNotNull();
        assertThat(rowOf(ids.get(1)).get("left_at")).isNull();
        assertThat(rowOf(ids.get(2))).containsEntry("headline", "Analyst");
        assertThat(page(report, Operators.ACT).body()).doesNotContain("<form");
        assertThat(press(path + "/continue", "without=all\r\n", Operators.ACT, service.managementUrl())
                        .statusCode())
                .as("what cannot be understood says why, as the API does")
                .isEqualTo(422);
    }

    @Test
    void a_dry_run_is_applied_and_a_run_that_waits_is_cancelled_by_a_button() {
        List<Long> ids = members(4);
        run();
        silently(ids.get(0), member -> member.put("headline", "Poet"));
        String dry = start("{\"dryRun\":true}");
        settled(dry, "done");
        assertThat(page(operators(dry) + "/report", Operators.ACT).body())
                .contains("action=\"apply\">")
                .doesNotContain("continue", "cancel");

        pressTwice(dry, "/apply", "");
        await().until(() -> rowOf(ids.get(0)).get("headline").equals("Poet"));
        settled(dry, "done");
        assertThat(page(operators(dry) + "/report", Operators.ACT).body()).contains("that somebody has applied");
        circle.remove(ids.get(1));
        String waiting = start("{}");
        settled(waiting, "waiting");
        pressTwice(waiting, "/cancel", "");
        assertThat(get(waiting).get("state").textValue()).isEqualTo("cancelled");
        assertThat(rowOf(ids.get(1)).get("left_at")).isNull();
    }

    private static String operators(String path) {
        return service.managementUrl() + "/circlesync" + path;
    }

    private static HttpResponse<String> page(String url, Operators operator) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(url)).header("Authorization", operator.basic()));
    }

    /** As somebody does who is in a hurry. What was done already is no failure: the page shows how it stands. */
    private static void pressTwice(String path, String button, String fields) {
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = press(path + button, fields, Operators.ACT, service.managementUrl());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location"))
                    .contains(URI.create(operators(path)).getPath() + "/report?kind=left");
        }
    }

    /** As a browser sends a form of the report's. */
    private static HttpResponse<String> press(String path, String fields, Operators operator, String origin) {
        String run = path.replaceFirst("(/reconciliations/\\d+).*", "$1");
        return RunningService.send(HttpRequest.newBuilder(URI.create(operators(path)))
                .header("Authorization", operator.basic())
                .header("Content-Type", "text/plain")
                .header("Origin", origin)
                .header("Referer", operators(run) + "/report?kind=left")
                .header("Accept", "text/html,*/*;q=0.8")
                .POST(HttpRequest.BodyPublishers.ofString(fields)));
    }
}
