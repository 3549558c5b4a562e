package io.circlesync.management.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.Browser;
import io.circlesync.fixture.Operators;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.TestTls;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** hawtio's form, by TLS and in a real browser, and the log behind it. */
class LoginBrowserTest {

    private static final String NAME = "#pf-login-username-id";
    private static final String PASSWORD = "input[type=password]";
    private static final String SUBMIT = "button[type=submit]";

    private static Browser browser;
    private static RunningService service;

    @BeforeAll
    static void start(@TempDir Path folder) {
        browser = Browser.open();
        TestTls.writePem("localhost", folder);
        Map<String, String> settings = new HashMap<>(Operators.settings());
        settings.put(
                "management.tls.certificate", folder.resolve("certificate.pem").toString());
        settings.put("management.tls.key", folder.resolve("key.pem").toString());
        settings.put("camel.main.routes-include-pattern", RunningService.ONE_ROUTE);
        service = RunningService.start(settings);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void a_wrong_password_is_told_and_the_right_one_leads_to_the_log() {
        browser.go(service.managementUrl() + "/hawtio/logs");
        browser.type(NAME, Operators.WATCH.user());
        browser.type(PASSWORD, "no idea at all");
        browser.click(SUBMIT);
        browser.see("form", "Invalid login credentials");

        browser.type(PASSWORD, Operators.WATCH.password());
        browser.click(SUBMIT);
        browser.seeNone(PASSWORD);
        browser.go(service.managementUrl() + "/hawtio/logs");

        // The first page of it, whatever else this JVM has logged.
        browser.see("body", "INFO");
        assertThat(browser.driver().manage().getCookieNamed("circle-sync"))
                .satisfies(cookie -> assertThat(cookie.isHttpOnly()).isTrue())
                .satisfies(cookie -> assertThat(cookie.isSecure()).isTrue());
    }
}
