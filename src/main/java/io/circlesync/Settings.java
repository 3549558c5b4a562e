package io.circlesync;

import io.circlesync.api.ApiSettings;
import io.circlesync.circle.CircleAccount;
import io.circlesync.circle.CircleSettings;
import io.circlesync.database.DatabaseSettings;
import io.circlesync.gap.GapSettings;
import io.circlesync.http.HttpSettings;
import io.circlesync.logs.LogSettings;
import io.circlesync.management.ManagementSettings;
import io.circlesync.message.MessageSettings;
import io.circlesync.message.mail.MailSettings;
import io.circlesync.message.mail.SmtpSettings;
import io.circlesync.message.slack.SlackSettings;
import io.circlesync.queue.QueueSettings;
import io.circlesync.reconcile.ReconcileSettings;
import io.circlesync.retention.RetentionSettings;
import io.circlesync.settings.SettingsException;
import io.circlesync.settings.SettingsReader;
import io.circlesync.settings.SettingsSource;
import io.circlesync.sync.SyncSettings;
import io.circlesync.trace.TraceSettings;
import io.circlesync.webhook.WebhookSettings;
import io.circlesync.workos.WorkosSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that can be configured, read and checked once at startup. Each package says what of it is its own.
 *
 * @param production whether {@code camel.main.profile} is {@code prod}, where no stand-in is allowed
 * @param database PostgreSQL; empty when the embedded one is to be started
 * @param sandbox whether Circle's stand-in is asked for by name, or refused; empty when it may run by itself
 * @param withoutEffect names that were given and are known, but have no effect in this version
 */
record Settings(
        boolean production,
        HttpSettings http,
        ManagementSettings management,
        Optional<DatabaseSettings> database,
        Optional<Boolean> sandbox,
        CircleSettings circle,
        WebhookSettings webhook,
        WorkosSettings workos,
        SlackSettings slack,
        MailSettings mail,
        ApiSettings api,
        QueueSettings queue,
        SyncSettings sync,
        GapSettings gaps,
        ReconcileSettings reconcile,
        MessageSettings messages,
        RetentionSettings retention,
        TraceSettings traces,
        List<String> withoutEffect) {

    private static final String PRODUCTION = "prod";

    /**
     * What is given.
     *
     * @param wrong what is wrong with single settings, by their names
     */
    record Given(Settings settings, Map<String, String> wrong) {

        /** What follows from a value that is wrong, and so means nothing, is no news. */
        boolean isOfItsOwn(String text) {
            return wrong.keySet().stream().noneMatch(text::contains);
        }
    }

    /**
     * Reads all settings.
     *
     * @throws SettingsException if one is missing, malformed, unknown or not allowed with the others
     */
    static Settings read(SettingsSource source) {
        Given given = given(source);
        List<String> refused = Stream.concat(
                        given.wrong().values().stream(),
                        new StartRules(given.settings()).refused().stream().filter(given::isOfItsOwn))
                .toList();
        if (!refused.isEmpty()) {
            throw new SettingsException(String.join("; ", refused));
        }
        return given.settings();
    }

    /**
     * Reads all settings, however wrong they are.
     *
     * @return what is given; a value that is told to be wrong means nothing
     */
    static Given given(SettingsSource source) {
        SettingsReader reader = new SettingsReader(source);
        Settings settings = read(reader);
        return new Given(settings, reader.wrong());
    }

    private static Settings read(SettingsReader reader) {
        Optional<DatabaseSettings> database = DatabaseSettings.read(reader);
        CircleSettings circle = CircleSettings.read(reader);
        SlackSettings slack = SlackSettings.read(reader);
        Optional<SmtpSettings> smtp = SmtpSettings.read(reader);
        ApiSettings api = ApiSettings.read(reader);
        boolean invented = circle.account().isEmpty();
        boolean besideReal = invented && (database.isPresent() || slack.isReal() || smtp.isPresent());
        HttpSettings http = HttpSettings.read(reader, api.token().isEmpty() || besideReal);
        // Read by Camel, and told here together with the rest.
        reader.integerIfGiven("camel.main.shutdown-timeout", 1, 3_600);
        LogSettings.read(reader);
        return new Settings(
                reader.oneOfIfGiven("camel.main.profile", "dev", "test", PRODUCTION)
                        .filter(PRODUCTION::equals)
                        .isPresent(),
                http,
                ManagementSettings.read(reader),
                database,
                reader.flag("sandbox"),
                circle,
                WebhookSettings.read(reader),
                WorkosSettings.read(reader),
                slack,
                MailSettings.read(reader, smtp, http.url()),
                api,
                QueueSettings.read(reader),
                SyncSettings.read(reader),
                GapSettings.read(reader, circle.fields(), invented),
                ReconcileSettings.read(reader),
                MessageSettings.read(reader, slack.isReal(), http.url()),
                RetentionSettings.read(reader),
                TraceSettings.read(reader),
                reader.withoutEffect());
    }

    /** Whether something stands in for a partner, so that there is a sandbox and its page. */
    boolean hasSandbox() {
        return circle.account().isEmpty()
                || slack.webhookUrl().isEmpty()
                || mail.server().isEmpty();
    }

    /** What is refused in production, and to be said loudly elsewhere. */
    List<String> risks() {
        return new StartRules(this).risks();
    }

    /** What is refused wherever the service runs. */
    List<String> refusals() {
        return new StartRules(this).refusals();
    }

    /** What is allowed everywhere, and could be better. */
    List<String> notices() {
        return new StartRules(this).notices();
    }

    /** Names of the parts for which something inside this process stands in; empty when all are real. */
    List<String> standIns() {
        List<String> names = new ArrayList<>();
        if (database.isEmpty()) {
            names.add("PostgreSQL (set database.url)");
        }
        if (circle.account().isEmpty()) {
            names.add("Circle (set circle.api-token)");
        }
        if (slack.webhookUrl().isEmpty()) {
            names.add("Slack (set slack.webhook-url)");
        }
        if (mail.server().isEmpty()) {
            names.add("mail (set mail.host)");
        }
        return List.copyOf(names);
    }

    /** What nobody may be shown. */
    Collection<String> secrets() {
        return Stream.of(
                        circle.account().map(CircleAccount::apiToken),
                        webhook.secret(),
                        workos.webhookSecret(),
                        api.token(),
                        database.flatMap(DatabaseSettings::password),
                        database.flatMap(DatabaseSettings::passwordInUrl),
                        mail.server().flatMap(SmtpSettings::password))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    /** Shows no values, for some are secrets. */
    @Override
    public String toString() {
        return "Settings[stand-ins: " + standIns() + "]";
    }
}
