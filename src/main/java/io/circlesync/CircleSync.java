package io.circlesync;

import io.circlesync.api.ApiBeans;
import io.circlesync.circle.CircleMemberReader;
import io.circlesync.database.Database;
import io.circlesync.database.EmbeddedDatabase;
import io.circlesync.management.ManagementPort;
import io.circlesync.problem.ProblemResponse;
import io.circlesync.problem.ServerProblems;
import io.circlesync.sandbox.Sandbox;
import io.circlesync.settings.FreePorts;
import io.circlesync.settings.Settings;
import io.circlesync.sync.SyncBeans;
import io.circlesync.webhook.WebhookBeans;
import io.circlesync.workos.WorkosBeans;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** Reads the settings, opens the database and names the beans that the routes call. */
public final class CircleSync implements CamelConfiguration {

    private static final int CONNECTIONS_BESIDE_SYNC = 8;

    @Override
    public void configure(CamelContext context) throws Exception {
        Function<String, Optional<String>> source =
                name -> context.getPropertiesComponent().resolveProperty(name);
        Settings configured = Settings.read(source);
        FreePorts.require(source);
        context.addStartupListener(UrlsToOpen.of(source, configured));
        DataSource dataSource = openDatabase(context, configured);
        Settings settings = Sandbox.standIn(context, configured, dataSource);

        Clock clock = Clock.systemUTC();
        CircleMemberReader members =
                new CircleMemberReader(settings.circleCalls().fieldKeys());
        context.getRegistry().bind("settings", settings);
        bindTransactions(context.getRegistry(), dataSource);
        context.getRegistry().bind("problemResponse", new ProblemResponse());
        context.addStartupListener(new ServerProblems(settings.publicUrl().getPort()));
        WebhookBeans.bind(context, settings, members, dataSource);
        WorkosBeans.bind(context.getRegistry(), settings, clock);
        SyncBeans.bind(context, settings, members, clock);
        NotificationBeans.bind(
                context,
                settings,
                settings.slackWebhookUrl().orElseThrow(),
                settings.mail().orElseThrow(),
                clock);
        ApiBeans.bind(context, settings.apiToken(), settings.trustEmails(), clock);
        ManagementPort.bind(context, dataSource);
    }

    private static void bindTransactions(Registry registry, DataSource dataSource) {
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
        registry.bind("dataSource", dataSource);
        registry.bind("transactionManager", transactions);
        registry.bind("transacted", new SpringTransactionPolicy(transactions));
    }

    private static DataSource openDatabase(CamelContext context, Settings settings) throws Exception {
        Settings.Database where;
        if (settings.database().isPresent()) {
            where = settings.database().get();
        } else {
            EmbeddedDatabase embedded = EmbeddedDatabase.start(Path.of("data"));
            context.addService(embedded);
            where = embedded.settings();
        }
        Database database = Database.open(where, settings.sync().concurrency() + CONNECTIONS_BESIDE_SYNC);
        context.addService(database);
        return database.dataSource();
    }
}
