package io.circlesync.sandbox.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** Drift that is made, found, looked at and repaired on the sandbox page, with real clicks. */
class SandboxRunsTest extends PageTestBase {

    private static final String RUN = "#run-list > li:first-child";

    @Test
    void what_no_webhook_told_is_found_by_a_comparison_and_repaired_by_a_click_and_taken_back() {
        browser.go(service.url() + "/sandbox");
        bringEverybodyIn();
        long webhooks = webhooks();

        browser.click("#drift");
        browser.see("#notice", "which sends no webhook");
        browser.click("#runs [data-action=compare]");
        browser.see(
                RUN + "[data-state=done] .findings [data-kind=different][data-state=open] .wins",
                "no webhook told of it");
        assertThat(headlines()).as("a comparison writes nothing").isZero();

        browser.click(RUN + " [data-action=repair]");
        browser.see(RUN + "[data-state=done] .findings [data-state=applied]", "differs");
        assertThat(headlines()).isEqualTo(1);
        assertThat(webhooks()).isEqualTo(webhooks);

        browser.click(RUN + " [data-action=take-run-back]");
        browser.see("#notice", "Taken back: 1.");
        assertThat(headlines()).as("the app's former headline is back").isZero();
        await().untilAsserted(() -> assertThat(browser.see("#members").getText())
                .as("Circle follows")
                .doesNotContain("no webhook told of it"));

        browser.click("#runs [data-action=compare]");
        browser.see(RUN + "[data-state=done] .sub", "Both sides agree.");
    }

    /** The first run finds everybody who is in Circle already. */
    private static void bringEverybodyIn() {
        service.post("/api/reconciliations", "{\"dryRun\":false}");
        browser.see(RUN + "[data-state=done] .sub", "missing-here");
    }

    private static long headlines() {
        return service.jdbc()
                .queryForObject(
                        "SELECT count(*) FROM profile WHERE headline LIKE '%no webhook told of it'", Long.class);
    }

    private static long webhooks() {
        return service.jdbc().queryForObject("SELECT count(*) FROM event", Long.class);
    }
}
