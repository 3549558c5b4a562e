package io.circlesync.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Browser;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;

/** hawtio as an operator sees it, in a real browser. */
class HawtioBrowserTest {

    /**
     * hawtio asks for the counters of all routes at once, every few seconds, which takes Camel a time that grows with the
     * square of their number: some of the service's own are enough to see that they are shown.
     */
    private static final String SOME_ROUTES = Stream.of("profile-read", "profile-list", "errors")
            .map(file -> "classpath:routes/" + file + ".camel.yaml")
            .collect(Collectors.joining(","));

    private static final Duration SOON = Duration.ofMinutes(2);

    private static final String ROUTE = "profile-read";
    private static final String GROUP = "profiles";
    private static final String FIRST_STEP =
            "//*[contains(concat(' ', @class, ' '), ' react-flow__node ') and contains(., '(ID: " + ROUTE + "-in)')]";

    private static Browser browser;
    private static StubCircle circle;
    private static RunningService service;

    @BeforeAll
    static void start() {
        browser = Browser.open();
        circle = new StubCircle();
        Map<String, String> settings = RunningService.with(circle);
        settings.put("camel.main.routes-include-pattern", SOME_ROUTES);
        settings.put(RunningService.MBEANS, "Default");
        service = RunningService.start(settings);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
            circle.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void showsRoutesByGroupWithDiagramAndLiveCounters() {
        WebDriver page = browser.driver();
        page.get(service.managementUrl() + "/hawtio/camel");

        click(page, "//*[text()='Expand all']");
        seen(page, "//*[text()='" + GROUP + "']");
        assertThat(page.getCurrentUrl()).as("no login").contains("/hawtio/camel");
        click(page, "//*[contains(@class, 'tree-view')]//*[text()='" + ROUTE + "']");
        click(page, "//*[text()='Route Diagram']");
        seen(page, FIRST_STEP);
        // Counters of the first step: failed, then completed.
        int before = await().atMost(SOON).ignoreExceptions().until(() -> completed(page), count -> count >= 0);

        fire();

        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(completed(page)).isGreaterThan(before));
    }

    /** A diagram of all of them would keep the browser busy for minutes. */
    @Test
    void beginsWithTheListOfRoutes() {
        WebDriver page = browser.driver();
        page.get(service.managementUrl() + "/hawtio/camel");
        seen(page, "//table//*[text()='" + ROUTE + "']");
        assertThat(page.getCurrentUrl()).endsWith("/hawtio/camel/routes");

        click(page, "//nav//a[contains(@href, '/circle-sync')]");
        seen(page, "//*[@id='circle-sync']");
        click(page, "//nav//a[@href='/hawtio/camel']");

        seen(page, "//table//*[text()='" + ROUTE + "']");
        assertThat(page.getCurrentUrl()).endsWith("/hawtio/camel/routes");
    }

    @Test
    void tellsWhatARouteIsFor() {
        WebDriver page = browser.driver();
        page.get(service.managementUrl() + "/hawtio/camel");
        click(page, "//*[text()='Expand all']");
        click(page, "//*[contains(@class, 'tree-view')]//*[text()='" + ROUTE + "']");
        click(page, "//*[text()='Attributes']");

        seen(page, "//*[contains(text(), '" + service.camel().getRoute(ROUTE).getDescription() + "')]");
    }

    private static void fire() {
        assertThat(service.get("/api/profiles/" + UUID.randomUUID()).statusCode())
                .isEqualTo(404);
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
