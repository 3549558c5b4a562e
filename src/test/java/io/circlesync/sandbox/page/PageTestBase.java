package io.circlesync.sandbox.page;

import io.circlesync.fixture.Browser;
import io.circlesync.fixture.RunningService;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What tests of the sandbox page have in common: a service with nothing configured, and a browser. */
abstract class PageTestBase {

    static RunningService service;
    static Browser browser;

    @BeforeAll
    static void start() {
        browser = Browser.open();
        service = RunningService.start(Map.of());
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (service != null) {
            service.close();
        }
    }
}
