package io.circlesync;

import io.circlesync.api.ApiBeans;
import io.circlesync.api.GapReminderCalls;
import io.circlesync.change.ChangeDocument;
import io.circlesync.check.CheckControl;
import io.circlesync.circle.CircleBeans;
import io.circlesync.circle.CircleBreaker;
import io.circlesync.circle.CircleMemberReader;
import io.circlesync.circle.CircleWriter;
import io.circlesync.circle.CommunityFields;
import io.circlesync.count.Counts;
import io.circlesync.count.Successes;
import io.circlesync.database.Database;
import io.circlesync.database.DatabaseClock;
import io.circlesync.database.DatabaseFailure;
import io.circlesync.database.DatabaseOutage;
import io.circlesync.database.DatabaseSettings;
import io.circlesync.database.OneTransaction;
import io.circlesync.gap.GapFinder;
import io.circlesync.gap.GapSchedule;
import io.circlesync.http.ContentCoding;
import io.circlesync.http.FreePorts;
import io.circlesync.http.HttpLimits;
import io.circlesync.http.HttpServers;
import io.circlesync.http.HttpSettings;
import io.circlesync.http.LocalCallersOnly;
import io.circlesync.logs.LogSettings;
import io.circlesync.management.ManagementPort;
import io.circlesync.management.PublicApi;
import io.circlesync.management.jmx.OperatorBeans;
import io.circlesync.management.jmx.SharedDescriptions;
import io.circlesync.management.logs.RecentLog;
import io.circlesync.merge.MergePolicy;
import io.circlesync.message.ChannelsInRoutes;
import io.circlesync.message.MessageBeans;
import io.circlesync.message.MessageFiles;
import io.circlesync.message.NoticeModel;
import io.circlesync.message.mail.MailBeans;
import io.circlesync.message.mail.SmtpSettings;
import io.circlesync.message.slack.SlackBeans;
import io.circlesync.message.slack.SlackSettings;
import io.circlesync.outbox.ChannelKind;
import io.circlesync.outbox.Channels;
import io.circlesync.partner.CallBudget;
import io.circlesync.partner.PartnerStates;
import io.circlesync.problem.ProblemResponse;
import io.circlesync.problem.ServerProblems;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import io.circlesync.queue.Leases;
import io.circlesync.queue.QueueBeans;
import io.circlesync.reconcile.ReconcileBeans;
import io.circlesync.settings.CamelSettings;
import io.circlesync.settings.SettingsException;
import io.circlesync.settings.SettingsFiles;
import io.circlesync.settings.SettingsSource;
import io.circlesync.sync.MemberPreviews;
import io.circlesync.sync.SyncBeans;
import io.circlesync.trace.Tracing;
import io.circlesync.watch.ServiceStates;
import io.circlesync.webhook.WebhookBeans;
import io.circlesync.workos.WorkosBeans;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import java.util.logging.Level;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** Reads the settings, opens the database and names the beans that the routes call. */
public final class CircleSync extends MainListenerSupport implements CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(CircleSync.class);
    private static final int CONNECTIONS_BESIDE_SYNC = 8;
    private static final String SETTINGS = "settings";

    /** Given by who starts an archive, from whatever folder that is. */
    private static final String SETTINGS_FOLDER = "circlesync.conf";

    /** Held here, for what nobody holds forgets its level. */
    private static final java.util.logging.Logger DRIVERS_LOG = java.util.logging.Logger.getLogger("org.postgresql");

    private CircleSync() {}

    /**
     * The service, ready to be run.
     *
     * @throws SettingsException if a properties file cannot be read
     */
    public static Main main() {
        prepare();
        RecentLog.listen();
        SettingsFiles files = settingsFiles();
        LogSettings.apply(files.files());
        files.files().forEach(file -> LOG.info("Settings are read from {}", file));
        CircleSync service = new CircleSync();
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation(files.locations());
        // Said outright, too: else Camel would look for a further file by the name of the profile, and fail over odd
        // ones.
        main.setPropertyPlaceholderLocations(files.locations());
        main.addMainListener(service);
        main.configure().addConfiguration(service);
        return main;
    }

    /** The properties files beside the one in the jar. */
    static SettingsFiles settingsFiles() {
        return Optional.ofNullable(System.getProperty(SETTINGS_FOLDER))
                .map(folder -> SettingsFiles.only(Path.of(folder)))
                .orElseGet(() -> SettingsFiles.in(Path.of("")));
    }

    /** What holds for the whole process, and is to be set before anything reads a setting. */
    static void prepare() {
        // Camel and others change the case of names by the default locale, and under some an i becomes another letter.
        Locale.setDefault(Locale.ROOT);
        // The driver tells the server the zone of this process, and a server that does not know it refuses the
        // connection.
        // The log keeps the machine's own.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        // What the driver finds wrong with a URL, it repeats, and a URL may hold a password; it is told in our words.
        DRIVERS_LOG.setLevel(Level.OFF);
    }

    /** Before Camel configures itself, so that what is wrong is told in our words and not in an exception's. */
    @Override
    public void beforeInitialize(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        SettingsSource source = new CamelSettings(context);
        Settings settings = Settings.read(source);
        FreePorts.require(source, settings.http().host());
        context.getPropertiesComponent()
                .addOverrideProperty("camel.server.host", settings.http().host());
        context.getRegistry().bind(SETTINGS, settings);
    }

    @Override
    public void configure(CamelContext context) throws Exception {
        Settings settings = context.getRegistry().lookupByNameAndType(SETTINGS, Settings.class);
        if (settings.traces().collector().isPresent()) {
            Tracing.bind(context, settings.traces().collector().get());
        }
        // Camel keeps what it has read of a class from this component's start on, which is after the routes are made:
        // each
        // of some hundred steps would hold its bean's methods by itself.
        ServiceHelper.startService(context.getComponent("bean"));
        Database database = openDatabase(context, settings);
        DataSource dataSource = database.dataSource();
        Clock clock = DatabaseClock.start(
                dataSource,
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(context, "database-clock"));
        Partners partners =
                settings.hasSandbox() ? BuiltIns.partners(context, settings, dataSource) : Partners.real(settings);
        Placeholders.of(settings, partners).forEach(context.getPropertiesComponent()::addOverrideProperty);
        bindTransactions(context.getRegistry(), dataSource);
        context.getComponent("sql", SqlComponent.class).setDataSource(dataSource);
        context.getRegistry().bind("lists", database.lists());
        DatabaseOutage outage = bindOutage(context, database, clock);
        Counts counts = bindCounts(context, dataSource, clock);
        PartnerStates states = bindFlows(context, settings, partners, database, outage, counts, clock);
        ServiceStates serviceStates =
                new ServiceStates(dataSource, settings.queue().lease(), states);
        PublicApi api = new PublicApi(settings.http().url(), settings.api().token());
        SharedDescriptions.bind(context);
        OperatorBeans.bind(context, serviceStates, api);
        ManagementPort.bind(context, settings.management(), database, outage, serviceStates, api, clock);
        context.addService(new CheckControl(context, new Checks(new Settings.Given(settings, Map.of())).ofRunning()));
        // After the port that it names is open.
        context.addStartupListener(UrlsToOpen.of(new CamelSettings(context), settings));
    }

    private static PartnerStates bindFlows(
            CamelContext context,
            Settings settings,
            Partners partners,
            Database database,
            DatabaseOutage outage,
            Counts counts,
            Clock clock)
            throws Exception {
        DataSource dataSource = database.dataSource();
        Registry registry = context.getRegistry();
        SyncedFields fields = settings.circle().fields();
        // One call reads a member, and one more may write what Circle lacks.
        CallBudget budget = new CallBudget(
                settings.circle().requestsPerMinute(),
                settings.circle().monthlyQuota(),
                settings.sync().push() ? 2 : 1,
                settings.queue().lease());
        CircleBreaker breaker = CircleBeans.breaker(settings.queue().maxAttempts(), budget, clock);
        Duration debounce = settings.queue().debounce();
        CircleMemberReader members = new CircleMemberReader(fields, clock);
        CommunityFields community = new CommunityFields(fields, clock);
        CircleWriter writer = new CircleWriter(fields, settings.sync().pushedFieldTypes(), community);
        GapFinder gapFinder = new GapFinder(settings.gaps().requiredFields());
        GapSchedule schedule = new GapSchedule(settings.gaps());
        ContentCoding contentCoding = bindHttp(context, settings);

        counts.begin(fields.all().stream().map(SyncedField::jsonName).toList());
        registry.bind("changeDocument", new ChangeDocument(schedule, debounce, counts, clock));
        WebhookBeans.bind(context, settings.webhook(), debounce, members, database.intake(), outage, counts);
        WorkosBeans.bind(registry, settings.workos(), gapFinder, contentCoding, counts, clock);
        CircleBeans.bind(context, partners.circle(), members, writer, community, breaker, budget, counts, clock);
        Leases leases = QueueBeans.bind(context, settings.queue(), budget, breaker, dataSource, counts, clock);
        MemberPreviews previews = SyncBeans.bind(
                context,
                settings.sync(),
                settings.queue().maxAttempts(),
                leases,
                members,
                writer,
                gapFinder,
                counts,
                clock);
        ReconcileBeans.bind(
                context,
                settings.reconcile(),
                settings.webhook().communityId(),
                settings.queue().maxAttempts(),
                budget,
                breaker,
                previews,
                counts,
                clock);
        bindMessages(
                context,
                settings,
                partners.slack(),
                partners.mail(),
                schedule,
                new NoticeModel(community::label),
                dataSource,
                counts,
                clock);
        registry.bind(
                "gapReminderCalls",
                new GapReminderCalls(
                        settings.gaps().reminderInterval(),
                        Duration.ofSeconds(1).dividedBy(settings.mail().perSecond())));
        PartnerStates states = new PartnerStates(budget, registry.lookupByNameAndType("channels", Channels.class));
        ApiBeans.bind(
                context,
                settings.api(),
                fields,
                MergePolicy.of(settings.sync().mergePolicy()),
                gapFinder,
                contentCoding,
                states,
                counts,
                clock,
                settings.http().largestBody());
        return states;
    }

    private static Counts bindCounts(CamelContext context, DataSource dataSource, Clock clock) throws Exception {
        Successes successes = new Successes(
                dataSource,
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(context, "last-success"),
                clock);
        context.addService(successes);
        MeterRegistry metrics = Optional.ofNullable(context.getRegistry().findSingleByType(MeterRegistry.class))
                .orElseGet(CompositeMeterRegistry::new);
        return new Counts(metrics, successes::note, clock);
    }

    private static ContentCoding bindHttp(CamelContext context, Settings settings) throws Exception {
        HttpSettings http = settings.http();
        ContentCoding contentCoding = new ContentCoding(http.largestBody());
        context.getRegistry().bind("problemResponse", new ProblemResponse());
        context.getRegistry().bind("databaseFailure", new DatabaseFailure());
        context.getRegistry().bind("contentCoding", contentCoding);
        HttpServers.limit(
                context,
                http.url().getPort(),
                HttpLimits.of(Runtime.getRuntime().maxMemory()),
                http.largestBody(),
                settings.management().tls());
        context.addStartupListener(new ServerProblems(http.url().getPort(), http.largestBody()));
        if (settings.api().token().isEmpty()) {
            context.addStartupListener(new LocalCallersOnly(http.host()));
        }
        return contentCoding;
    }

    /** Before anything of Camel's is started, which would tell it in its own way, too. */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        WholeRoutes.in(new CamelSettings(context)).require(context);
        context.getRegistry().findSingleByType(ChannelsInRoutes.class).require(context);
    }

    /** Names what words and sends messages to Slack and by mail, wherever these are found. */
    static void bindMessages(
            CamelContext context,
            Settings settings,
            SlackSettings slack,
            SmtpSettings smtp,
            GapSchedule schedule,
            NoticeModel model,
            DataSource dataSource,
            Counts counts,
            Clock clock)
            throws Exception {
        RandomGenerator random = new Random();
        MessageFiles files = new MessageFiles(settings.messages().folder());
        Map<String, ChannelKind> kinds = Map.of(
                "slack", SlackBeans.bind(context.getRegistry(), slack, files, model, random),
                "mail", MailBeans.bind(context, settings.mail(), smtp, files, model, random));
        MessageBeans.bind(
                context, settings.gaps().grace(), schedule, files, model, kinds, dataSource, counts, clock, random);
    }

    private static DatabaseOutage bindOutage(CamelContext context, Database database, Clock clock) throws Exception {
        DatabaseOutage outage = new DatabaseOutage(
                database,
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(context, "database-outage"),
                clock);
        context.addService(outage);
        context.getRegistry().bind("databaseOutage", outage);
        return outage;
    }

    private static void bindTransactions(Registry registry, DataSource dataSource) {
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
        registry.bind("dataSource", dataSource);
        registry.bind("transacted", new OneTransaction(transactions));
    }

    private static Database openDatabase(CamelContext context, Settings settings) throws Exception {
        DatabaseSettings where = settings.database().isPresent()
                ? settings.database().get()
                : BuiltIns.database(context, Path.of("data"));
        Database database = Database.open(where, connections(settings));
        context.addService(database);
        return database;
    }

    /** How many connections the pool for the work may hold. */
    static int connections(Settings settings) {
        return settings.queue().concurrency() + CONNECTIONS_BESIDE_SYNC;
    }
}
