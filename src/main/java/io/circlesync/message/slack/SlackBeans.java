package io.circlesync.message.slack;

import io.circlesync.message.MessageFiles;
import io.circlesync.message.NoticeModel;
import io.circlesync.outbox.ChannelKind;
import io.circlesync.outbox.Patience;
import io.circlesync.retry.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.camel.spi.Registry;

/** Names what posts to Slack. */
public final class SlackBeans {

    /** A call ends within this time, however slowly the answer comes. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

    /** Slack's limit for an incoming webhook. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private SlackBeans() {}

    /**
     * Binds everything.
     *
     * @return what is particular to Slack's channels
     */
    public static ChannelKind bind(
            Registry registry,
            SlackSettings settings,
            MessageFiles files,
            NoticeModel model,
            RandomGenerator random,
            Clock clock) {
        SlackWords words = new SlackWords(files, model);
        registry.bind("slack", new IncomingWebhook(settings, CALL_LIMIT, clock));
        registry.bind("slackWords", words);
        return new ChannelKind(
                false,
                PAUSE,
                Optional.of(settings.digest()),
                // Most of a day.
                new Patience(new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(10), random::nextDouble), 100),
                SlackRefusals::of,
                words::check,
                channel -> settings.url(channel).isPresent()
                        ? Optional.empty()
                        : Optional.of(
                                SlackSettings.setting(channel) + " is missing; expected an incoming webhook's URL"));
    }
}
