package io.circlesync;

import io.circlesync.gap.GapReminders;
import io.circlesync.gap.GapSchedule;
import io.circlesync.mail.MailComposer;
import io.circlesync.mail.MailRefusals;
import io.circlesync.mail.SmtpServer;
import io.circlesync.outbox.Backoff;
import io.circlesync.outbox.Delivery;
import io.circlesync.outbox.OutboxMessageList;
import io.circlesync.outbox.OutboxMessages;
import io.circlesync.settings.Settings;
import io.circlesync.slack.IncomingWebhook;
import io.circlesync.slack.SlackMessages;
import io.circlesync.slack.SlackRefusals;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Names the beans and components with which gaps become Slack messages and mails. */
final class NotificationBeans {

    private static final RandomGenerator RANDOM = new Random();

    /** Slack is waited for for most of a day. */
    private static final Backoff SLACK_BACKOFF =
            new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(10), 100, RANDOM);

    /** An SMTP server is waited for for about two days; RFC 5321 (4.5.4.1) asks for at least half an hour's patience. */
    private static final Backoff MAIL_BACKOFF = new Backoff(Duration.ofSeconds(10), Duration.ofHours(1), 60, RANDOM);

    private NotificationBeans() {}

    /**
     * Binds everything.
     *
     * @param slackWebhookUrl Slack's, or the sandbox's
     * @param mail the real SMTP server, or the sandbox's
     */
    static void bind(CamelContext context, Settings settings, URI slackWebhookUrl, Settings.Mail mail, Clock clock) {
        String sender = SmtpServer.sender(mail);
        Registry registry = context.getRegistry();
        GapSchedule schedule = new GapSchedule(settings.gaps());
        registry.bind("gapSchedule", schedule);
        registry.bind("gapReminders", new GapReminders(schedule, clock));
        registry.bind("outboxMessages", new OutboxMessages(clock));
        registry.bind("outboxMessageList", new OutboxMessageList());
        registry.bind("slack", new IncomingWebhook(slackWebhookUrl));
        registry.bind("slackMessages", new SlackMessages());
        registry.bind("slackDelivery", new Delivery("slack", SLACK_BACKOFF, SlackRefusals::of));
        registry.bind("smtp", SmtpServer.component(context, mail));
        registry.bind("mailComposer", new MailComposer(settings.links(), sender));
        registry.bind("mailDelivery", new Delivery("mail", MAIL_BACKOFF, MailRefusals::of));
        context.getPropertiesComponent().addOverrideProperty("mail.host", mail.host());
        context.getPropertiesComponent().addOverrideProperty("mail.port", Integer.toString(mail.port()));
    }
}
