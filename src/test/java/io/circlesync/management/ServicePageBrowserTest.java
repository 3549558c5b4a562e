package io.circlesync.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Browser;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubCircle;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service's own page in hawtio, as an operator sees it in a real browser. */
class ServicePageBrowserTest extends ServiceTestBase {

    private static final Instant LONG_AGO = Instant.parse("2026-01-22T14:55:35.714Z");
    private static final String MARKUP = "<img src=x onerror=\"document.title='taken'\">";

    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = Browser.open();
        startWith(Map.of());
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void hawtio_opens_with_the_page_which_says_what_needs_somebody_and_leads_there() {
        long id = failed(7_391_700_001L, "circle-member: 503 " + MARKUP);

        browser.go(service.managementUrl() + "/hawtio");

        browser.see("#circle-sync h1", "Circle Sync");
        browser.see("nav a[href$='/circle-sync']", "Circle Sync");
        browser.see("[data-station=sync].cs-danger", "given up");
        browser.see(".cs-needs", MARKUP);
        browser.click("[data-station=sync]");
        browser.see(row(id), MARKUP);
        assertThat(browser.driver().getTitle()).as("what was typed is text").doesNotContain("taken");
        assertThat(browser.driver().getCurrentUrl()).endsWith("/circle-sync/failed");
    }

    @Test
    void whoever_was_given_up_is_tried_again_by_a_button() {
        long id = failed(7_391_700_002L, "circle-member: 503");
        circle.put(StubCircle.member(id, "member" + id + "@example.org", "Grace Hopper", LONG_AGO));
        open("failed");

        browser.click(row(id) + " button");

        await().until(() -> count("profile WHERE circle_member_id = ?", id) == 1);
        browser.seeNone(row(id));
    }

    @Test
    void all_that_were_given_up_over_something_are_tried_again_once_they_are_counted() {
        long id = failed(7_391_700_003L, "circle-member: 418 teapot");
        circle.put(StubCircle.member(id, "member" + id + "@example.org", "Alan Turing", LONG_AGO));
        open("failed");
        browser.type("input[aria-label='Part of the reason']", "418 teapot");
        browser.see(".cs-actions button", "Retry these");

        browser.click(".cs-actions button");
        browser.see(".cs-asking", "1 member is marked due");
        assertThat(count("replay")).as("nothing before it is confirmed").isZero();
        browser.click(".pf-v6-c-modal-box__footer button");

        await().until(() -> count("profile WHERE circle_member_id = ?", id) == 1);
    }

    @Test
    void the_other_side_wins_a_conflict_when_a_person_says_so() {
        long id = 7_391_700_004L;
        UUID profile = synced(id, "Ada Lovelace");
        service.jdbc().update("UPDATE profile SET bio = 'ours' WHERE id = ?", profile);
        long conflict = rows().conflict(profile, id, "bio");
        open("conflicts");

        browser.click(row(conflict) + " button");
        browser.see(".cs-asking", "theirs");
        browser.click(".pf-v6-c-modal-box__footer button");

        await().until(() -> "theirs".equals(row(profile).get("bio")));
    }

    @Test
    void whoever_cannot_be_told_apart_is_looked_at_from_both_sides_and_decided_upon() {
        long id = 7_391_700_005L;
        String email = "member" + id + "@example.org";
        UUID typed = rows().profile(email, "email_verified", false, "first_name", MARKUP);
        circle.put(StubCircle.member(id, email, "Mary Somerville", LONG_AGO));
        joins(id);
        await().until(() -> openGaps("member:" + id).contains("identity-conflict"));
        long gap = service.jdbc().queryForObject("SELECT id FROM gap WHERE circle_member_id = ?", Long.class, id);
        open("identity");

        browser.click(row(gap) + " button");
        browser.see(".cs-sides", "Mary");
        browser.see(".cs-sides", MARKUP);
        browser.click("button[aria-label='The address is theirs: profile 1']");
        browser.click(".pf-v6-c-modal-box__footer button");

        await().until(() -> Long.valueOf(id).equals(row(typed).get("circle_member_id")));
        assertThat(openGaps("member:" + id)).doesNotContain("identity-conflict");
        assertThat(browser.driver().getTitle()).doesNotContain("taken");
    }

    @Test
    void one_member_is_shown_with_both_sides_and_why_and_is_erased_only_by_their_number() {
        long id = 7_391_700_006L;
        UUID profile = synced(id, "Emmy Noether");
        open("member");
        browser.type("input[aria-label='Member id, address or account']", "member" + id + "@example.org");
        browser.click("form button");

        browser.see("#cs-member", "Member " + id);
        browser.see(".cs-sides", "Emmy");
        browser.see(".cs-sides", "From Circle");
        browser.see(".cs-preview", "Nothing: both sides agree.");
        browser.click("button[aria-label='Erase: member " + id + "']");
        assertThat(browser.see(".pf-v6-c-modal-box__footer button").isEnabled()).isFalse();
        browser.type(".pf-v6-c-modal-box input", Long.toString(id));
        browser.click(".pf-v6-c-modal-box__footer button");

        await().until(() -> count("profile WHERE id = ?", profile) == 0);
    }

    @Test
    void a_partner_is_stopped_and_goes_on_and_the_page_fits_a_phone() {
        open("partners");
        browser.click("[data-partner=mail] button");
        browser.click(".pf-v6-c-modal-box__footer button");
        browser.see("[data-partner=mail].cs-danger", "not called");
        browser.resize(390, 844);
        open("");
        browser.see(".cs-needs", "Mail is not called");
        assertThat((Long) browser.driver().executeScript("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(390);
        open("partners");

        browser.click("[data-partner=mail] button");

        browser.see("[data-partner=mail]", "calls flow");
        browser.resize(1280, 900);
    }

    @Test
    void the_partners_are_asked_and_it_is_said_how_each_is() {
        open("check");

        browser.click(".cs-actions button");

        browser.see("[data-row^=database]", "ok");
        browser.see("[data-row^=circle]");
    }

    @Test
    void a_run_compares_and_tells_what_it_has_found() {
        open("runs");

        browser.click(".cs-actions button");

        browser.see("#cs-run", "Run");
        browser.see(".cs-run", "members compared");
        await().until(() -> count("reconciliation WHERE ended_at IS NULL") == 0);
    }

    /** Within the page, as by a click in its menu: hawtio takes seconds to load. */
    private static void open(String view) {
        if (!browser.driver().getCurrentUrl().startsWith(service.managementUrl())) {
            browser.go(service.managementUrl() + "/hawtio");
            browser.see("#circle-sync h1");
        }
        browser.driver()
                .executeScript(
                        "history.pushState({}, '', arguments[0]); dispatchEvent(new PopStateEvent('popstate'))",
                        "/hawtio/circle-sync/" + view);
    }

    private static String row(long id) {
        return "[data-row='" + id + "']";
    }

    private static long failed(long id, String error) {
        rows().member(id, "failed_at", LONG_AGO, "attempts", 10, "error", error);
        return id;
    }

    private static UUID synced(long id, String name) {
        circle.put(StubCircle.member(id, "member" + id + "@example.org", name, LONG_AGO));
        joins(id);
        await().until(() -> count("profile WHERE circle_member_id = ?", id) == 1);
        await().until(() -> count("member_sync WHERE circle_member_id = ? AND due_at IS NULL", id) == 1);
        return service.jdbc().queryForObject("SELECT id FROM profile WHERE circle_member_id = ?", UUID.class, id);
    }

    private static void joins(long id) {
        String event = "{\"type\":\"community_member_joined_community\",\"data\":{\"community_member_id\":" + id + "}}";
        assertThat(service.post("/webhooks/circle", event).statusCode()).isEqualTo(200);
    }
}
