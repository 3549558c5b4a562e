package io.circlesync.sandbox.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Rows;
import io.circlesync.json.Json;
import io.circlesync.sandbox.circle.WebhookLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.logging.LogType;

/** What a newcomer does on the sandbox page, with real clicks. */
class SandboxPageTest extends PageTestBase {

    @Test
    void somebody_joins_and_becomes_a_profile_a_slack_message_and_a_mail() {
        browser.go(service.url() + "/");

        browser.click("#outsiders [data-member='43391421'] [data-action=join]");

        browser.see("#members [data-member='43391421']", "Grace Okafor");
        browser.seeNone("#outsiders [data-member='43391421']");
        browser.see("#notice", "Grace Okafor joined. Circle sends community_member_joined_community.");
        browser.click(".webhooks summary");
        browser.see("#webhooks li", "community_member_joined_community");
        browser.see("#webhooks li", "member 43391421");
        browser.see("#profile-list", "Grace Okafor");
        browser.see("#slack-list", "Grace Okafor");
        browser.see("#mail-list", "grace");
    }

    @Test
    void on_a_phone_a_note_tells_what_follows_and_nothing_lies_under_it() {
        browser.resize(390, 844);
        browser.go(service.url() + "/sandbox");

        browser.click("#outsiders [data-member='43391424'] [data-action=join]");

        browser.see("#notice", "Tomasz Zieliński joined. Circle sends community_member_joined_community.");
        browser.see("#notice", "The profile is here.");
        assertThat(script("return document.getElementById('notice').getBoundingClientRect().bottom <= innerHeight"))
                .isEqualTo(true);
        for (String section : List.of("community", "profiles", "slack", "mail")) {
            browser.click("nav a[href='#" + section + "']");
            await().untilAsserted(() ->
                    assertThat(isBare("#" + section + "-title")).as(section).isTrue());
        }
        script("scrollTo(0, document.documentElement.scrollHeight)");
        assertThat(
                        script(
                                "return document.querySelector('main').getBoundingClientRect().bottom - document.getElementById('notes').getBoundingClientRect().top"))
                .satisfies(hidden -> assertThat(((Number) hidden).doubleValue()).isLessThanOrEqualTo(0.5));

        browser.click("#notice [data-action=show-profile]");
        browser.see("#profile-list .open", "Tomasz Zieliński");
        assertThat(isBare("#profile-list .open .name")).isTrue();
        browser.resize(1280, 900);
    }

    @Test
    void who_was_never_edited_is_not_said_to_be() {
        browser.go(service.url() + "/sandbox");
        browser.click("#outsiders [data-member='43391425'] [data-action=join]");
        browser.click("#notice [data-action=show-profile]");
        browser.see("#profile-list .open", "Edited in the app\nnever");

        browser.click("#profile-list .open [data-action=edit-profile]");
        browser.type("dialog [name=headline]", "Beekeeper, forty hives");
        browser.click("dialog [type=submit]");

        browser.see("#profile-list .open .timeline", "Beekeeper, forty hives");
        // The page may draw it anew between the look and the reading.
        await().ignoreException(StaleElementReferenceException.class)
                .untilAsserted(
                        () -> assertThat(browser.see("#profile-list .open").getText())
                                .contains("Edited in the app")
                                .doesNotContain("never"));
    }

    @Test
    void somebody_is_deactivated_and_active_again() {
        browser.go(service.url() + "/sandbox");
        browser.see("[data-member='43391413'] .chips", "deactivated");
        browser.click("[data-member='43391413'] [data-action=open-member]");

        browser.click("[data-member='43391413'] [data-action=activate]");
        browser.see("#notice", "Ewa Nowak is active again. Circle sends community_member_updated.");
        browser.seeNone("[data-member='43391413'] .chip.bad");

        browser.click("[data-member='43391413'] [data-action=deactivate]");
        browser.see("#notice", "Ewa Nowak was deactivated.");
        browser.see("[data-member='43391413'] .chips", "deactivated");
    }

    @Test
    void somebody_new_joins_with_a_form() {
        browser.go(service.url() + "/sandbox");

        browser.click("[data-action=new]");
        browser.type("dialog [name=email]", "nobody");
        browser.type("dialog [name=name]", "Åsa <i>Öberg</i>");
        browser.click("dialog [type=submit]");
        browser.see("#field-email-wrong", "must be an e-mail address");
        browser.type("dialog [name=email]", "asa@example.org");
        browser.click("dialog [type=submit]");

        browser.see("#members", "Åsa <i>Öberg</i>");
    }

    @Test
    void an_edit_fires_one_webhook_for_each_changed_field() {
        browser.go(service.url() + "/sandbox");

        browser.click("[data-member='43391410'] [data-action=edit]");
        browser.type("dialog [name='field:bio']", "Fewer skis");
        browser.type("dialog [name='field:website']", "https://ingrid.example.org");
        browser.click("dialog [type=submit]");

        browser.see("#notice", "Dr. Ingrid Solheim was edited in Circle. Circle sends 2 webhooks.");
        await().untilAsserted(() ->
                assertThat(sent(43391410)).extracting(WebhookLog.Sent::field).containsExactly("website", "bio"));
    }

    @Test
    void a_field_of_the_communitys_own_is_edited_on_both_sides() {
        browser.go(service.url() + "/sandbox");
        browser.click("[data-member='43391404'] [data-action=edit]");
        browser.type("dialog [name='field:pronouns']", "she/her");
        browser.click("dialog [type=submit]");
        browser.see("#profile-list", "Trần Minh Châu");
        String profile = "#profile-list [data-email='chau@example.net']";

        browser.click(profile + " [data-action=open-profile]");
        browser.see(profile + " dl", "she/her");
        browser.click(profile + " [data-action=edit-profile]");
        browser.type("dialog [name='custom.pronouns']", "they/them");
        browser.click("dialog [type=submit]");

        browser.see("#notice", "was edited in the app: Pronouns. Circle follows by itself.");
        browser.see(profile + " .timeline", "they/them");
        browser.click("[data-member='43391404'] [data-action=open-member]");
        browser.see("[data-member='43391404'] dl", "they/them");
    }

    @Test
    void typing_outlives_a_refresh_of_the_page() {
        browser.go(service.url() + "/sandbox");
        browser.click("[data-member='43391407'] [data-action=edit]");
        browser.type("dialog [name=headline]", "Half a senten");

        service.post("/sandbox/slack", "{\"text\":\"Meanwhile\"}");

        browser.see("#slack-list", "Meanwhile");
        assertThat(browser.see("dialog [name=headline]").getDomProperty("value"))
                .isEqualTo("Half a senten");
        browser.click("dialog [data-action=cancel]");
    }

    @Test
    void somebody_leaves_and_can_come_back() {
        browser.go(service.url() + "/sandbox");

        browser.click("[data-member='43391405'] [data-action=open-member]");
        browser.click("[data-member='43391405'] [data-action=leave]");

        browser.see("#outsiders", "Baz");
        browser.seeNone("[data-member='43391405']");
        browser.see("#notice", "Baz left. Circle sends community_member_deleted.");
    }

    @Test
    void what_members_type_stays_text() {
        service.post("/sandbox/slack", """
                {"text":"x","blocks":[{"type":"section","text":{"type":"mrkdwn",
                 "text":"*Robin &lt;b&gt;O'Hara&lt;/b&gt;* <https://example.org/?a=1&amp;b=2|joined> <javascript:alert(1)|click>"}}]}
                """);
        browser.go(service.url() + "/sandbox");

        browser.see("#slack-list", "Robin <b>O'Hara</b> joined click");

        assertThat(browser.driver().findElements(By.cssSelector(".message b, .message script")))
                .isEmpty();
        assertThat(browser.driver().findElements(By.cssSelector(".message a")))
                .extracting(link -> link.getDomAttribute("href"))
                .contains("https://example.org/?a=1&b=2")
                .noneMatch(target -> target.startsWith("javascript"));
    }

    @Test
    void a_partner_s_words_are_a_quote_as_slack_shows_one() {
        service.post("/sandbox/slack", """
                {"text":"x","blocks":[{"type":"section","text":{"type":"mrkdwn",
                 "text":":warning: *Ada* cannot be synced\\n>Circle answered `422`\\nSee 2 > 1"}}]}
                """);
        browser.go(service.url() + "/sandbox");
        browser.see("#slack-list", "Ada cannot be synced");

        assertThat(browser.driver().findElements(By.cssSelector(".message blockquote")))
                .extracting(WebElement::getText)
                .containsExactly("Circle answered 422");
        assertThat(browser.driver().findElement(By.cssSelector(".message")).getText())
                .doesNotContain(">Circle")
                .contains("See 2 > 1");
    }

    /** As Slack draws it, which looks for a direction outside of what is kept apart. */
    @Test
    void a_name_from_right_to_left_does_not_turn_the_words_around_it() {
        service.post("/sandbox/slack", """
                {"text":"x","blocks":[{"type":"section","text":{"type":"mrkdwn",
                 "text":"\u2068عبد الرحمن\u2069 has no account yet"}}]}
                """);
        browser.go(service.url() + "/sandbox");
        browser.see("#slack-list", "has no account yet");

        assertThat(browser.driver().executeScript("""
                const words = document.createTreeWalker(document.querySelector('.message'), NodeFilter.SHOW_TEXT).nextNode();
                const at = index => {
                  const range = document.createRange();
                  range.setStart(words, index);
                  range.setEnd(words, index + 1);
                  return range.getBoundingClientRect().left;
                };
                const text = words.textContent;
                return at(text.indexOf('عبد')) < at(text.indexOf('account'));
                """)).isEqualTo(true);
    }

    @Test
    void the_api_is_shown_to_people_by_what_its_calls_are_about() throws Exception {
        List<String> subjects = new ArrayList<>();
        Json.mapper()
                .readTree(service.get("/openapi.json").body())
                .get("tags")
                .forEach(tag -> subjects.add(tag.get("name").textValue()));
        browser.go(service.url() + "/docs");

        browser.see("#operations-Members-syncMember", "Sync a member now");

        assertThat(script("return [...document.querySelectorAll('.opblock-tag')].map(tag => tag.dataset.tag)"))
                .isEqualTo(subjects);
        assertThat(script("return document.querySelectorAll('.opblock-tag-section:not(:has(.opblock))').length"))
                .isEqualTo(0L);
        browser.seeNone(".errors-wrapper");
        assertThat(browser.driver().manage().logs().get(LogType.BROWSER).getAll())
                .noneMatch(entry -> entry.getLevel().equals(Level.SEVERE));
    }

    @Test
    void a_link_of_a_mail_leads_to_the_profile() {
        new Rows(service.jdbc())
                .profile(
                        "link@example.org",
                        "id",
                        "0b1f6a52-6c1e-4f6e-9a39-0d6f4f3f7a11",
                        "first_name",
                        "Linka",
                        "created_at",
                        Instant.now(),
                        "updated_at",
                        Instant.now());

        browser.go(service.url() + "/sandbox#profile=0b1f6a52-6c1e-4f6e-9a39-0d6f4f3f7a11");

        browser.see(".highlight", "Linka");
        browser.see("#notice", "complete their profile");
        browser.go(service.url() + "/sandbox#sign-up=link%40example.org");
        browser.see("#notice", "Here link@example.org would sign up");
    }

    /** Whether nothing covers the middle of what the CSS selector finds. */
    private static boolean isBare(String selector) {
        return (Boolean) browser.driver().executeScript("""
                const element = document.querySelector(arguments[0]);
                const {left, top, width, height} = element.getBoundingClientRect();
                return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
                """, selector);
    }

    private static Object script(String script) {
        return browser.driver().executeScript(script);
    }

    private static List<WebhookLog.Sent> sent(long member) {
        return service.camel().getRegistry().lookupByNameAndType("sandboxWebhooks", WebhookLog.class).sent().stream()
                .filter(sent -> sent.memberId() == member)
                .toList();
    }
}
