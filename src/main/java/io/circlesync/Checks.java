package io.circlesync;

import io.circlesync.check.Check;
import io.circlesync.check.CheckRun;
import io.circlesync.check.CircleCheck;
import io.circlesync.check.DatabaseCheck;
import io.circlesync.check.MailCheck;
import io.circlesync.check.Question;
import io.circlesync.check.SlackCheck;
import io.circlesync.check.WorkosCheck;
import io.circlesync.database.Database;
import io.circlesync.http.FreePorts;
import io.circlesync.http.Loopback;
import io.circlesync.http.PemFiles;
import io.circlesync.settings.SettingsException;
import io.circlesync.settings.SettingsSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;

/** Puts together what {@code check} asks, out of the settings. */
final class Checks {

    /** With the start of the program it is half a minute at most, for which somebody waits. */
    private static final Duration LIMIT = Duration.ofSeconds(25);

    private static final String SETTINGS = "settings";

    private final Settings.Given given;
    private final Settings settings;
    private final Map<String, String> wrong;
    /** This machine's: whether there is a database to ask is one of the questions. */
    private final Clock clock = Clock.systemUTC();

    Checks(Settings.Given given) {
        this.given = given;
        this.settings = given.settings();
        this.wrong = given.wrong();
    }

    /**
     * Everything that a start would look at.
     *
     * @param files where the settings come from, for a person
     * @param context that is not started, and in which routes and messages may be tried out
     */
    CheckRun ofStart(SettingsSource source, String files, CamelContext context) {
        List<Question> questions = new ArrayList<>();
        questions.add(Question.known(SETTINGS, settings(files)));
        questions.addAll(partners());
        questions.add(FilesCheck.of(
                context,
                source,
                settings,
                unlessWrong("messages.")
                        && unlessWrong("slack.")
                        && unlessWrong("mail.")
                        && unlessWrong("gaps.")
                        && unlessWrong("links."),
                clock));
        if (unlessWrong("camel.")) {
            questions.add(new Question("ports", () -> ports(source)));
        }
        return run(questions);
    }

    /** What may have changed since the service was started. */
    CheckRun ofRunning() {
        List<Question> questions = new ArrayList<>();
        questions.add(Question.known(SETTINGS, settings("read at the start")));
        questions.addAll(partners());
        return run(questions);
    }

    private CheckRun run(List<Question> questions) {
        return new CheckRun(questions, settings.secrets(), LIMIT);
    }

    private boolean unlessWrong(String prefix) {
        return wrong.keySet().stream().noneMatch(name -> name.startsWith(prefix));
    }

    private List<Check> settings(String files) {
        List<Check> checks = new ArrayList<>();
        wrong.values().forEach(text -> checks.add(Check.notOk(SETTINGS, text)));
        settings.refusals().stream().filter(given::isOfItsOwn).forEach(text -> checks.add(Check.notOk(SETTINGS, text)));
        settings.risks().stream()
                .filter(given::isOfItsOwn)
                .forEach(text -> checks.add(
                        Check.notOk(SETTINGS, text + " (not safe: refused with camel.main.profile = prod)")));
        settings.management().tls().flatMap(PemFiles::fault).ifPresent(text -> checks.add(Check.notOk(SETTINGS, text)));
        settings.notices().forEach(text -> checks.add(Check.warning(SETTINGS, text)));
        settings.withoutEffect()
                .forEach(name ->
                        checks.add(Check.warning(SETTINGS, name + " has no effect in this version; leave it out")));
        if (checks.isEmpty()) {
            checks.add(Check.ok(SETTINGS, "All are well formed and go together (" + files + ")"));
        }
        return checks;
    }

    private List<Question> partners() {
        List<Question> questions = new ArrayList<>();
        questions.add(askable(DatabaseCheck.WHAT, Set.of("database.", "sync.concurrency", "circle.monthly-quota"))
                .orElseGet(() -> settings.database()
                        .map(database -> DatabaseCheck.of(
                                database,
                                Database.mostConnections(Wiring.connections(settings)),
                                settings.circle().monthlyQuota(),
                                clock))
                        .orElseGet(() -> standIn(
                                DatabaseCheck.WHAT,
                                "The embedded PostgreSQL keeps the data under data/",
                                "database.url for one that others look after"))));
        questions.add(askable(
                        CircleCheck.WHAT, Set.of("circle.api", "circle.community-id", "circle.fields.", "sync.push"))
                .orElseGet(() -> settings.circle()
                        .account()
                        .map(account -> CircleCheck.of(
                                account,
                                settings.webhook().communityId(),
                                settings.circle().fields(),
                                settings.sync().push() ? settings.sync().pushedFieldTypes() : Set.of(),
                                clock))
                        .orElseGet(() ->
                                standIn(CircleCheck.WHAT, "The sandbox stands in for Circle", "circle.api-token"))));
        questions.addAll(slack());
        questions.add(askable(MailCheck.WHAT, Set.of("mail."))
                .orElseGet(() -> settings.mail()
                        .server()
                        .map(MailCheck::of)
                        .orElseGet(() -> standIn(MailCheck.WHAT, "The sandbox catches the mails", "mail.host"))));
        questions.add(askable(WorkosCheck.WHAT, Set.of("workos."))
                .orElseGet(() -> WorkosCheck.of(settings.workos().webhookSecret())));
        return questions;
    }

    private List<Question> slack() {
        List<Question> questions = new ArrayList<>();
        questions.add(askable(SlackCheck.WHAT, wrong.containsKey("slack.webhook-url") ? Set.of("slack.") : Set.of())
                .orElseGet(() -> settings.slack()
                        .webhookUrl()
                        .map(url -> SlackCheck.of("slack.webhook-url", url))
                        .orElseGet(() ->
                                standIn(SlackCheck.WHAT, "The sandbox shows the messages", "slack.webhook-url"))));
        settings.slack()
                .channels()
                .forEach((name, url) -> questions.add(SlackCheck.of("slack.webhook-url." + name, url)));
        return questions;
    }

    /** Where a partner cannot be asked, why not. */
    private Optional<Question> askable(String what, Set<String> prefixes) {
        return prefixes.stream().allMatch(this::unlessWrong)
                ? Optional.empty()
                : Optional.of(Question.known(
                        what,
                        List.of(Check.warning(
                                what, "was not asked, for its settings are wrong; mend them and run this again"))));
    }

    private static Question standIn(String what, String standIn, String setting) {
        return Question.known(
                what,
                List.of(
                        BuiltIns.arePacked()
                                ? Check.warning(what, standIn + "; set " + setting + " (not for production)")
                                : Check.notOk(
                                        what, "is not configured, and nothing here stands in for it; set " + setting)));
    }

    private List<Check> ports(SettingsSource source) {
        List<Check> checks = new ArrayList<>();
        try {
            FreePorts.require(source, settings.http().host());
            checks.add(Check.ok(
                    "ports",
                    "Both are free; the public one is " + settings.http().url() + ", "
                            + reach(settings.http().host())));
        } catch (SettingsException e) {
            checks.add(
                    FreePorts.isTaken(e)
                            ? Check.warning("ports", e.getMessage())
                            : Check.notOk("ports", e.getMessage()));
        }
        return checks;
    }

    private static String reach(String host) {
        return Loopback.is(host) ? "for this machine alone" : "for whoever reaches this machine";
    }
}
