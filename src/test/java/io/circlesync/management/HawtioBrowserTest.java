package io.circlesync.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Browser;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;

/** hawtio as an operator sees it, in a real browser. */
class HawtioBrowserTest {

    /** hawtio asks for the counters of all routes at once, which takes Camel seconds on a busy machine. */
    private static final Duration SOON = Duration.ofMinutes(2);

    private static final String ROUTE = "member-sync";
    private static final String GROUP = "sync";
    private static final String FIRST_STEP =
            "//*[contains(concat(' ', @class, ' '), ' react-flow__node ') and contains(., '(ID: " + ROUTE + "-in)')]";

    @Test
    void showsRoutesByGroupWithDiagramAndLiveCounters() {
        try (Browser browser = Browser.open();
                StubCircle circle = new StubCircle();
                RunningService service = RunningService.start(RunningService.with(circle))) {
            WebDriver page = browser.driver();
            page.get(service.managementUrl() + "/hawtio");

            click(page, "//*[text()='Expand all']");
            seen(page, "//*[text()='" + GROUP + "']");
            assertThat(page.getCurrentUrl()).as("no login").contains("/hawtio/camel");
            click(page, "//*[contains(@class, 'tree-view')]//*[text()='" + ROUTE + "']");
            click(page, "//*[text()='Route Diagram']");
            seen(page, FIRST_STEP);
            // Counters of the first step: failed, then completed.
            int before = await().atMost(SOON).ignoreExceptions().until(() -> completed(page), count -> count >= 0);

            fire(service);

            await().atMost(SOON)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(completed(page)).isGreaterThan(before));
        }
    }

    @Test
    void tellsWhatARouteIsFor() {
        try (Browser browser = Browser.open();
                StubCircle circle = new StubCircle();
                RunningService service = RunningService.start(RunningService.with(circle))) {
            WebDriver page = browser.driver();
            page.get(service.managementUrl() + "/hawtio");
            click(page, "//*[text()='Expand all']");
            click(page, "//*[contains(@class, 'tree-view')]//*[text()='" + ROUTE + "']");
            click(page, "//*[text()='Attributes']");

            seen(
                    page,
                    "//*[contains(text(), '" + service.camel().getRoute(ROUTE).getDescription() + "')]");
        }
    }

    private static void fire(RunningService service) {
        String event = "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":43391401}}";
        assertThat(service.post("/webhooks/circle", event).statusCode()).isEqualTo(200);
    }

    /** The second number on the step's card, whether or not the card is inside the window. */
    private static int completed(WebDriver page) {
        WebElement card = page.findElement(By.xpath(FIRST_STEP));
        Object texts = ((JavascriptExecutor) page)
                .executeScript(
                        "return [...arguments[0].querySelectorAll('*')].filter(e => !e.children.length)"
                                + ".map(e => e.textContent.trim()).filter(t => /^[0-9]+$/.test(t))",
                        card);
        return Integer.parseInt((String) ((List<?>) texts).get(1));
    }

    private static void seen(WebDriver page, String xpath) {
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(page.findElements(By.xpath(xpath)))
                        .as(
                                "%s in %s",
                                xpath, page.findElement(By.tagName("body")).getText())
                        .isNotEmpty());
    }

    private static void click(WebDriver page, String xpath) {
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> page.findElement(By.xpath(xpath)).click());
    }
}
