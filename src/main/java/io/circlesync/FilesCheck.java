package io.circlesync;

import io.circlesync.check.Check;
import io.circlesync.check.Question;
import io.circlesync.count.Counts;
import io.circlesync.gap.GapSchedule;
import io.circlesync.http.Loopback;
import io.circlesync.message.ChannelsInRoutes;
import io.circlesync.message.NoticeModel;
import io.circlesync.message.mail.MailSecurity;
import io.circlesync.message.mail.SmtpSettings;
import io.circlesync.message.slack.SlackSettings;
import io.circlesync.settings.SettingsSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.postgresql.ds.PGSimpleDataSource;

/** Tries what the start reads from files: the routes, and the words of messages. Nothing of it is started. */
final class FilesCheck {

    private static final String WHAT = "files";

    private final CamelContext context;
    private final WholeRoutes whole;
    private final Settings settings;
    private final boolean wordable;
    private final Clock clock;

    private FilesCheck(CamelContext context, WholeRoutes whole, Settings settings, boolean wordable, Clock clock) {
        this.context = context;
        this.whole = whole;
        this.settings = settings;
        this.wordable = wordable;
        this.clock = clock;
    }

    /**
     * The question.
     *
     * @param wordable whether the settings of messages are well formed
     */
    static Question of(CamelContext context, SettingsSource source, Settings settings, boolean wordable, Clock clock) {
        return new Question(
                WHAT, () -> new FilesCheck(context, WholeRoutes.in(source), settings, wordable, clock).ask());
    }

    private List<Check> ask() {
        List<Check> checks = new ArrayList<>();
        tried(this::routes).ifPresent(checks::add);
        boolean isWhole = checks.isEmpty();
        if (wordable) {
            tried(() -> messages(isWhole)).ifPresent(checks::add);
        }
        if (checks.isEmpty()) {
            checks.add(Check.ok(
                    WHAT,
                    "The routes are whole (" + whole.pattern() + ")"
                            + (wordable ? ", and all messages can be worded" : "")));
        }
        return checks;
    }

    /** Something that fails as the start would. */
    @FunctionalInterface
    private interface Attempt {

        void run() throws Exception;
    }

    private static Optional<Check> tried(Attempt attempt) {
        try {
            attempt.run();
            return Optional.empty();
        } catch (Exception e) {
            return Optional.of(Check.notOk(
                    WHAT,
                    StartFailure.words(e)
                            .orElse("The routes cannot be read (" + e.getClass().getName()
                                    + "); start the service, whose log says more")));
        }
    }

    private void routes() throws Exception {
        for (String pattern : whole.pattern().split(",")) {
            for (Resource file :
                    PluginHelper.getPackageScanResourceResolver(context).findResources(pattern.strip())) {
                PluginHelper.getRoutesLoader(context).loadRoutes(file);
            }
        }
        whole.require(context);
        new RouteTrial(context).require();
    }

    /** @param isWhole whether the routes are known, which say where messages go; without some of them words would seem to be nobody's */
    private void messages(boolean isWhole) throws Exception {
        Wiring.bindMessages(
                context,
                settings,
                slack(),
                smtp(),
                new GapSchedule(settings.gaps()),
                new NoticeModel(name -> name, settings.messages().reportUrl()),
                // Never opened: a channel is only looked for.
                new PGSimpleDataSource(),
                Counts.unread(),
                clock);
        if (isWhole) {
            context.getRegistry().findSingleByType(ChannelsInRoutes.class).look(context);
        }
    }

    private SlackSettings slack() {
        SlackSettings slack = settings.slack();
        return slack.webhookUrl().isPresent()
                ? slack
                : slack.standingIn(settings.http().url());
    }

    private SmtpSettings smtp() {
        return settings.mail()
                .server()
                .orElseGet(() -> new SmtpSettings(
                        Loopback.NAME,
                        MailSecurity.NONE.defaultPort(),
                        Optional.empty(),
                        Optional.empty(),
                        "no-reply@example.org",
                        MailSecurity.NONE));
    }
}
