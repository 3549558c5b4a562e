package io.circlesync;

import io.circlesync.api.ApiBeans;
import io.circlesync.circle.CircleMemberReader;
import io.circlesync.circle.CommunityFields;
import io.circlesync.database.Database;
import io.circlesync.database.DatabaseOutage;
import io.circlesync.database.EmbeddedDatabase;
import io.circlesync.database.OneTransaction;
import io.circlesync.gap.GapFinder;
import io.circlesync.http.ContentCoding;
import io.circlesync.http.HttpLimits;
import io.circlesync.http.HttpServers;
import io.circlesync.http.LocalCallersOnly;
import io.circlesync.management.ManagementPort;
import io.circlesync.message.ChannelsInRoutes;
import io.circlesync.message.MessageBeans;
import io.circlesync.message.MessageFiles;
import io.circlesync.message.NoticeModel;
import io.circlesync.message.mail.MailBeans;
import io.circlesync.message.slack.SlackBeans;
import io.circlesync.outbox.ChannelKind;
import io.circlesync.problem.LockTimeout;
import io.circlesync.problem.ProblemResponse;
import io.circlesync.problem.ServerProblems;
import io.circlesync.profile.SyncedFields;
import io.circlesync.queue.Leases;
import io.circlesync.queue.QueueBeans;
import io.circlesync.sandbox.Sandbox;
import io.circlesync.settings.CamelSettings;
import io.circlesync.settings.FreePorts;
import io.circlesync.settings.Settings;
import io.circlesync.settings.SettingsException;
import io.circlesync.settings.SettingsFiles;
import io.circlesync.settings.SettingsSource;
import io.circlesync.sync.SyncBeans;
import io.circlesync.webhook.WebhookBeans;
import io.circlesync.workos.WorkosBeans;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.logging.Level;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** Reads the settings, opens the database and names the beans that the routes call. */
public final class CircleSync extends MainListenerSupport implements CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(CircleSync.class);
    private static final int CONNECTIONS_BESIDE_SYNC = 8;
    private static final String CONFIGURED = "configuredSettings";

    /** Held here, for what nobody holds forgets its level. */
    private static final java.util.logging.Logger DRIVERS_LOG = java.util.logging.Logger.getLogger("org.postgresql");

    private CircleSync() {}

    /**
     * The service, ready to be run.
     *
     * @throws SettingsException if a properties file cannot be read
     */
    public static Main main() {
        // Camel and others change the case of names by the default locale, and under some an i becomes another letter.
        Locale.setDefault(Locale.ROOT);
        // The driver tells the server the zone of this process, and a server that does not know it refuses the
        // connection.
        // The log keeps the machine's own.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        // What the driver finds wrong with a URL, it repeats, and a URL may hold a password; it is told in our words.
        DRIVERS_LOG.setLevel(Level.OFF);
        SettingsFiles files = SettingsFiles.in(Path.of(""));
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

    /** Before Camel configures itself, so that what is wrong is told in our words and not in an exception's. */
    @Override
    public void beforeInitialize(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        SettingsSource source = new CamelSettings(context);
        Settings configured = Settings.read(source);
        FreePorts.require(source, configured.publicHost());
        context.getPropertiesComponent().addOverrideProperty("camel.server.host", configured.publicHost());
        context.getRegistry().bind(CONFIGURED, configured);
    }

    @Override
    public void configure(CamelContext context) throws Exception {
        Settings configured = context.getRegistry().lookupByNameAndType(CONFIGURED, Settings.class);
        CamelSettings source = new CamelSettings(context);
        context.addStartupListener(UrlsToOpen.of(source, configured));
        DataSource dataSource = openDatabase(context, configured);
        Settings settings = Sandbox.standIn(context, configured, dataSource);

        Clock clock = Clock.systemUTC();
        SyncedFields fields = settings.circleCalls().fields();
        CircleMemberReader members = new CircleMemberReader(fields, clock);
        CommunityFields community = new CommunityFields(fields, clock);
        context.getRegistry().bind("communityFields", community);
        context.getRegistry().bind("settings", settings);
        bindTransactions(context.getRegistry(), dataSource);
        bindOutage(context, dataSource, clock);
        context.getRegistry().bind("problemResponse", new ProblemResponse());
        context.getRegistry().bind("lockTimeout", new LockTimeout());
        int largestBody = new CamelSettings(context)
                .value("camel.server.max-body-size")
                .map(Integer::valueOf)
                .orElseThrow();
        ContentCoding contentCoding = new ContentCoding(largestBody);
        context.getRegistry().bind("contentCoding", contentCoding);
        HttpServers.limit(
                context,
                settings.publicUrl().getPort(),
                HttpLimits.of(Runtime.getRuntime().maxMemory()),
                largestBody);
        context.addStartupListener(new ServerProblems(settings.publicUrl().getPort()));
        if (settings.apiToken().isEmpty()) {
            context.addStartupListener(new LocalCallersOnly(settings.publicHost()));
        }
        WebhookBeans.bind(context, settings, members, dataSource);
        WorkosBeans.bind(context.getRegistry(), settings, contentCoding, clock);
        Leases leases = QueueBeans.bind(context, settings, dataSource, clock);
        SyncBeans.bind(context, settings, members, community, leases, clock);
        bindMessages(context, settings, new NoticeModel(community::label), dataSource, clock);
        ApiBeans.bind(
                context,
                settings.apiToken(),
                fields,
                new GapFinder(settings.gaps().requiredFields()),
                settings.trustEmails(),
                contentCoding,
                clock);
        ManagementPort.bind(context, dataSource);
    }

    /** Before anything of Camel's is started, which would tell it in its own way, too. */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        String pattern = new CamelSettings(context)
                .value("camel.main.routes-include-pattern")
                .orElse("");
        new WholeRoutes(pattern).require(context);
        context.getRegistry().findSingleByType(ChannelsInRoutes.class).require(context);
    }

    private static void bindMessages(
            CamelContext context, Settings settings, NoticeModel model, DataSource dataSource, Clock clock)
            throws Exception {
        RandomGenerator random = new Random();
        MessageFiles files = new MessageFiles(settings.messages().folder());
        Map<String, ChannelKind> kinds = Map.of(
                "slack", SlackBeans.bind(context.getRegistry(), settings, files, model, random),
                "mail", MailBeans.bind(context, settings, settings.mail().orElseThrow(), files, model, random));
        MessageBeans.bind(context, settings, files, model, kinds, dataSource, clock, random);
    }

    private static void bindOutage(CamelContext context, DataSource dataSource, Clock clock) throws Exception {
        DatabaseOutage outage = new DatabaseOutage(
                dataSource,
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(context, "database-outage"),
                clock);
        context.addService(outage);
        context.getRegistry().bind("databaseOutage", outage);
    }

    private static void bindTransactions(Registry registry, DataSource dataSource) {
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
        registry.bind("dataSource", dataSource);
        registry.bind("transactionManager", transactions);
        registry.bind("transacted", new OneTransaction(transactions));
    }

    private static DataSource openDatabase(CamelContext context, Settings settings) throws Exception {
        Settings.Database where;
        if (settings.database().isPresent()) {
            where = settings.database().get();
        } else {
            Path folder = Path.of("data");
            // Told to end before it has begun to start, Camel stops nothing.
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> EmbeddedDatabase.endIf(context::isStopped, folder), "database-end"));
            EmbeddedDatabase embedded = EmbeddedDatabase.start(folder);
            context.addService(embedded);
            where = embedded.settings();
        }
        Database database = Database.open(where, settings.sync().concurrency() + CONNECTIONS_BESIDE_SYNC);
        context.addService(database);
        return database.dataSource();
    }
}
