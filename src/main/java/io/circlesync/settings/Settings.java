package io.circlesync.settings;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Everything that can be configured, read and checked once at startup.
 *
 * @param production whether {@code camel.main.profile} is {@code prod}, where no stand-in is allowed
 * @param publicUrl where this service's public port is reached from this machine
 * @param database PostgreSQL; empty when the embedded one is to be started
 * @param circle Circle's Admin API; empty when the sandbox stands in
 * @param circleCalls what holds for calls to Circle, real or not
 * @param webhook who may call the Circle webhook
 * @param workosWebhookSecret with which WorkOS signs its webhooks; without one they are not taken
 * @param slackWebhookUrl Slack's incoming webhook; empty when the sandbox stands in
 * @param mail the SMTP server; empty when the sandbox stands in
 * @param apiToken bearer token of {@code /api}; empty when the API is open, which only the sandbox allows
 * @param trustEmails whether the address in a profile form counts as verified where the form does not say
 * @param links targets of the links in mails
 * @param sync how members are synced
 * @param gaps how findings are repeated
 */
public record Settings(
        boolean production,
        URI publicUrl,
        Optional<Database> database,
        Optional<Circle> circle,
        CircleCalls circleCalls,
        Webhook webhook,
        Optional<String> workosWebhookSecret,
        Optional<URI> slackWebhookUrl,
        Optional<Mail> mail,
        Optional<String> apiToken,
        boolean trustEmails,
        Links links,
        Sync sync,
        Gaps gaps) {

    private static final String CIRCLE_API = "https://app.circle.so/api/admin/v2";

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

    /** The budget of calls, and the keys under which this community keeps the profile fields. */
    public record CircleCalls(int requestsPerMinute, FieldKeys fieldKeys) {}

    /** Keys of Circle's profile fields, which differ per community. */
    public record FieldKeys(String bio, String location, String website, String instagramUrl, String linkedinUrl) {}

    /** The secret that a webhook must show, and the community that it must speak of; any where empty. */
    public record Webhook(Optional<String> secret, Optional<Long> communityId) {
        @Override
        public String toString() {
            return "Webhook[hidden]";
        }
    }

    /** An SMTP server and the sender of the mails. */
    public record Mail(
            String host,
            int port,
            Optional<String> username,
            Optional<String> password,
            String from,
            boolean startTls) {
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

    /** When and how often an open gap is mentioned again, and the window that holds Slack alerts together. */
    public record Gaps(Duration reminderInterval, int maxReminders, Duration slackDigestWindow) {}

    /**
     * Reads all settings.
     *
     * @param source gives a setting's value by its name
     * @throws SettingsException if one is missing, malformed or not allowed in production
     */
    public static Settings read(Function<String, Optional<String>> source) {
        SettingsReader reader = new SettingsReader(source);
        URI publicUrl = URI.create("http://localhost:" + reader.integer("camel.server.port", 1, 65535));
        Settings settings = new Settings(
                reader.text("camel.main.profile")
                        .filter("prod"::equalsIgnoreCase)
                        .isPresent(),
                publicUrl,
                database(reader),
                circle(reader),
                new CircleCalls(reader.integer("circle.requests-per-minute", 1, 6_000_000), fieldKeys(reader)),
                new Webhook(reader.text("circle.webhook-secret"), reader.id("circle.community-id")),
                reader.text("workos.webhook-secret"),
                reader.httpUrl("slack.webhook-url"),
                mail(reader),
                reader.text("api.token"),
                reader.flag("api.trust-emails", true),
                new Links(
                        reader.link("links.signup-url").orElse(publicUrl + "/sandbox#sign-up={email}"),
                        reader.link("links.profile-url").orElse(publicUrl + "/sandbox#profile={profileId}")),
                new Sync(
                        reader.oneOf("sync.merge-policy", "most-recent", "three-way"),
                        reader.flag("sync.push", true),
                        reader.words("sync.push-field-types"),
                        reader.duration("sync.debounce"),
                        reader.integer("sync.concurrency", 1, 256),
                        reader.positiveDuration("sync.lease"),
                        reader.integer("sync.max-attempts", 1, 1000)),
                new Gaps(
                        reader.positiveDuration("gaps.reminder-interval"),
                        reader.integer("gaps.max-reminders", 0, 1000),
                        reader.duration("gaps.slack-digest-window")));
        settings.refuseWhatIsNotSafe();
        return settings;
    }

    /** The same settings with this Circle. */
    public Settings withCircle(Circle standIn) {
        return new Settings(
                production,
                publicUrl,
                database,
                Optional.of(standIn),
                circleCalls,
                webhook,
                workosWebhookSecret,
                slackWebhookUrl,
                mail,
                apiToken,
                trustEmails,
                links,
                sync,
                gaps);
    }

    /** The same settings with this Slack webhook. */
    public Settings withSlackWebhookUrl(URI standIn) {
        return new Settings(
                production,
                publicUrl,
                database,
                circle,
                circleCalls,
                webhook,
                workosWebhookSecret,
                Optional.of(standIn),
                mail,
                apiToken,
                trustEmails,
                links,
                sync,
                gaps);
    }

    /** The same settings with this SMTP server. */
    public Settings withMail(Mail standIn) {
        return new Settings(
                production,
                publicUrl,
                database,
                circle,
                circleCalls,
                webhook,
                workosWebhookSecret,
                slackWebhookUrl,
                Optional.of(standIn),
                apiToken,
                trustEmails,
                links,
                sync,
                gaps);
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
        if (slackWebhookUrl.isEmpty()) {
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

    private void refuseWhatIsNotSafe() {
        if (production && !standIns().isEmpty()) {
            throw new SettingsException("camel.main.profile=prod allows no stand-in, but there is one for "
                    + String.join(", ", standIns()));
        }
        boolean realMembers = production || circle.isPresent();
        if (realMembers && webhook.secret().isEmpty()) {
            throw new SettingsException("circle.webhook-secret is missing; expected a long random text, which Circle"
                    + " sends with each webhook (required outside the sandbox)");
        }
        if (realMembers && apiToken.isEmpty()) {
            throw new SettingsException("api.token is missing; expected a long random text, which callers of /api send"
                    + " as a bearer token (required outside the sandbox)");
        }
    }

    private static Optional<Database> database(SettingsReader reader) {
        Optional<String> url = reader.text("database.url");
        if (url.filter(value -> !value.startsWith("jdbc:postgresql:")).isPresent()) {
            throw new SettingsException("database.url is malformed; expected jdbc:postgresql://host:port/name");
        }
        return url.map(
                value -> new Database(value, reader.text("database.username"), reader.text("database.password")));
    }

    private static Optional<Circle> circle(SettingsReader reader) {
        Optional<URI> apiUrl = reader.httpUrl("circle.api-url");
        Optional<String> token = reader.text("circle.api-token");
        if (apiUrl.isPresent() && token.isEmpty()) {
            throw new SettingsException(
                    "circle.api-token is missing; expected the Admin V2 token for the given circle.api-url");
        }
        return token.map(value -> new Circle(apiUrl.orElse(URI.create(CIRCLE_API)), value));
    }

    private static FieldKeys fieldKeys(SettingsReader reader) {
        String expected = "the key of a profile field in Circle";
        return new FieldKeys(
                reader.required("circle.fields.bio", expected),
                reader.required("circle.fields.location", expected),
                reader.required("circle.fields.website", expected),
                reader.required("circle.fields.instagram-url", expected),
                reader.required("circle.fields.linkedin-url", expected));
    }

    private static Optional<Mail> mail(SettingsReader reader) {
        // Read without a host too: what is malformed is better told now than on the day the host is set.
        boolean startTls = reader.flag("mail.starttls", false);
        int port = reader.text("mail.port").isPresent() ? reader.integer("mail.port", 1, 65535) : startTls ? 587 : 25;
        return reader.text("mail.host")
                .map(host -> new Mail(
                        host,
                        port,
                        reader.text("mail.username"),
                        reader.text("mail.password"),
                        reader.text("mail.from").orElse("Circle Sync <no-reply@" + host + ">"),
                        startTls));
    }
}
