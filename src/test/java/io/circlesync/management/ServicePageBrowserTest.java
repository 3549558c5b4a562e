package io.circlesync.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Browser;
import io.circlesync.fixture.Operators;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubCircle;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;

/** The service's own page in hawtio, as those see it in a real browser who have logged in. */
class ServicePageBrowserTest extends ServiceTestBase {

    private static final Instant LONG_AGO = Instant.parse("2026-01-22T14:55:35.714Z");
    private static final String MARKUP = "<img src=x onerror=\"document.title='taken'\">";

    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = Browser.open();
        startWith(Operators.settings());
        logIn(Operators.ACT);
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
    void a_webhook_whose_secret_was_changed_on_one_side_is_told_until_the_right_one_comes() {
        String door = "The last call of Circle's webhook on this node showed a wrong secret";
        assertThat(RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/webhooks/circle"))
                                .header("Authorization", "Bearer of-yesterday")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"x\",\"data\":{}}")))
                        .statusCode())
                .isEqualTo(401);

        open("overview");

        browser.see(".cs-needs", door);
        service.post("/webhooks/circle", "{\"type\":\"x\",\"data\":{\"id\":1}}");
        await().until(() -> !browser.driver().getPageSource().contains(door));
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
    void whoever_may_only_watch_sees_all_of_it_and_can_do_nothing() throws Exception {
        long id = failed(7_391_700_007L, "circle-member: 503 " + MARKUP);
        logIn(Operators.WATCH);
        try {
            browser.see(".cs-who", "wanda (may watch)");
            browser.see(".cs-needs", "given up");
            open("failed");
            browser.see(row(id), "circle-member: 503");
            browser.seeNone(row(id) + " button");
            browser.seeNone(".cs-actions button");
            open("groups");
            browser.see(row("sync"), "started");
            browser.seeNone(row("sync") + " button");

            assertThat(fetched("/circlesync/api/members/" + id + "/sync", "{}")).startsWith("403 ");
            assertThat(fetched(
                            "/jolokia",
                            Json.write(Map.of("type", "exec", "mbean", group("sync"), "operation", "pause"))))
                    .contains("\"status\":403");

            assertThat(count("member_sync WHERE circle_member_id = ? AND failed_at IS NOT NULL", id))
                    .isEqualTo(1);
        } finally {
            logIn(Operators.ACT);
        }
    }

    @Test
    void a_group_is_stopped_and_started_while_intake_goes_on() {
        long id = 7_391_700_008L;
        circle.put(StubCircle.member(id, "member" + id + "@example.org", "Lise Meitner", LONG_AGO));
        open("groups");

        browser.click(row("sync") + " button");
        browser.click(".pf-v6-c-modal-box__footer button");
        browser.see(row("sync"), "stopped");
        browser.see(row("inbound"), "started");
        joins(id);
        assertThat(count("event WHERE circle_member_id = ?", id)).isEqualTo(1);
        open("");
        browser.see(".cs-needs", "The group sync is stopped on this node");
        browser.see("[data-station=sync].cs-danger", "stopped");
        assertThat(count("profile WHERE circle_member_id = ?", id)).isZero();
        open("groups");
        browser.click("button[aria-label='Start: group sync']");

        browser.see(row("sync"), "started");
        await().until(() -> count("profile WHERE circle_member_id = ?", id) == 1);
    }

    @Test
    void the_count_of_member_sync_rises_after_a_webhook() {
        open("");
        browser.see("[data-station=sync]", "a minute");
        long id = 7_391_700_009L;
        circle.put(StubCircle.member(id, "member" + id + "@example.org", "Vera Rubin", LONG_AGO));

        joins(id);

        await().until(() -> browser.see("[data-station=sync]").getText().matches("(?s).*\\b[1-9]\\d* a minute.*"));
        browser.see("[data-station=intake]", "last webhook");
    }

    @Test
    void all_that_were_given_up_over_something_are_tried_again_once_they_are_counted() {
        long id = failed(7_391_700_003L, "circle-member: 418 teapot");
        circle.put(StubCircle.member(id, "member" + id + "@example.org", "Alan Turing", LONG_AGO));
        open("failed");
        browser.type("input[aria-label='Part of the reason']", "418 teapot");
        browser.see(".cs-actions button", "Retry these");
        browser.see(row(id), "418 teapot");

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
        browser.see(row(conflict), "Decided");
        browser.see(row(conflict) + " .cs-won", "theirs");
        browser.seeNone(row(conflict) + " button");
    }

    @Test
    void an_event_that_could_not_be_used_is_put_right() {
        long id = 7_391_700_024L;
        circle.put(StubCircle.member(id, "member" + id + "@example.org", "Emmy Noether", LONG_AGO));
        long event =
                rows().event("x", "disposition", "quarantined", "reason", "There is no usable member id", "body", "{}");
        open("events/quarantined");

        browser.click("button[aria-label='Body of event " + event + "']");
        browser.type(".cs-body textarea", "{\"type\":");
        browser.click("button[aria-label='Use it so: event " + event + "']");
        browser.see(".pf-v6-c-alert", "This is no JSON");
        browser.type(".cs-body textarea", "{\"type\":\"x\",\"data\":{\"community_member_id\":" + id + "}}");
        browser.click("button[aria-label='Use it so: event " + event + "']");

        await().until(() -> count("profile WHERE circle_member_id = ?", id) == 1);
        browser.seeNone(row(event));
    }

    /** All that nobody sees on a partner's card alone. */
    @Test
    void a_month_whose_calls_are_used_up_and_a_run_that_has_failed_need_somebody() {
        long gap = rows().gapOfPartner("reconciliation", "reconciliation");
        service.jdbc()
                .update(
                        "UPDATE partner SET month = date_trunc('month', now(), 'UTC'), month_calls = 999999 WHERE name ="
                                + " 'circle'");
        try {
            open("");

            browser.see(".cs-needs .cs-danger", "nobody is synced until the month");
            browser.see("[data-station=circle].cs-danger", "month used up");
            browser.see(".cs-needs", "The last run has failed");
            open("partners");
            browser.see("[data-partner=circle]", "calls are used up");
        } finally {
            service.jdbc().update("UPDATE partner SET month_calls = 0 WHERE name = 'circle'");
            service.jdbc().update("DELETE FROM gap WHERE id = ?", gap);
        }
    }

    @Test
    void edits_that_wait_and_webhooks_that_do_not_come_need_somebody() {
        long gap = rows().gapOfPartner("push-rejected", "circle:account");
        rows().member(771, "due_at", Instant.now().plusSeconds(600), "sent", "{\"headline\":\"Ours\"}");
        service.jdbc()
                .update("INSERT INTO last_success (what, at) VALUES ('circle-webhook', now() - interval '3 days')"
                        + " ON CONFLICT (what) DO UPDATE SET at = excluded.at");
        try {
            open("");

            browser.see(".cs-needs .cs-danger", "edits of 1 member wait");
            browser.see("[data-station=circle].cs-danger", "takes no changes");
            browser.see(".cs-needs", "No webhook of Circle for 3 d");
        } finally {
            service.jdbc().update("DELETE FROM gap WHERE id = ?", gap);
            service.jdbc().update("DELETE FROM member_sync WHERE circle_member_id = 771");
            service.jdbc().update("UPDATE last_success SET at = now() WHERE what = 'circle-webhook'");
        }
    }

    @Test
    void a_run_that_has_failed_does_not_say_that_both_sides_agree() {
        long run = rows().run("state", "failed", "reason", "Circle lists nobody", "ended_at", Instant.now());

        open("run/" + run);

        browser.see("#circle-sync", "The run has failed: Circle lists nobody");
        browser.see("#circle-sync", "It ended before all was compared.");
    }

    @Test
    void whoever_waits_for_circle_has_no_try_in_the_past() {
        long id = 7_391_700_025L;
        service.jdbc()
                .update("UPDATE partner SET state = 'open', reason = 'refused', next_at = now() + interval '1 hour'"
                        + " WHERE name = 'circle'");
        rows().member(id, "due_at", LONG_AGO, "generation", 1);
        try {
            open("queue");

            browser.see(row(id), "when Circle is called again");
        } finally {
            service.jdbc()
                    .update(
                            "UPDATE partner SET state = 'closed', reason = NULL, next_at = now() WHERE name = 'circle'");
            service.jdbc().update("DELETE FROM member_sync WHERE circle_member_id = ?", id);
        }
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
    void two_are_linked_only_by_the_members_number() {
        long id = 7_391_700_010L;
        String email = "member" + id + "@example.org";
        UUID theirs = rows().profile(email, "email_verified", false);
        circle.put(StubCircle.member(id, email, "Maria Mitchell", LONG_AGO));
        joins(id);
        await().until(() -> openGaps("member:" + id).contains("identity-conflict"));
        long gap = service.jdbc().queryForObject("SELECT id FROM gap WHERE circle_member_id = ?", Long.class, id);
        open("identity");

        browser.click(row(gap) + " button");
        browser.click("button[aria-label='Link these two: profile 1']");
        assertThat(browser.see(".pf-v6-c-modal-box__footer button").isEnabled()).isFalse();
        browser.type(".pf-v6-c-modal-box input", Long.toString(id));
        browser.click(".pf-v6-c-modal-box__footer button");

        await().until(() -> Long.valueOf(id).equals(row(theirs).get("circle_member_id")));
    }

    @Test
    void whoever_is_linked_rightly_stays_so_beside_the_profile_of_the_address() {
        long id = 7_391_700_011L;
        String email = "member" + id + "@example.org";
        UUID theirs = rows().profile("before." + email, "circle_member_id", id, "circle_email", "before." + email);
        rows().profile(email);
        circle.put(StubCircle.member(id, email, "Caroline Herschel", LONG_AGO));
        joins(id);
        await().until(() -> openGaps("member:" + id).contains("identity-conflict"));
        long gap = service.jdbc().queryForObject("SELECT id FROM gap WHERE circle_member_id = ?", Long.class, id);
        open("identity");

        browser.click(row(gap) + " button");
        browser.click("button[aria-label^='Linked rightly: profile']");
        browser.click(".pf-v6-c-modal-box__footer button");

        await().until(() -> !openGaps("member:" + id).contains("identity-conflict"));
        assertThat(row(theirs))
                .containsEntry("circle_member_id", id)
                .containsEntry("email", "before." + email)
                .containsEntry("last_name", "Herschel");
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
        browser.click("button[aria-label='Sync now: member " + id + "']");
        browser.see("table[aria-label=Timeline]", "a person had them synced");
        browser.see("table[aria-label=Timeline]", "ada");
        browser.click("button[aria-label='Erase: member " + id + "']");
        assertThat(browser.see(".pf-v6-c-modal-box__footer button").isEnabled()).isFalse();
        browser.type(".pf-v6-c-modal-box input", Long.toString(id));
        browser.click(".pf-v6-c-modal-box__footer button");

        await().until(() -> count("profile WHERE id = ?", profile) == 0);
    }

    @Test
    void of_circle_nothing_is_told_while_it_is_not_called_and_why() {
        long id = 7_391_700_026L;
        synced(id, "Emmy Noether");
        open("partners");
        browser.click("[data-partner=circle] button");
        browser.click(".pf-v6-c-modal-box__footer button");
        browser.see("[data-partner=circle].cs-danger", "not called");
        try {
            open("member/" + id);

            browser.see("#circle-sync .cs-broken", "Circle is not called at the moment");
            browser.see("#circle-sync .cs-broken a[href$='/partners']", "See the partners");
            assertThat(browser.see(".cs-sides").getText()).contains("Emmy").doesNotContain("none");
            browser.click("button[aria-label='Sync now: member " + id + "']");
            browser.see(".pf-m-warning", "will be synced when Circle is called again");
            browser.driver().navigate().refresh();
        } finally {
            open("partners");
            browser.click("[data-partner=circle] button");
            browser.see("[data-partner=circle]", "calls flow");
        }
    }

    @Test
    void the_profiles_of_whoever_cannot_be_told_apart_are_shown_while_circle_is_not_called() {
        long id = 7_391_700_031L;
        rows().profile("member" + id + "@example.org", "email_verified", false, "first_name", "Sophie");
        circle.put(StubCircle.member(id, "member" + id + "@example.org", "Sophie Germain", LONG_AGO));
        joins(id);
        await().until(() -> openGaps("member:" + id).contains("identity-conflict"));
        long gap = service.jdbc().queryForObject("SELECT id FROM gap WHERE circle_member_id = ?", Long.class, id);
        open("partners");
        browser.click("[data-partner=circle] button");
        browser.click(".pf-v6-c-modal-box__footer button");
        browser.see("[data-partner=circle].cs-danger", "not called");
        try {
            open("identity");

            browser.click(row(gap) + " button");

            browser.see(".cs-broken", "Circle is not called at the moment");
            assertThat(browser.see(".cs-sides").getText()).contains("Sophie", "no answer yet");
            browser.see(".cs-card[aria-label='Profile 1']", "Keep them apart");
        } finally {
            open("partners");
            browser.click("[data-partner=circle] button");
            browser.see("[data-partner=circle]", "calls flow");
        }
    }

    @Test
    void a_channel_of_the_team_s_own_is_a_station_of_the_flow() {
        long message = rows().message("hook:board", "missing-workos", "due_at", LONG_AGO);
        try {
            open("overview");

            browser.see("[data-station=hook].cs-danger", "stuck");
            browser.see(".cs-needs", "Hook: board is stuck");
        } finally {
            service.jdbc().update("DELETE FROM outbox WHERE id = ?", message);
        }
    }

    @Test
    void nobody_is_tried_again_where_nobody_was_given_up() {
        open("failed");
        browser.type("input[aria-label='Part of the reason']", "no such reason");

        browser.see("#circle-sync", "Nobody was given up over that.");
        browser.see(".cs-actions button[disabled]", "Retry these");
    }

    @Test
    void a_message_has_no_try_in_the_past_while_its_channel_is_not_called() {
        open("partners");
        browser.click("[data-partner=mail] button");
        browser.click(".pf-v6-c-modal-box__footer button");
        browser.see("[data-partner=mail].cs-danger", "not called");
        long message = rows().message("mail", "missing-workos", "due_at", LONG_AGO);
        try {
            open("messages");

            browser.see(row(message), "when Mail is called again by a person");
        } finally {
            service.jdbc().update("DELETE FROM outbox WHERE id = ?", message);
            open("partners");
            browser.click("[data-partner=mail] button");
            browser.see("[data-partner=mail]", "calls flow");
        }
    }

    @Test
    void only_what_stands_can_be_taken_back() {
        long id = 7_391_700_027L;
        UUID profile = synced(id, "Emmy Noether");
        rows().change(profile, "headline", "old_value", "One", "new_value", "Two");
        rows().change(profile, "headline", "old_value", "Two", "new_value", "Three");
        service.jdbc().update("UPDATE profile SET headline = 'Three' WHERE id = ?", profile);
        long last =
                service.jdbc().queryForObject("SELECT max(id) FROM change WHERE profile_id = ?", Long.class, profile);
        open("member/" + id);

        browser.see("[data-row='" + last + "'] button", "Take back");
        browser.seeNone("[data-row='" + (last - 1) + "'] button");
    }

    @Test
    void nothing_is_said_to_be_well_while_that_is_not_known() {
        open("");
        browser.see(".cs-flow");
        service.jdbc().execute("ALTER TABLE reconciliation RENAME TO elsewhere");
        try {
            browser.see(".cs-broken", "Not up to date");

            browser.see(".cs-old .cs-flow");
            browser.seeNone(".cs-well");
        } finally {
            service.jdbc().execute("ALTER TABLE elsewhere RENAME TO reconciliation");
        }
        browser.seeNone(".cs-old");
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
    void a_phone_breaks_the_types_of_events_between_their_words() {
        synced(7_391_700_021L, "Chien-Shiung Wu");
        browser.resize(390, 844);
        try {
            open("events");
            // By the rectangles of each word: WebDriver's text tells of a line's end wherever there may be one.
            await().until(() -> browser.driver().executeScript("""
                    const cells = [...document.querySelectorAll('td[data-label=Type]')];
                    return cells.some(cell => cell.textContent === 'community_member_joined_community')
                      && cells.flatMap(cell => [...cell.childNodes])
                        .filter(node => node.nodeType === Node.TEXT_NODE)
                        .every(word => {
                          const range = document.createRange();
                          range.selectNode(word);
                          return range.getClientRects().length === 1;
                        });""").equals(true));
        } finally {
            browser.resize(1280, 900);
        }
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

    @ParameterizedTest
    @CsvSource({"false, done, 1, true", "false, cancelled, 1, true", "true, done, 2, true", "true, done, 1, false"})
    void a_run_that_may_have_written_can_be_taken_back(boolean dryRun, String state, int pass, boolean isOffered) {
        long run = rows().run("dry_run", dryRun, "state", state, "pass", pass);
        rows().finding(run, "different", 7_391_700_020L, "state", isOffered ? "applied" : "open");

        open("run/" + run);

        browser.see("#cs-run", "Run " + run);
        browser.see(".cs-actions", isOffered ? "Take it back" : "Repair");
        assertThat(browser.driver()
                        .findElement(By.cssSelector(".cs-actions"))
                        .getText()
                        .contains("Take it back"))
                .isEqualTo(isOffered);
    }

    @Test
    void a_person_decides_on_the_report_of_a_run_that_waits_also_on_a_phone() {
        long gone = 7_391_700_011L;
        long changed = 7_391_700_012L;
        UUID leaves = synced(gone, "Hedy Lamarr");
        UUID follows = synced(changed, "Rosalind Franklin");
        settled(began(), "done");
        circle.remove(gone);
        circle.member(changed)
                .put("headline", "A long word: " + "x".repeat(200))
                .put("updated_at", Instant.now().toString());
        String run = began();
        settled(run, "waiting");
        browser.resize(390, 844);
        try {
            browser.go(service.managementUrl() + "/circlesync/api/reconciliations/" + run + "/report");
            browser.see("h1", "waits for a person");
            assertThat((Long) browser.driver().executeScript("return document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(390);

            browser.click("form[action$='/approve'] button");
            browser.see("article", "approved");
            browser.click("input[value='left']");
            browser.click("form[action='continue'] button");

            browser.see("h1", "is done");
            browser.seeNone("form");
        } finally {
            browser.resize(1280, 900);
            browser.go("about:blank");
        }
        assertThat(row(leaves).get("left_at"))
                .as("what was approved is not left out with its kind")
                .isNotNull();
        assertThat((String) row(follows).get("headline")).startsWith("A long word");
    }

    /** A run that writes; gives its id. */
    private static String began() {
        HttpResponse<String> answer =
                RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/reconciliations"))
                        .header("Authorization", "Bearer api-token")
                        .POST(HttpRequest.BodyPublishers.noBody()));
        return Json.read(answer.body()).get("id").asText();
    }

    private static void settled(String run, String state) {
        await().until(() -> count("reconciliation WHERE id = ? AND state = ?", Long.valueOf(run), state) == 1);
    }

    /** As by hawtio's form. */
    private static void logIn(Operators operator) {
        browser.driver().manage().deleteAllCookies();
        browser.go(service.managementUrl() + "/hawtio");
        browser.type("#pf-login-username-id", operator.user());
        browser.type("input[type=password]", operator.password());
        browser.click("button[type=submit]");
        browser.see("#circle-sync h1");
    }

    private static String group(String name) throws MalformedObjectNameException {
        ObjectName wanted = new ObjectName("circlesync:type=group,name=\"" + name + "\",*");
        return service.beans().queryNames(wanted, null).iterator().next().getCanonicalName();
    }

    /** Status and body of what the page's own script POSTs. */
    private static String fetched(String path, String body) {
        return (String) browser.driver()
                .executeAsyncScript(
                        "const [path, body, done] = arguments;"
                                + "fetch(path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body})"
                                + ".then(async answer => done(`${answer.status} ${await answer.text()}`), failure => done(`${failure}`))",
                        path,
                        body);
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

    private static String row(String key) {
        return "[data-row='" + key + "']";
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
