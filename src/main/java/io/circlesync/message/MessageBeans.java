package io.circlesync.message;

import io.circlesync.count.Counts;
import io.circlesync.gap.GapReminders;
import io.circlesync.gap.GapSchedule;
import io.circlesync.outbox.ChannelKind;
import io.circlesync.outbox.Channels;
import io.circlesync.outbox.ConfirmedMessages;
import io.circlesync.outbox.Delivery;
import io.circlesync.outbox.OutboxRowList;
import io.circlesync.outbox.OutboxRows;
import io.circlesync.outbox.Patience;
import io.circlesync.outbox.SettlementDocument;
import io.circlesync.retry.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Names what all channels share: who hears of a gap, what waits, and what becomes of it. */
public final class MessageBeans {

    private static final Duration FIRST_PROBE = Duration.ofSeconds(5);

    /** Whatever waits goes out within a minute after its channel is well again. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(40);

    /** Mail servers lock an account, or shut out an address, after some wrong passwords in a quarter of an hour. */
    private static final Duration LONGEST_PAUSE_OF_LOGINS = Duration.ofMinutes(5);

    private MessageBeans() {}

    /**
     * Binds everything.
     *
     * @param grace how long the first mail about an incomplete profile waits
     * @param kinds what is particular to each kind of channel that has code of its own, by its name
     */
    public static void bind(
            CamelContext context,
            Duration grace,
            GapSchedule schedule,
            MessageFiles files,
            NoticeModel model,
            Map<String, ChannelKind> kinds,
            DataSource dataSource,
            Counts counts,
            Clock clock,
            RandomGenerator random)
            throws Exception {
        Registry registry = context.getRegistry();
        PlainWords words = new PlainWords(files, model);
        // Any other is a call of HTTP like Slack's: an alert to a team, one a second.
        ChannelKind other = new ChannelKind(
                false,
                Duration.ofSeconds(1),
                Optional.empty(),
                new Patience(new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(10), random::nextDouble), 100),
                why -> HttpRefusals.of(why, clock),
                words::check,
                channel -> Optional.empty());
        Channels channels = new Channels(kinds, other, schedule.interval());
        registry.bind("gapReminders", new GapReminders(schedule, clock));
        registry.bind("channels", channels);
        ConfirmedMessages confirmed = new ConfirmedMessages(dataSource);
        context.addService(confirmed.life());
        registry.bind("confirmedMessages", confirmed);
        Backoff pauses = new Backoff(FIRST_PROBE, LONGEST_PAUSE, random::nextDouble);
        Backoff loginPauses = new Backoff(FIRST_PROBE, LONGEST_PAUSE_OF_LOGINS, random::nextDouble);
        registry.bind("outbox", new Delivery(channels, confirmed, pauses, loginPauses, counts, clock));
        registry.bind("outboxRows", new OutboxRows(channels, grace, clock));
        registry.bind("outboxRowList", new OutboxRowList());
        registry.bind("settlementDocument", new SettlementDocument(schedule));
        registry.bind("messageWords", words);
        registry.bind("channelsInRoutes", new ChannelsInRoutes(channels, files, words, dataSource));
    }
}
