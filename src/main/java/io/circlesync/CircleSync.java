package io.circlesync;

import io.circlesync.circle.CircleMemberReader;
import io.circlesync.database.Database;
import io.circlesync.database.EmbeddedDatabase;
import io.circlesync.merge.MergePolicy;
import io.circlesync.merge.ProfileMerge;
import io.circlesync.problem.ProblemResponse;
import io.circlesync.problem.ServerProblems;
import io.circlesync.settings.Ports;
import io.circlesync.settings.Settings;
import io.circlesync.sync.SyncBeans;
import io.circlesync.webhook.WebhookBeans;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** Reads the settings, opens the database and names the beans that the routes call. */
public final class CircleSync implements CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(CircleSync.class);
    private static final int CONNECTIONS_BESIDE_SYNC = 8;

    @Override
    public void configure(CamelContext context) throws Exception {
        Function<String, Optional<String>> source =
                name -> context.getPropertiesComponent().resolveProperty(name);
        Settings settings = Settings.read(source);
        Ports.requireFree(source);
        settings.standIns().forEach(name -> LOG.warn("STAND-IN, not for production: {}", name));

        DataSource dataSource = openDatabase(context, settings);
        Registry registry = context.getRegistry();
        registry.bind("settings", settings);
        registry.bind("problemResponse", new ProblemResponse());
        context.addStartupListener(new ServerProblems(settings.publicUrl().getPort()));
        registry.bind(
                "profileMerge", new ProfileMerge(MergePolicy.of(settings.sync().mergePolicy())));
        Clock clock = Clock.systemUTC();
        registry.bind("clock", clock);
        registry.bind("dataSource", dataSource);
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
        registry.bind("transactionManager", transactions);
        registry.bind("transacted", new SpringTransactionPolicy(transactions));
        CircleMemberReader members =
                new CircleMemberReader(settings.circleCalls().fieldKeys());
        WebhookBeans.bind(context, settings, members, dataSource);
        SyncBeans.bind(context, settings, members, clock);
        registry.bind("outboxMessages", new io.circlesync.outbox.OutboxMessages(clock));
        registry.bind("outboxMessageList", new io.circlesync.outbox.OutboxMessageList());
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
