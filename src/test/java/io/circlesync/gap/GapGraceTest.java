package io.circlesync.gap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.circlesync.fixture.NotifyingService;
import io.circlesync.fixture.RunningService;
import io.circlesync.json.Json;
import io.circlesync.profile.Profile;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody who is filling in their profile is left in peace for a while. */
class GapGraceTest {

    private static GreenMail smtp;
    private static NotifyingService service;

    @BeforeAll
    static void start() {
        smtp = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        service = NotifyingService.start(smtp.getSmtp().getPort(), Map.of("sync.push", "false"));
    }

    @AfterAll
    static void stop() {
        service.close();
        smtp.stop();
    }

    @BeforeEach
    void clear() throws Exception {
        service.clear();
        smtp.purgeEmailFromAllMailboxes();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"email\":\"ada@example.org\",\"workosUserId\":\"user_1\"}",
                "{\"email\":\"ada@example.org\",\"workosUserId\":\"user_1\",\"headline\":\"Analyst\"}",
                "{\"email\":\"ada@example.org\",\"workosUserId\":\"user_1\",\"thingsICanOffer\":[\"Maths\"]}"
            })
    void the_mail_about_an_incomplete_profile_waits_after_a_form(String form) {
        call("POST", "/api/profiles", form);

        assertThat(waitsFor("incomplete-profile")).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        await().during(Duration.ofSeconds(1)).until(() -> smtp.getReceivedMessages().length == 0);
    }

    @Test
    void the_mail_about_a_profile_that_an_edit_made_incomplete_waits_too() {
        String id = created(call(
                "POST",
                "/api/profiles",
                "{\"email\":\"ada@example.org\",\"workosUserId\":\"user_1\",\"headline\":\"Analyst\","
                        + "\"thingsICanOffer\":[\"Maths\"]}"));
        call("PATCH", "/api/profiles/" + id, "{\"headline\":null}");

        assertThat(waitsFor("incomplete-profile")).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    }

    @Test
    void no_mail_goes_out_once_the_profile_is_complete() {
        String id =
                created(call("POST", "/api/profiles", "{\"email\":\"ada@example.org\",\"workosUserId\":\"user_1\"}"));
        call("PATCH", "/api/profiles/" + id, "{\"headline\":\"Analyst\",\"thingsICanOffer\":[\"Maths\"]}");

        service.skipWaiting();

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("obsolete"));
        assertThat(smtp.getReceivedMessages()).isEmpty();
    }

    @Test
    void the_mail_names_what_is_still_missing_by_then() throws Exception {
        String id =
                created(call("POST", "/api/profiles", "{\"email\":\"ada@example.org\",\"workosUserId\":\"user_1\"}"));
        call("PATCH", "/api/profiles/" + id, "{\"headline\":\"Analyst\"}");

        service.skipWaiting();

        await().until(() -> smtp.getReceivedMessages().length == 1);
        MimeMultipart parts = (MimeMultipart) smtp.getReceivedMessages()[0].getContent();
        assertThat((String) parts.getBodyPart(0).getContent())
                .contains("- things you can offer")
                .doesNotContain("- a headline");
    }

    @Test
    void somebody_without_an_account_is_written_to_at_once() {
        call("POST", "/api/profiles", "{\"email\":\"ada@example.org\"}");

        await().until(() -> smtp.getReceivedMessages().length == 1);
        assertThat(service.only("mail")).containsEntry("kind", "missing-workos");
    }

    @Test
    void what_a_sync_has_found_is_told_at_once() {
        Profile ada = service.store(NotifyingService.withAccount(NotifyingService.profile("ada@example.org", "Ada")));
        service.open(GapKind.INCOMPLETE_PROFILE, ada);

        await().until(() -> smtp.getReceivedMessages().length == 1);
    }

    private static Duration waitsFor(String kind) {
        return Duration.ofSeconds(service.jdbc()
                .queryForObject(
                        "SELECT extract(epoch FROM due_at - now()) FROM outbox WHERE kind = ? AND channel = 'mail'",
                        Long.class,
                        kind));
    }

    private static HttpResponse<String> call(String method, String path, String json) {
        HttpResponse<String> answer = RunningService.send(HttpRequest.newBuilder(
                        URI.create(service.service().url() + path))
                .header("Content-Type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
                .header("Authorization", "Bearer api-token")
                .method(method, HttpRequest.BodyPublishers.ofString(json)));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return answer;
    }

    private static String created(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body()).path("id").asText();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
