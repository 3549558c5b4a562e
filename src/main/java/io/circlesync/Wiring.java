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
import io.circlesync.circle.KeptKeys;
import io.circlesync.circle.OwnCommunity;
import io.circlesync.count.Counts;
import io.circlesync.count.Successes;
import io.circlesync.database.Database;
import io.circlesync.database.DatabaseClock;
import io.circlesync.database.DatabaseFailure;
import io.circlesync.database.DatabaseOpening;
import io.circlesync.database.DatabaseOutage;
import io.circlesync.database.OneTransaction;
import io.circlesync.gap.GapFinder;
import io.circlesync.gap.GapSchedule;
import io.circlesync.http.ContentCoding;
import io.circlesync.http.HttpLimits;
import io.circlesync.http.HttpServers;
import io.circlesync.http.HttpSettings;
import io.circlesync.http.LocalCallersOnly;
import io.circlesync.management.ManagementPort;
import io.circlesync.management.PublicApi;
import io.circlesync.management.jmx.CamelBeans;
import io.circlesync.management.jmx.OperatorBeans;
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
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.service.ServiceHelper;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** Opens the database and names the beans that the routes call, each room by its own {@code …Beans}. */
final class Wiring {

    private static final int CONNECTIONS_BESIDE_SYNC = 8;

    private final CamelContext context;
    private final Registry registry;
    private final Settings settings;

    Wiring(CamelContext context, Settings settings) {
        this.context = context;
        this.registry = context.getRegistry();
        this.settings = settings;
    }

    /**
     * To be called once, before the context starts.
     *
     * @param opening the database, unless it is the embedded one
     */
    void bind(Optional<DatabaseOpening> opening) throws Exception {
        if (settings.traces().collector().isPresent()) {
            Tracing.bind(context, settings.traces().collector().get());
        }
        // What Camel has read of a class it keeps from this component's start on, which by itself comes after the
        // routes are made; each of some hundred steps would then hold its bean's methods by itself.
        ServiceHelper.startService(context.getComponent("bean"));
        EnumConverters.bind(context);
        Database database = opening.isPresent() ? opening.get().await() : openBuiltIn();
        context.addService(database);
        DataSource dataSource = database.dataSource();
        Clock clock = DatabaseClock.start(
                dataSource,
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(context, "database-clock"));
        Partners partners =
                settings.hasSandbox() ? BuiltIns.partners(context, settings, dataSource) : Partners.real(settings);
        Placeholders.of(settings, partners).forEach(context.getPropertiesComponent()::addOverrideProperty);
        bindTransactions(dataSource);
        context.getComponent("sql", SqlComponent.class).setDataSource(dataSource);
        registry.bind("lists", database.lists());
        DatabaseOutage outage = bindOutage(database, clock);
        Counts counts = bindCounts(dataSource, clock);
        KeptKeys keptKeys = bindKeptKeys(dataSource);
        PartnerStates states = bindFlows(partners, database, outage, counts, clock);
        ServiceStates serviceStates =
                new ServiceStates(dataSource, settings.queue().lease(), states);
        PublicApi api = new PublicApi(settings.http().url(), settings.api().token());
        OperatorBeans.bind(context, serviceStates, api);
        ManagementPort.bind(
                context,
                settings.management(),
                database,
                outage,
                serviceStates,
                counts,
                keptKeys::isIdle,
                api,
                registry.findSingleByType(CamelBeans.class).shown());
        context.addService(new CheckControl(context, new Checks(new Settings.Given(settings, Map.of())).ofRunning()));
        // After the port that it names is open.
        context.addStartupListener(UrlsToOpen.of(new CamelSettings(context), settings));
    }

    private KeptKeys bindKeptKeys(DataSource dataSource) throws Exception {
        KeptKeys keptKeys = new KeptKeys(KeptKeys.of(settings.circle().fields()), dataSource);
        registry.bind("keptKeys", keptKeys);
        context.addStartupListener(keptKeys);
        return keptKeys;
    }

    private PartnerStates bindFlows(
            Partners partners, Database database, DatabaseOutage outage, Counts counts, Clock clock) throws Exception {
        DataSource dataSource = database.dataSource();
        SyncedFields fields = settings.circle().fields();
        CallBudget budget = new CallBudget(
                settings.circle().requestsPerMinute(),
                settings.circle().monthlyQuota(),
                settings.sync().push(),
                settings.queue().lease(),
                KeptKeys.of(fields));
        CircleBreaker breaker = CircleBeans.breaker(settings.queue().maxAttempts(), budget, clock);
        Duration debounce = settings.queue().debounce();
        CircleMemberReader members = new CircleMemberReader(fields, clock);
        CommunityFields community = new CommunityFields(fields, clock);
        CircleWriter writer = new CircleWriter(fields, settings.sync().pushedFieldTypes(), community);
        GapFinder gapFinder = new GapFinder(settings.gaps().requiredFields());
        GapSchedule schedule = new GapSchedule(settings.gaps());
        ContentCoding contentCoding = bindHttp();

        counts.begin(fields.all().stream().map(SyncedField::jsonName).toList());
        registry.bind("changeDocument", new ChangeDocument(schedule, debounce, counts, clock));
        WebhookBeans.bind(context, settings.webhook(), debounce, members, database.intake(), outage, counts);
        WorkosBeans.bind(registry, settings.workos(), gapFinder, contentCoding, counts, clock);
        OwnCommunity own = new OwnCommunity(settings.webhook().communityId());
        CircleBeans.bind(context, partners.circle(), members, writer, own, community, breaker, budget, counts, clock);
        Leases leases =
                QueueBeans.bind(context, settings.queue(), budget, community, breaker, dataSource, counts, clock);
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
                own,
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
                new NoticeModel(community::label, settings.messages().reportUrl()),
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
                settings.sync().mergePolicy(),
                gapFinder,
                contentCoding,
                states,
                counts,
                clock,
                settings.http().largestBody());
        return states;
    }

    private Counts bindCounts(DataSource dataSource, Clock clock) throws Exception {
        Successes successes = new Successes(
                dataSource,
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(context, "last-success"),
                clock);
        context.addService(successes);
        MeterRegistry metrics = Optional.ofNullable(registry.findSingleByType(MeterRegistry.class))
                .orElseGet(CompositeMeterRegistry::new);
        return new Counts(metrics, successes::note, clock);
    }

    private ContentCoding bindHttp() throws Exception {
        HttpSettings http = settings.http();
        ContentCoding contentCoding = new ContentCoding(http.largestBody());
        registry.bind("problemResponse", new ProblemResponse());
        registry.bind("databaseFailure", new DatabaseFailure());
        registry.bind("contentCoding", contentCoding);
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
                "slack", SlackBeans.bind(context.getRegistry(), slack, files, model, random, clock),
                "mail", MailBeans.bind(context, settings.mail(), smtp, files, model, dataSource, random));
        MessageBeans.bind(
                context, settings.gaps().grace(), schedule, files, model, kinds, dataSource, counts, clock, random);
    }

    private DatabaseOutage bindOutage(Database database, Clock clock) throws Exception {
        DatabaseOutage outage = new DatabaseOutage(
                database,
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(context, "database-outage"),
                clock);
        context.addService(outage.life());
        registry.bind("databaseOutage", outage);
        return outage;
    }

    private void bindTransactions(DataSource dataSource) {
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
        registry.bind("dataSource", dataSource);
        registry.bind("transacted", new OneTransaction(transactions));
    }

    private Database openBuiltIn() throws Exception {
        return Database.open(BuiltIns.database(context, Path.of("data")), connections(settings));
    }

    /** How many connections the pool for the work may hold. */
    static int connections(Settings settings) {
        return settings.queue().concurrency() + CONNECTIONS_BESIDE_SYNC;
    }
}
