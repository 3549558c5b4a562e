package io.circlesync.message.mail;

import io.circlesync.message.MessageFiles;
import io.circlesync.message.NoticeModel;
import io.circlesync.outbox.ChannelKind;
import io.circlesync.outbox.OutboxEntry;
import io.circlesync.outbox.Patience;
import io.circlesync.retry.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/** Names what sends mails. */
public final class MailBeans {

    /** A server may take its time, but a mail is handed over within this one, however slowly it answers. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

    private MailBeans() {}

    /**
     * Binds everything.
     *
     * @param server the real SMTP server, or the sandbox's
     * @return what is particular to mails
     */
    public static ChannelKind bind(
            CamelContext context,
            MailSettings settings,
            SmtpSettings server,
            MessageFiles files,
            NoticeModel model,
            DataSource dataSource,
            RandomGenerator random) {
        context.getRegistry().bind("smtp", SmtpServer.component(context, server, CALL_LIMIT, new LastLook(dataSource)));
        context.getRegistry()
                .bind("mailWords", new MailWords(files, model, settings.links(), SmtpServer.sender(server)));
        return new ChannelKind(
                true,
                Duration.ofSeconds(1).dividedBy(settings.perSecond()),
                Optional.empty(),
                // About two days; RFC 5321 (4.5.4.1) asks for at least half an hour's patience.
                new Patience(new Backoff(Duration.ofSeconds(10), Duration.ofHours(1), random::nextDouble), 60),
                MailRefusals::of,
                OutboxEntry::notice,
                channel -> ChannelKind.name(channel).map(name -> "there is one mail server; expected mail"));
    }
}
