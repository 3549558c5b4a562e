package io.circlesync;

import io.circlesync.gap.GapReminders;
import io.circlesync.gap.GapSchedule;
import io.circlesync.mail.MailComposer;
import io.circlesync.mail.MailRefusals;
import io.circlesync.mail.SmtpServer;
import io.circlesync.outbox.Backoff;
import io.circlesync.outbox.Delivery;
import io.circlesync.outbox.OutboxEntry;
import io.circlesync.outbox.OutboxMessageList;
import io.circlesync.outbox.OutboxMessages;
import io.circlesync.outbox.SettlementDocument;
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

    /** Patience with Slack lasts most of a day. */
    private static final Backoff SLACK_BACKOFF =
            new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(10), 100, RANDOM);

    /** Patience with an SMTP server lasts about two days; RFC 5321 (4.5.4.1) asks for at least half an hour's patience. */
    private static final Backoff MAIL_BACKOFF = new Backoff(Duration.ofSeconds(10), Duration.ofHours(1), 60, RANDOM);

    /** Between two questions whether a channel is mended, the wait grows to a few minutes. */
    private static final Backoff PAUSES =
            new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5), Integer.MAX_VALUE, RANDOM);

    /** No call of a partner takes longer, however slowly its answer comes. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

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
        registry.bind("outboxMessages", new OutboxMessages(settings.gaps().grace(), clock));
        registry.bind("outboxMessageList", new OutboxMessageList());
        registry.bind("settlementDocument", new SettlementDocument(schedule, clock));
        SlackMessages slackMessages = new SlackMessages();
        registry.bind("slack", new IncomingWebhook(slackWebhookUrl, CALL_LIMIT));
        registry.bind("slackMessages", slackMessages);
        registry.bind(
                "slackDelivery",
                new Delivery("slack", SLACK_BACKOFF, PAUSES, SlackRefusals::of, slackMessages::check, clock));
        registry.bind("smtp", SmtpServer.component(context, mail, CALL_LIMIT));
        registry.bind("mailComposer", new MailComposer(settings.links(), sender));
        registry.bind(
                "mailDelivery",
                new Delivery("mail", MAIL_BACKOFF, PAUSES, MailRefusals::of, OutboxEntry::notice, clock));
        context.getPropertiesComponent().addOverrideProperty("mail.host", mail.host());
        context.getPropertiesComponent().addOverrideProperty("mail.port", Integer.toString(mail.port()));
    }
}
