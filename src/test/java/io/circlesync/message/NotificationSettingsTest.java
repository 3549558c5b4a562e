package io.circlesync.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.circlesync.fixture.NotifyingService;
import io.circlesync.fixture.RunningService;
import io.circlesync.gap.GapKind;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How settings of Slack and mail are checked, and that their secrets stay inside. */
class NotificationSettingsTest {

    @Test
    void a_malformed_sender_stops_the_start_and_is_named() {
        for (String from : new String[] {"nobody", "a@example.org, b@example.org", "Name <nobody>"}) {
            assertThatThrownBy(() -> NotifyingService.start(25, Map.of("mail.from", from)))
                    .hasStackTraceContaining("mail.from is '" + from + "'; expected an address such as");
        }
    }

    @Test
    void a_user_name_without_a_password_stops_the_start() {
        assertThatThrownBy(() -> NotifyingService.start(25, Map.of("mail.username", "mailer")))
                .hasStackTraceContaining("mail.password is missing");
    }

    @Test
    void a_malformed_webhook_url_stops_the_start_and_is_not_repeated() {
        assertThatThrownBy(() -> NotifyingService.start(25, Map.of("slack.webhook-url", "hooks.slack.com/secret")))
                .hasStackTraceContaining("slack.webhook-url is malformed; expected an http or https URL")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("secret"));
    }

    @Test
    void user_name_and_password_are_used() {
        GreenMail smtp = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        smtp.getUserManager().setAuthRequired(true);
        try {
            smtp.getUserManager().createUser("hello@community.example", "mailer", "mail-password");
        } catch (com.icegreen.greenmail.user.UserException e) {
            throw new IllegalStateException(e);
        }
        try (NotifyingService service = NotifyingService.start(
                smtp.getSmtp().getPort(),
                Map.of(
                        "mail.username",
                        "mailer",
                        "mail.password",
                        "mail-password",
                        RunningService.MBEANS,
                        "Default"))) {
            service.open(GapKind.MISSING_WORKOS, service.store(NotifyingService.profile("ada@example.org", "Ada")));
            Awaitility.await().until(() -> smtp.getReceivedMessages().length == 1);
            assertThatJmxHidesSecrets(service.service().beans());
        } finally {
            smtp.stop();
        }
    }

    private static void assertThatJmxHidesSecrets(MBeanServer server) {
        Map<String, String> seen = new TreeMap<>();
        try {
            for (ObjectName name : server.queryNames(new ObjectName("org.apache.camel:*"), null)) {
                for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                    seen.put(name + "#" + attribute.getName(), value(server, name, attribute.getName()));
                }
                for (String dump : new String[] {"dumpRouteAsXml", "dumpRouteAsYaml", "dumpRoutesAsXml"}) {
                    seen.put(name + "#" + dump, call(server, name, dump));
                }
            }
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
        assertThat(seen.keySet()).anyMatch(name -> name.contains("outbox-slack-send"));
        assertThat(seen.values()).anyMatch(text -> text.contains("slack-send-post"));
        seen.forEach((name, text) -> assertThat(text)
                .as(name)
                .doesNotContain("slack-secret")
                .doesNotContain("mail-password")
                .doesNotContain("ada@example.org"));
    }

    private static String value(MBeanServer server, ObjectName name, String attribute) {
        try {
            return String.valueOf(server.getAttribute(name, attribute));
        } catch (JMException | RuntimeException e) {
            return "";
        }
    }

    private static String call(MBeanServer server, ObjectName name, String operation) {
        try {
            return String.valueOf(server.invoke(name, operation, new Object[0], new String[0]));
        } catch (JMException | RuntimeException e) {
            return "";
        }
    }
}
