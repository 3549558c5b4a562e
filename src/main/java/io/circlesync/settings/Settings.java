package io.circlesync.settings;

import io.circlesync.http.Loopback;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import io.circlesync.profile.TextField;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything that can be configured, read and checked once at startup.
 *
 * @param production whether {@code camel.main.profile} is {@code prod}, where no stand-in is allowed
 * @param publicHost address that the public port is bound to
 * @param publicUrl where this service's public port is reached from this machine
 * @param database PostgreSQL; empty when the embedded one is to be started
 * @param sandbox whether Circle's stand-in is asked for by name, or refused; empty when it may run by itself
 * @param circle Circle's Admin API; empty when the sandbox stands in
 * @param circleCalls what holds for calls to Circle, real or not
 * @param webhook who may call the Circle webhook
 * @param workosWebhookSecret with which WorkOS signs its webhooks; without one they are not taken
 * @param slack Slack's incoming webhooks
 * @param mail the SMTP server; empty when the sandbox stands in
 * @param apiToken bearer token of {@code /api}; empty when the API is open, which only the sandbox allows
 * @param trustEmails whether the address in a profile form counts as verified where the form does not say
 * @param links targets of the links in mails
 * @param sync how members are synced
 * @param gaps how findings are repeated
 * @param messages how they are worded, and how fast they go out
 * @param withoutEffect names that were given and are known, but have no effect in this version
 */
public record Settings(
        boolean production,
        String publicHost,
        URI publicUrl,
        Optional<Database> database,
        Optional<Boolean> sandbox,
        Optional<Circle> circle,
        CircleCalls circleCalls,
        Webhook webhook,
        Optional<String> workosWebhookSecret,
        Slack slack,
        Optional<Mail> mail,
        Optional<String> apiToken,
        boolean trustEmails,
        Links links,
        Sync sync,
        Gaps gaps,
        Messages messages,
        List<String> withoutEffect) {

    private static final String CIRCLE_API = "https://app.circle.so/api/admin/v2";
    private static final String PRODUCTION = "prod";
    private static final String ANY_ADDRESS = "0.0.0.0";
    private static final int PORTS = 65_535;
    private static final String FIELD = "circle.fields.";
    private static final String CUSTOM_FIELD = FIELD + "custom.";
    /** One field of the invented community's own, so that a newcomer sees what such a field is. */
    private static final String SANDBOX_FIELD = "pronouns";

    /** A PostgreSQL database, {@code url} being a JDBC URL. */
    public record Database(String url, Optional<String> username, Optional<String> password) {
        @Override
        public String toString() {
            return "Database[hidden]";
        }
    }

    /** Circle's Admin API v2 at {@code apiUrl}, without a slash at the end. */
    public record Circle(URI apiUrl, String apiToken) {
        @Override
        public String toString() {
            return "Circle[hidden]";
        }
    }

    /** The budget of calls, and the fields that are kept in step, with their keys in this community. */
    public record CircleCalls(int requestsPerMinute, SyncedFields fields) {}

    /** The secret that a webhook must show, and the community that it must speak of; any where empty. */
    public record Webhook(Optional<String> secret, Optional<Long> communityId) {
        @Override
        public String toString() {
            return "Webhook[hidden]";
        }
    }

    /**
     * Slack's incoming webhooks.
     *
     * @param webhookUrl of the channel {@code slack}; empty when the sandbox stands in
     * @param channels those of {@code slack:<name>} by their names
     * @param standIn takes what is for a channel without a webhook; empty when Slack is real
     */
    public record Slack(Optional<URI> webhookUrl, Map<String, URI> channels, Optional<URI> standIn) {

        private static final String SETTING = "slack.webhook-url";
        private static final String PREFIX = "slack:";

        /** Whether any webhook is given. */
        boolean isReal() {
            return webhookUrl.isPresent() || !channels.isEmpty();
        }

        /** The setting for a channel, {@code slack} or {@code slack:<name>}. */
        public static String setting(String channel) {
            return channel.startsWith(PREFIX) ? SETTING + "." + channel.substring(PREFIX.length()) : SETTING;
        }

        /** The webhook of a channel, {@code slack} or {@code slack:<name>}; empty if there is none. */
        public Optional<URI> url(String channel) {
            if (!channel.startsWith(PREFIX)) {
                return webhookUrl.or(() -> standIn);
            }
            String name = channel.substring(PREFIX.length());
            return Optional.ofNullable(channels.get(name))
                    .or(() -> standIn.map(
                            url -> URI.create(url + "?channel=" + URLEncoder.encode(name, StandardCharsets.UTF_8))));
        }

        @Override
        public String toString() {
            return "Slack[hidden]";
        }
    }

    /** How the connection to the SMTP server is kept from being read along. */
    public enum MailSecurity {
        /** TLS after a greeting in the clear (RFC 3207), or no mail at all. */
        STARTTLS(587),
        /** TLS from the first byte on (RFC 8314). */
        TLS(465),
        /** Not at all. */
        NONE(25);

        private final int defaultPort;

        MailSecurity(int defaultPort) {
            this.defaultPort = defaultPort;
        }

        /** The port on which servers expect it. */
        public int defaultPort() {
            return defaultPort;
        }

        static MailSecurity of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** An SMTP server and the sender of the mails. */
    public record Mail(
            String host,
            int port,
            Optional<String> username,
            Optional<String> password,
            String from,
            MailSecurity security) {
        @Override
        public String toString() {
            return "Mail[hidden]";
        }
    }

    /** Link targets, in which {@code {email}} and {@code {profileId}} are filled in. */
    public record Links(String signupUrl, String profileUrl) {}

    /**
     * How members are synced.
     *
     * @param mergePolicy {@code most-recent} or {@code three-way}
     * @param push whether what Circle lacks is written there
     * @param pushedFieldTypes types of Circle's profile fields that are written
     */
    public record Sync(
            String mergePolicy,
            boolean push,
            Set<String> pushedFieldTypes,
            Duration debounce,
            int concurrency,
            Duration lease,
            int maxAttempts) {}

    /**
     * When and how often an open gap is mentioned.
     *
     * @param requiredFields names of the fields that make a profile complete, as they are in the API
     * @param grace how long the first mail about an incomplete profile waits for somebody who is filling it in
     */
    public record Gaps(List<String> requiredFields, Duration reminderInterval, int maxReminders, Duration grace) {}

    /**
     * How messages are worded and how fast they go out.
     *
     * @param folder whose files take the place of the built-in words
     * @param mailsPerSecond at most, all nodes together
     * @param slackDigestThreshold as many alerts of a Slack channel within the window go out one by one
     * @param slackDigestWindow holds the alerts of a Slack channel together
     */
    public record Messages(
            Optional<Path> folder, int mailsPerSecond, int slackDigestThreshold, Duration slackDigestWindow) {}

    /**
     * Reads all settings.
     *
     * @throws SettingsException if one is missing, malformed, unknown or not allowed with the others
     */
    public static Settings read(SettingsSource source) {
        SettingsReader reader = new SettingsReader(source);
        Settings settings = read(reader, source.given());
        reader.refuseWrong();
        new StartRules(settings).require();
        return settings;
    }

    private static Settings read(SettingsReader reader, Set<String> given) {
        Optional<Database> database = database(reader);
        Optional<Circle> circle = circle(reader);
        Slack slack = new Slack(reader.httpUrl(Slack.SETTING), reader.httpUrls(Slack.SETTING), Optional.empty());
        Optional<Mail> mail = mail(reader);
        Optional<String> apiToken = reader.secret("api.token");
        boolean besideReal = circle.isEmpty() && (database.isPresent() || slack.isReal() || mail.isPresent());
        SyncedFields fields = fields(reader);
        String publicHost =
                reader.host("camel.server.host").orElse(apiToken.isEmpty() || besideReal ? Loopback.NAME : ANY_ADDRESS);
        URI publicUrl = Loopback.url(publicHost, reader.integer("camel.server.port", 1, PORTS));
        // Read by Camel, and told here together with the rest.
        reader.host("camel.management.host");
        reader.integerIfGiven("camel.management.port", 1, PORTS);
        reader.integerIfGiven("camel.main.shutdown-timeout", 1, 3_600);
        return new Settings(
                reader.oneOfIfGiven("camel.main.profile", "dev", "test", PRODUCTION)
                        .filter(PRODUCTION::equals)
                        .isPresent(),
                publicHost,
                publicUrl,
                database,
                reader.flag("sandbox"),
                circle,
                new CircleCalls(reader.integer("circle.requests-per-minute", 1, 6_000_000), fields),
                new Webhook(reader.secret("circle.webhook-secret"), reader.id("circle.community-id")),
                reader.secret("workos.webhook-secret"),
                slack,
                mail,
                apiToken,
                reader.flag("api.trust-emails", true),
                new Links(
                        link(reader, "links.signup-url", mail, publicUrl + "/sandbox#sign-up={email}"),
                        link(reader, "links.profile-url", mail, publicUrl + "/sandbox#profile={profileId}")),
                new Sync(
                        reader.oneOf("sync.merge-policy", "most-recent", "three-way"),
                        reader.flag("sync.push", true),
                        Set.copyOf(reader.words("sync.push-field-types")),
                        reader.duration("sync.debounce"),
                        reader.integer("sync.concurrency", 1, 256),
                        reader.positiveDuration("sync.lease"),
                        reader.integer("sync.max-attempts", 1, 1000)),
                new Gaps(
                        requiredFields(reader, fields),
                        reader.positiveDuration("gaps.reminder-interval"),
                        reader.integer("gaps.max-reminders", 0, 1000),
                        grace(reader)),
                new Messages(
                        reader.text("messages.folder", "a folder with files such as slack/member-left.ftl")
                                .map(Path::of),
                        reader.integer("mail.per-second", 1, 1000),
                        reader.integer("gaps.slack-digest-threshold", 1, 1000),
                        reader.duration("gaps.slack-digest-window")),
                // The last, when the reader was asked for everything.
                UnknownSettings.withoutEffect(given, reader));
    }

    /** The same settings with every partner present, real or not. */
    public Settings with(Circle circle, Optional<URI> slackStandIn, Mail mail) {
        return new Settings(
                production,
                publicHost,
                publicUrl,
                database,
                sandbox,
                Optional.of(circle),
                circleCalls,
                webhook,
                workosWebhookSecret,
                new Slack(slack.webhookUrl(), slack.channels(), slackStandIn),
                Optional.of(mail),
                apiToken,
                trustEmails,
                links,
                sync,
                gaps,
                messages,
                withoutEffect);
    }

    /** Whether something stands in for a partner, so that there is a sandbox and its page. */
    public boolean hasSandbox() {
        return circle.isEmpty() || slack.webhookUrl().isEmpty() || mail.isEmpty();
    }

    /** What is refused in production, and to be said loudly elsewhere. */
    public List<String> risks() {
        return new StartRules(this).risks();
    }

    /** What is allowed everywhere, and could be better. */
    public List<String> notices() {
        return new StartRules(this).notices();
    }

    /** Names of the parts for which something inside this process stands in; empty when all are real. */
    public List<String> standIns() {
        List<String> names = new ArrayList<>();
        if (database.isEmpty()) {
            names.add("PostgreSQL (set database.url)");
        }
        if (circle.isEmpty()) {
            names.add("Circle (set circle.api-token)");
        }
        if (slack.webhookUrl().isEmpty()) {
            names.add("Slack (set slack.webhook-url)");
        }
        if (mail.isEmpty()) {
            names.add("mail (set mail.host)");
        }
        return List.copyOf(names);
    }

    /** Shows no values, for some are secrets. */
    @Override
    public String toString() {
        return "Settings[stand-ins: " + standIns() + "]";
    }

    private static Optional<Database> database(SettingsReader reader) {
        Optional<String> url = reader.text("database.url", "jdbc:postgresql://host:port/name");
        if (url.filter(value -> !value.startsWith("jdbc:postgresql:")).isPresent()) {
            reader.wrong("database.url", "is malformed; expected jdbc:postgresql://host:port/name");
        }
        Optional<String> username = reader.text("database.username");
        Optional<String> password = reader.text("database.password");
        requireBeside(reader, "database.username", username, "database.url", url);
        requireBeside(reader, "database.password", password, "database.url", url);
        return url.map(value -> new Database(value, username, password));
    }

    private static Optional<Circle> circle(SettingsReader reader) {
        Optional<URI> apiUrl = reader.httpUrl("circle.api-url");
        Optional<String> token = reader.secret("circle.api-token");
        requireBeside(reader, "circle.api-url", apiUrl, "circle.api-token", token);
        return token.map(value -> new Circle(apiUrl.orElse(URI.create(CIRCLE_API)), value));
    }

    /** What belongs to something that is not there was lost together with it, or misspelt. */
    private static void requireBeside(
            SettingsReader reader, String given, Optional<?> value, String name, Optional<?> owner) {
        if (value.isPresent() && owner.isEmpty()) {
            reader.wrong(name, "is missing; expected it beside " + given + ", which is given");
        }
    }

    private static String link(SettingsReader reader, String name, Optional<Mail> mail, String inSandbox) {
        Optional<String> link = reader.link(name);
        if (link.isEmpty() && mail.isPresent()) {
            reader.wrong(
                    name, "is missing; expected the http or https URL for the mails that go out through mail.host");
        }
        return link.orElse(inSandbox);
    }

    private static SyncedFields fields(SettingsReader reader) {
        SortedMap<SyncedField, String> keys = new TreeMap<>();
        Map<String, String> settings = new HashMap<>();
        for (SyncedField field : SyncedField.table()) {
            if (field.isProfileField()) {
                String setting = FIELD + field.column().replace('_', '-');
                keys.put(field, key(reader, setting, settings));
            }
        }
        Set<String> custom = reader.under(CUSTOM_FIELD);
        if (custom.isEmpty() && reader.text("circle.api-token").isEmpty()) {
            keys.put(SyncedField.custom(SANDBOX_FIELD), SANDBOX_FIELD);
        }
        for (String setting : custom) {
            String name = setting.substring(CUSTOM_FIELD.length());
            if (SyncedField.isCustomName(name)) {
                keys.put(SyncedField.custom(name), key(reader, setting, settings));
            } else {
                reader.wrong(
                        setting,
                        "names no field; expected " + CUSTOM_FIELD + "<name> with a name of letters and digits that"
                                + " begins with a small letter, such as pronouns");
            }
        }
        return new SyncedFields(keys);
    }

    private static List<String> requiredFields(SettingsReader reader, SyncedFields fields) {
        String setting = "gaps.required-fields";
        List<String> known = Stream.concat(
                        TextField.all(fields.all().stream()).stream().map(TextField::jsonName),
                        Stream.of(Profile.THINGS_I_CAN_OFFER))
                .toList();
        List<String> required = reader.words(setting);
        required.stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> reader.wrong(
                        setting, "names '" + name + "'; expected names out of " + String.join(", ", known)));
        return required;
    }

    /** @param settings those that were read before, by their keys */
    private static String key(SettingsReader reader, String setting, Map<String, String> settings) {
        String key = reader.required(setting, "the key of a profile field in Circle");
        String other = settings.put(key, setting);
        if (other != null) {
            reader.wrong(setting, "is '" + key + "', as " + other + " is; expected a key of its own");
        }
        return key;
    }

    private static Optional<Mail> mail(SettingsReader reader) {
        reader.refuseRetired("mail.starttls", "mail.security");
        // Read without a host too: what is malformed is better told now than on the day the host is set.
        MailSecurity security = reader.oneOfIfGiven("mail.security", "starttls", "tls", "none")
                .map(MailSecurity::of)
                .orElse(MailSecurity.STARTTLS);
        int port = reader.integerIfGiven("mail.port", 1, PORTS).orElse(security.defaultPort());
        Optional<String> host = reader.text("mail.host", "the name of an SMTP server");
        Optional<String> username = reader.text("mail.username");
        Optional<String> password = reader.text("mail.password");
        Optional<String> from = reader.sender("mail.from");
        requireBeside(reader, "mail.username", username, "mail.host", host);
        requireBeside(reader, "mail.password", password, "mail.host", host);
        requireBeside(reader, "mail.from", from, "mail.host", host);
        if (host.isPresent() && from.isEmpty()) {
            reader.wrong(
                    "mail.from",
                    "is missing; expected " + SettingsReader.SENDER + " for the mails that go out through mail.host");
        }
        return host.map(name -> new Mail(name, port, username, password, from.orElse(""), security));
    }

    /** In the sandbox nobody wants to wait for a mail. */
    private static Duration grace(SettingsReader reader) {
        if (reader.text("gaps.grace").isPresent()) {
            return reader.duration("gaps.grace");
        }
        return reader.text("circle.api-token").isPresent() ? Duration.ofHours(1) : Duration.ZERO;
    }
}
