package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page that a community manager reads. */
class ReconciliationReportRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        startWith(unbounded());
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
        assertThat(service.get(path + "/report?kind=left").body())
                .contains("left: member")
                .doesNotContain("different: member");
        assertThat(service.get(path + "/report?state=applied").body()).contains("Nothing is found.");
        assertThat(service.get(RUNS + "/999999/report").statusCode()).isEqualTo(404);
        assertThat(service.get(path + "/report?kind=x").statusCode()).isEqualTo(400);
    }
}
