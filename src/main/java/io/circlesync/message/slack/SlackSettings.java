package io.circlesync.message.slack;

import io.circlesync.outbox.ChannelKind.Digest;
import io.circlesync.settings.SettingsReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Slack's incoming webhooks.
 *
 * @param webhookUrl of the channel {@code slack}; empty when a stand-in takes its place
 * @param channels those of {@code slack:<name>} by their names
 * @param standIn takes what is for a channel without a webhook; empty when Slack is real
 * @param digest when many alerts of a channel become one
 */
public record SlackSettings(Optional<URI> webhookUrl, Map<String, URI> channels, Optional<URI> standIn, Digest digest) {

    private static final String SETTING = "slack.webhook-url";
    private static final String CHANNEL = "slack:";

    /** How a channel may be called. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /** Reads them. */
    public static SlackSettings read(SettingsReader reader) {
        return new SlackSettings(
                reader.httpUrl(SETTING),
                channels(reader),
                Optional.empty(),
                new Digest(
                        reader.integer("gaps.slack-digest-threshold", 1, 1000),
                        reader.duration("gaps.slack-digest-window")));
    }

    private static Map<String, URI> channels(SettingsReader reader) {
        Map<String, URI> urls = new TreeMap<>();
        String prefix = SETTING + ".";
        reader.under(prefix).stream()
                // A variable of the environment has no better sign than this.
                .map(setting -> setting.substring(prefix.length()).replace('_', '-'))
                .filter(NAME.asMatchPredicate())
                .forEach(name -> reader.httpUrl(prefix + name).ifPresent(url -> urls.put(name, url)));
        return urls;
    }

    /** The same, with somebody who takes what is for a channel without a webhook. */
    public SlackSettings standingIn(URI url) {
        return new SlackSettings(webhookUrl, channels, Optional.of(url), digest);
    }

    /** Whether any webhook is given. */
    public boolean isReal() {
        return webhookUrl.isPresent() || !channels.isEmpty();
    }

    /** The setting for a channel, {@code slack} or {@code slack:<name>}. */
    static String setting(String channel) {
        return channel.startsWith(CHANNEL) ? SETTING + "." + channel.substring(CHANNEL.length()) : SETTING;
    }

    /** The webhook of a channel, {@code slack} or {@code slack:<name>}; empty if there is none. */
    public Optional<URI> url(String channel) {
        if (!channel.startsWith(CHANNEL)) {
            return webhookUrl.or(() -> standIn);
        }
        String name = channel.substring(CHANNEL.length());
        return Optional.ofNullable(channels.get(name))
                .or(() -> standIn.map(
                        url -> URI.create(url + "?channel=" + URLEncoder.encode(name, StandardCharsets.UTF_8))));
    }

    @Override
    public String toString() {
        return "SlackSettings[hidden]";
    }
}
