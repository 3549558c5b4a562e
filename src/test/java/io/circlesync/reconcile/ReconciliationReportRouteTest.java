package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Browser;
import io.circlesync.fixture.RunningService;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page that a community manager reads. */
class ReconciliationReportRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        Map<String, String> settings = unbounded();
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
                .contains("<q>Analyst</q>")
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
    void a_person_decides_by_buttons_at_the_management_port_and_nowhere_else() {
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
        HttpResponse<String> page = RunningService.send(HttpRequest.newBuilder(URI.create(report)));
        assertThat(page.body())
                .contains("<form method=\"post\" action=\"continue\">", "<form method=\"post\" action=\"cancel\">")
                .contains("value=\"left\"", "/approve\"", "/ignore\"")
                .doesNotContain("<script");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(
                        policy -> assertThat(policy).contains("form-action 'self'", "frame-ancestors 'none'"));

        long kept = findings(path).stream()
                .filter(finding -> finding.get("circleMemberId").longValue() == ids.get(1))
                .findFirst()
                .orElseThrow()
                .get("id")
                .longValue();
        String ignore = operators(path) + "/findings/" + kept + "/ignore";
        assertThat(press(ignore, "", report, "https://elsewhere.example").statusCode())
                .isEqualTo(403);
        assertThat(get(path + "/findings?state=ignored").get("items")).isEmpty();
        HttpResponse<String> ignored = press(ignore, "", report + "?kind=left", service.managementUrl());
        assertThat(ignored.statusCode()).isEqualTo(303);
        assertThat(ignored.headers().firstValue("Location"))
                .contains(URI.create(report).getPath() + "?kind=left");
        assertThat(get(path + "/findings?state=ignored").get("items")).hasSize(1);
        HttpResponse<String> gone =
                press(operators(path) + "/continue", "without=left&without=emptied", report, service.managementUrl());

        assertThat(gone.statusCode()).isEqualTo(303);
        settled(path, "done");
        assertThat(get(path + "/findings?state=ignored").get("items")).hasSize(2);
        assertThat(rowOf(ids.get(0)).get("left_at")).isNull();
        assertThat(rowOf(ids.get(2))).containsEntry("headline", "Poet");
        // What cannot be done says why, as the API does.
        assertThat(press(operators(path) + "/continue", "", report, service.managementUrl())
                        .statusCode())
                .isEqualTo(409);
        assertThat(press(operators(path) + "/continue", "without=all", report, service.managementUrl())
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void in_a_browser_a_button_leads_back_to_its_page_which_fits_on_a_phone() {
        List<Long> ids = members(5);
        run();
        circle.remove(ids.get(0));
        silently(ids.get(1), member -> member.put("headline", "Poet"));
        silently(ids.get(2), member -> fields(member).put("bio", "A very long word: " + "x".repeat(200)));
        String path = start("{}");
        settled(path, "waiting");
        try (Browser browser = Browser.open()) {
            browser.go(operators(path) + "/report");
            browser.see("h1", "waits for a person");
            browser.screenshot(Path.of("target", "report-1280.png"));
            browser.resize(390, 844);
            browser.screenshot(Path.of("target", "report-390.png"));
            assertThat((Long) browser.driver().executeScript("return document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(390L);
            browser.resize(1280, 900);

            browser.click("form[action$='/ignore'] button");
            await().until(() ->
                    get(path + "/findings?state=ignored").get("items").size() == 1);
            browser.see("h1", "waits for a person");
            browser.click("input[value='left']");
            browser.click("form[action='continue'] button");
            settled(path, "done");
            browser.go(operators(path) + "/report");
            browser.see("h1", "is done");
            browser.seeNone("section.decide");
        }
        assertThat(count("profile WHERE left_at IS NOT NULL")).isZero();
    }

    private static String operators(String path) {
        return service.managementUrl() + "/circlesync" + path;
    }

    /** As a browser sends a form. */
    private static HttpResponse<String> press(String url, String fields, String page, String origin) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", origin)
                .header("Referer", page)
                .header("Accept", "text/html,*/*;q=0.8")
                .POST(HttpRequest.BodyPublishers.ofString(fields)));
    }
}
