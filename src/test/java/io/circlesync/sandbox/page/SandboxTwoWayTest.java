package io.circlesync.sandbox.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Rows;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** What a newcomer sees of the two ways on the sandbox page, with real clicks. */
class SandboxTwoWayTest extends PageTestBase {

    @Test
    void an_edit_in_the_app_arrives_in_circle_and_one_in_circle_arrives_in_the_app() {
        String profile = joined(43391421);
        browser.click(profile + " [data-action=open-profile]");
        browser.see(profile + " .step.good", "In step with Circle");

        browser.click(profile + " [data-action=edit-profile]");
        browser.type("dialog [name=headline]", "Peat researcher");
        browser.click("dialog [type=submit]");

        browser.see("#notice", "Grace Okafor was edited in the app: Headline. Circle follows by itself.");
        browser.see(profile + " dl", "Peat researcher");
        browser.see("#members [data-member='43391421']", "Peat researcher");
        browser.see(profile + " .timeline [data-source=local]", "Peat researcher");
        browser.see(profile + " .timeline [data-source=push]", "Peat researcher");
        browser.see(profile + " .step.good", "In step with Circle");

        browser.click("#members [data-member='43391421'] [data-action=edit]");
        browser.type("dialog [name='field:bio']", "Peat, from below");
        browser.click("dialog [type=submit]");

        browser.see(profile + " dl", "Peat, from below");
        browser.see(profile + " .timeline > li:first-child[data-source=circle] [data-field=bio]", "Peat, from below");
        assertThat(browser.see(profile + " .timeline").getText())
                .containsSubsequence("Peat, from below", "Push to Circle", "App", "edit", "created");
    }

    @Test
    void only_what_was_changed_is_sent_and_an_emptied_field_as_null() {
        String profile = known("emptied@example.org", "Emma", "Old headline");
        browser.go(service.url() + "/sandbox");

        browser.driver().executeScript("""
                const send = window.fetch;
                window.sent = [];
                window.fetch = (url, request) => {
                  if (request.method === 'PATCH') window.sent.push(request.body);
                  return send(url, request);
                };
                """);

        browser.click(profile + " [data-action=edit-profile]");
        browser.type("dialog [name=thingsICanOffer]", " Tea \n\nScones");
        browser.see("dialog [name=headline]").clear();
        service.jdbc().update("UPDATE profile SET bio = 'Meanwhile' WHERE email = 'emptied@example.org'");
        browser.click("dialog [type=submit]");

        browser.see("dialog .error", "Bio is now “Meanwhile”");
        browser.click("dialog [type=submit]");
        browser.see("#notice", "was edited in the app: Headline, Things I can offer.");
        assertThat(browser.driver().executeScript("return window.sent.at(-1)"))
                .isEqualTo("{\"headline\":null,\"thingsICanOffer\":[\"Tea\",\"Scones\"]}");
        assertThat(service.jdbc().queryForMap("""
                        SELECT headline, bio, array_to_string(things_i_can_offer, '|') AS offers
                        FROM profile WHERE email = 'emptied@example.org'
                        """))
                .containsEntry("headline", null)
                .containsEntry("bio", "Meanwhile")
                .containsEntry("offers", "Tea|Scones");
    }

    @Test
    void an_error_stands_beside_its_field() {
        String profile = known("wrong@example.org", "Wanda", "Wonders");
        known("taken@example.org", "Tara", "Takes");
        browser.go(service.url() + "/sandbox");

        browser.click(profile + " [data-action=edit-profile]");
        browser.type("dialog [name=website]", "nonsense");
        browser.click("dialog [type=submit]");
        browser.see("#field-website-wrong", "Expected an http or https URL.");
        assertThat(browser.see("dialog [name=website]").getDomAttribute("aria-invalid"))
                .isEqualTo("true");

        browser.type("dialog [name=website]", "https://wanda.example.org");
        browser.type("dialog [name=email]", "taken@example.org");
        browser.click("dialog [type=submit]");
        browser.see("dialog .error", "The email belongs to another profile.");
        assertThat(browser.driver().findElements(By.cssSelector("dialog [aria-invalid]")))
                .isEmpty();
        browser.click("dialog [data-action=cancel]");
    }

    @Test
    void a_sign_up_settles_that_there_is_no_account() {
        String profile = joined(43391422);
        browser.see(profile + " .chips", "no account yet");
        browser.click(profile + " [data-action=open-profile]");
        browser.see(profile + " .gaps", "missing:");

        browser.click(profile + " [data-action=sign-up]");

        browser.see(profile + " .chips", "has an account");
        browser.seeNone(profile + " [data-action=sign-up]");
        browser.see(profile + " .timeline [data-field=workosUserId]", "user_sandbox_");
        assertThat(browser.see(profile + " .chips").getText()).doesNotContain("no account yet");
    }

    @Test
    void whoever_comes_first_creates_and_whoever_comes_later_links() {
        browser.go(service.url() + "/sandbox");
        browser.click("[data-action=new-sign-up]");
        browser.type("dialog [name=email]", "first.in.app@example.org");
        browser.type("dialog [name=firstName]", "Fia");
        browser.type("dialog [name=lastName]", "First");
        browser.click("dialog [type=submit]");
        String profile = "[data-email='first.in.app@example.org']";
        browser.see(profile + " .chips", "not in Circle");

        browser.click(profile + " [data-action=join-circle]");
        assertThat(browser.see("dialog [name=name]").getDomProperty("value")).isEqualTo("Fia First");
        browser.click("dialog [type=submit]");

        browser.see(profile + " .timeline [data-source=circle]", "linked");
        browser.see(profile + " .step.good", "In step with Circle");

        browser.click("[data-action=new-sign-up]");
        browser.type("dialog [name=email]", "ingrid@example.org");
        browser.click("dialog [type=submit]");
        browser.see("[data-email='ingrid@example.org']", "Dr. Ingrid Solheim");
    }

    @Test
    void what_people_type_stays_text_on_both_sides() {
        String hostile = "<img src=x onerror=\"document.title='gone'\">";
        String profile = joined(43391423);
        browser.click(profile + " [data-action=open-profile]");
        browser.click(profile + " [data-action=edit-profile]");
        browser.type("dialog [name=lastName]", hostile);
        browser.type("dialog [name=bio]", "javascript:alert(1)");
        browser.type("dialog [name=thingsICanOffer]", "<script>document.title='gone'</script>");
        browser.click("dialog [type=submit]");

        browser.see("#members [data-member='43391423'] .name", hostile);
        browser.see(profile + " .timeline [data-source=push]", hostile);
        browser.click("#members [data-member='43391423'] [data-action=open-member]");
        browser.see("#members [data-member='43391423'] .details", "javascript:alert(1)");
        browser.click(profile + " [data-action=edit-profile]");
        browser.see("#editor-title", hostile);
        browser.click("dialog [data-action=cancel]");

        assertThat(browser.driver().findElements(By.cssSelector("main img, main script, dialog img, #notice img")))
                .isEmpty();
        assertThat(browser.driver().findElements(By.cssSelector("a[href^='javascript']")))
                .isEmpty();
        assertThat(browser.driver().getTitle()).isEqualTo("Circle Sync sandbox");
    }

    @Test
    void the_keyboard_is_enough_and_a_phone_is_wide_enough() {
        String profile = known("keys@example.org", "Kim", "Keys");
        browser.go(service.url() + "/sandbox");
        browser.resize(390, 844);

        browser.press(profile + " [data-action=open-profile]", Keys.ENTER);
        browser.see(profile + " [aria-expanded=true]");
        browser.press(profile + " [data-action=edit-profile]", Keys.SPACE);
        browser.press("dialog [name=firstName]", Keys.ESCAPE);
        browser.seeNone("dialog[open]");

        assertThat(browser.driver().switchTo().activeElement().getDomAttribute("data-action"))
                .isEqualTo("edit-profile");
        assertThat(browser.driver().executeScript("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        browser.resize(1280, 900);
    }

    @Test
    void where_there_is_an_api_token_the_page_asks_for_it_and_writes_with_it() {
        try (RunningService locked = RunningService.start(Map.of("api.token", "api-token"))) {
            browser.go(locked.url() + "/sandbox");
            browser.see("#token", "An API token is set (api.token)");
            browser.type("#token [name=token]", "another");
            browser.click("#token [type=submit]");
            browser.see("#token .wrong", "That is not the API token.");
            browser.type("#token [name=token]", "api-token");
            browser.click("#token [type=submit]");

            browser.click("[data-action=new-sign-up]");
            browser.type("dialog [name=email]", "token@example.org");
            browser.type("dialog [name=firstName]", "Toni");
            browser.click("dialog [type=submit]");

            browser.see("[data-email='token@example.org'] .timeline", "Toni");
            assertThat(browser.driver().getPageSource()).doesNotContain("api-token");
        }
    }

    @Test
    void real_people_get_no_invented_accounts() {
        try (StubCircle circle = new StubCircle();
                RunningService real = RunningService.start(RunningService.with(circle))) {
            insert(real, "real@example.org", "Rea", "Real");
            browser.go(real.url() + "/sandbox");
            browser.type("#token [name=token]", "api-token");
            browser.click("#token [type=submit]");

            browser.click("[data-email='real@example.org'] [data-action=open-profile]");
            browser.see("#community .real", "Circle is connected for real");
            browser.seeNone("[data-action=sign-up], [data-action=join-circle]");
            assertThat(browser.driver()
                            .findElement(By.cssSelector("[data-action=new-sign-up]"))
                            .isDisplayed())
                    .isFalse();
            browser.click("[data-email='real@example.org'] [data-action=edit-profile]");
            browser.see("dialog .about", "the edit reaches the real member");
            browser.click("dialog [data-action=cancel]");
        }
    }

    /** Lets somebody join, and waits for the profile. */
    private static String joined(long member) {
        browser.go(service.url() + "/sandbox");
        browser.click("#outsiders [data-member='" + member + "'] [data-action=join]");
        String id = await().until(
                        () -> service.jdbc()
                                .queryForList(
                                        "SELECT id::text FROM profile WHERE circle_member_id = ?",
                                        String.class,
                                        member),
                        found -> !found.isEmpty())
                .get(0);
        String profile = "[data-profile='" + id + "']";
        browser.see(profile);
        return profile;
    }

    /** A profile whom only the app knows. */
    private static String known(String email, String firstName, String headline) {
        insert(service, email, firstName, headline);
        return "[data-email='" + email + "']";
    }

    private static void insert(RunningService where, String email, String firstName, String headline) {
        new Rows(where.jdbc())
                .profile(
                        email,
                        "first_name",
                        firstName,
                        "headline",
                        headline,
                        "created_at",
                        Instant.now(),
                        "updated_at",
                        Instant.now());
    }
}
