package io.circlesync.message.mail;

import static io.circlesync.fixture.NotifyingService.profile;
import static io.circlesync.fixture.NotifyingService.withAccount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.circlesync.fixture.NotifyingService;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.profile.Profile;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What members get, through a real SMTP server. */
class OutboxMailRouteTest {

    private static GreenMail smtp;
    private static NotifyingService service;

    @BeforeAll
    static void start() {
        smtp = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        service = NotifyingService.start(smtp.getSmtp().getPort(), Map.of());
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

    @Test
    void a_member_without_an_account_gets_the_sign_up_mail_which_also_names_what_is_missing() throws Exception {
        Profile ada = service.store(profile("ada+circle@example.org", "Ada"));
        lacks(ada, "headline", "thingsICanOffer");
        service.open(GapKind.MISSING_WORKOS, ada);

        MimeMessage mail = onlyMail();
        String link = "https://app.example/sign-up?email=ada%2Bcircle%40example.org&id=" + ada.id();
        assertThat(mail.getSubject()).isEqualTo("One step left: create your member account");
        assertThat(text(mail))
                .startsWith("Hi Ada,")
                .contains(link)
                .contains("- a headline")
                .contains("- things you can offer");
        assertThat(html(mail))
                .contains("Hi Ada,")
                .contains("href=\"" + link.replace("&", "&amp;") + "\"")
                .contains("<li>a headline");
    }

    @Test
    void what_was_filled_in_while_the_sign_up_mail_waited_is_not_called_missing() throws Exception {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        service.open(GapKind.MISSING_WORKOS, ada);

        assertThat(text(onlyMail()))
                .contains("One step is left")
                .doesNotContain("lacks")
                .doesNotContain("- a headline");
    }

    @Test
    void what_is_missing_is_what_is_missing_when_the_mail_goes_out() throws Exception {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        lacks(ada, "thingsICanOffer");
        service.open(GapKind.MISSING_WORKOS, ada);

        assertThat(text(onlyMail())).contains("- things you can offer").doesNotContain("- a headline");
    }

    @Test
    void whoever_owns_an_address_that_is_not_proven_reads_no_name_in_the_mail() throws Exception {
        Profile typed = service.store(
                profile("ada@example.org", "Ada").change().emailVerified(false).build());
        service.open(GapKind.MISSING_WORKOS, typed);

        assertThat(text(onlyMail())).doesNotContain("Ada").doesNotContain("Lovelace");
        assertThat(html(onlyMail())).doesNotContain("Ada").doesNotContain("Lovelace");
    }

    @Test
    void a_member_with_an_account_gets_a_mail_that_names_what_is_missing() throws Exception {
        Profile ada = service.store(withAccount(profile("ada@example.org", "Ada")));
        service.open(GapKind.INCOMPLETE_PROFILE, ada);

        MimeMessage mail = onlyMail();
        assertThat(mail.getSubject()).isEqualTo("Your profile is almost complete");
        assertThat(text(mail)).contains("- a headline").contains("https://app.example/profiles/" + ada.id());
        assertThat(html(mail)).contains("href=\"https://app.example/profiles/" + ada.id() + "\"");
    }

    @Test
    void a_mail_has_the_headers_that_keep_it_out_of_trouble() throws Exception {
        service.open(GapKind.MISSING_WORKOS, service.store(profile("ada@example.org", "Ada")));

        MimeMessage mail = onlyMail();
        assertThat(mail.getContentType()).startsWith("multipart/alternative");
        assertThat(addresses(mail.getFrom())).containsExactly("Example Community <hello@community.example>");
        assertThat(addresses(mail.getAllRecipients())).containsExactly("ada@example.org");
        assertThat(mail.getHeader("List-Unsubscribe"))
                .containsExactly("<mailto:hello@community.example?subject=unsubscribe>");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getMessageID()).endsWith("@community.example>");
        assertThat(mail.getSentDate()).isNotNull();
        List<String> names = java.util.Collections.list(mail.getAllHeaders()).stream()
                .map(header -> header.getName())
                .toList();
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "Return-Path",
                        "Received",
                        "Date",
                        "From",
                        "To",
                        "Message-ID",
                        "Subject",
                        "MIME-Version",
                        "Content-Type",
                        "Auto-Submitted",
                        "List-Unsubscribe");
    }

    @Test
    void what_a_member_typed_is_escaped_and_stays_out_of_the_headers() throws Exception {
        String name = "<b>Ada &\r\nBcc<b>";
        service.open(GapKind.MISSING_WORKOS, service.store(profile("ada@example.org", name)));

        MimeMessage mail = onlyMail();
        assertThat(html(mail)).contains("Hi &lt;b&gt;Ada &amp; Bcc&lt;b&gt;,").doesNotContain("<b>");
        assertThat(text(mail)).startsWith("Hi <b>Ada & Bcc<b>,\r\n");
        assertThat(mail.getAllRecipients()).hasSize(1);
        assertThat(mail.getHeader("Bcc")).isNull();
    }

    @Test
    void other_letters_than_ascii_arrive() throws Exception {
        service.open(GapKind.MISSING_WORKOS, service.store(profile("zoe@example.org", "Zoë 李")));

        assertThat(text(onlyMail())).startsWith("Hi Zoë 李,");
        assertThat(html(onlyMail())).contains("Hi Zoë 李,");
    }

    @Test
    void an_address_that_smuggles_is_refused_and_nothing_is_sent() {
        service.open(GapKind.MISSING_WORKOS, service.store(profile("ada@example.org,eve@example.org", "Ada")));

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("failed"));
        assertThat(service.only("mail").get("error")).isEqualTo("the e-mail address is not usable");
        assertThat(smtp.getReceivedMessages()).isEmpty();
    }

    @Test
    void a_confirmed_mail_is_never_sent_again() throws Exception {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        service.open(GapKind.MISSING_WORKOS, ada);
        onlyMail();
        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("sent"));

        Profile eve = service.store(profile("eve@example.org", "Eve"));
        service.jdbc().update("UPDATE outbox SET due_at = now() - interval '1 hour', leased_until = NULL");
        service.open(GapKind.MISSING_WORKOS, eve);

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("sent", "sent"));
        assertThat(Arrays.stream(smtp.getReceivedMessages()).map(OutboxMailRouteTest::to))
                .containsExactly("ada@example.org", "eve@example.org");
    }

    @Test
    void a_confirmed_mail_is_noted_even_if_the_database_refuses_at_first_and_not_sent_again() {
        service.jdbc()
                .execute("ALTER TABLE outbox ADD CONSTRAINT not_yet CHECK (state <> 'sent' OR channel = 'slack')");
        try {
            service.open(GapKind.MISSING_WORKOS, service.store(profile("ada@example.org", "Ada")));
            onlyMail();
        } finally {
            service.jdbc().execute("ALTER TABLE outbox DROP CONSTRAINT not_yet");
        }

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("sent"));
        assertThat(smtp.getReceivedMessages()).hasSize(1);
    }

    @Test
    void a_reminder_goes_out_whatever_the_instant_its_gap_was_opened_at() throws Exception {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        Gap gap = Gap.ofProfile(GapKind.MISSING_WORKOS, ada.id(), Optional.empty(), Map.of());
        service.insert(gap, Instant.parse("2026-01-22T14:54:18.123456Z"), 0, Optional.of(Instant.now()));

        assertThat(onlyMail().getSubject()).isNotBlank();
    }

    @Test
    void an_import_of_many_is_sent_at_most_ten_a_second() {
        for (int i = 0; i < 40; i++) {
            service.mail(GapKind.MISSING_WORKOS, service.store(profile("member" + i + "@example.org", "Member")));
        }

        await().atMost(Duration.ofSeconds(30))
                .until(() -> service.states("mail").stream().allMatch("sent"::equals));
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT extract(epoch FROM max(sent_at) - min(sent_at)) FROM outbox", Double.class))
                .isGreaterThan(2.8);
    }

    private static void lacks(Profile profile, String... fields) {
        service.insert(
                Gap.ofProfile(
                        GapKind.INCOMPLETE_PROFILE,
                        profile.id(),
                        profile.circleMemberId(),
                        Map.of("missing", List.of(fields))),
                Instant.now(),
                0,
                Optional.empty());
    }

    private static MimeMessage onlyMail() {
        await().until(() -> smtp.getReceivedMessages().length > 0);
        assertThat(smtp.getReceivedMessages()).hasSize(1);
        return smtp.getReceivedMessages()[0];
    }

    private static String to(MimeMessage mail) {
        try {
            return mail.getRecipients(Message.RecipientType.TO)[0].toString();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> addresses(Address... addresses) {
        return Arrays.stream(addresses).map(Address::toString).toList();
    }

    private static String text(MimeMessage mail) throws Exception {
        return part(mail, 0, "text/plain");
    }

    private static String html(MimeMessage mail) throws Exception {
        return part(mail, 1, "text/html");
    }

    private static String part(MimeMessage mail, int index, String type) throws Exception {
        MimeMultipart parts = (MimeMultipart) mail.getContent();
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(index).getContentType().toLowerCase()).startsWith(type + "; charset=utf-8");
        return (String) parts.getBodyPart(index).getContent();
    }
}
