package io.circlesync;

import io.circlesync.api.ApiBeans;
import io.circlesync.database.Database;
import io.circlesync.database.EmbeddedDatabase;
import io.circlesync.merge.MergePolicy;
import io.circlesync.merge.ProfileMerge;
import io.circlesync.problem.ProblemResponse;
import io.circlesync.settings.Settings;
import java.nio.file.Path;
import java.time.Clock;
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
        Settings settings =
                Settings.read(name -> context.getPropertiesComponent().resolveProperty(name));
        settings.standIns().forEach(name -> LOG.warn("STAND-IN, not for production: {}", name));

        DataSource dataSource = openDatabase(context, settings);
        Registry registry = context.getRegistry();
        registry.bind("settings", settings);
        registry.bind("problemResponse", new ProblemResponse());
        registry.bind(
                "profileMerge", new ProfileMerge(MergePolicy.of(settings.sync().mergePolicy())));
        registry.bind("clock", Clock.systemUTC());
        registry.bind("dataSource", dataSource);
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
        registry.bind("transactionManager", transactions);
        registry.bind("transacted", new SpringTransactionPolicy(transactions));
        ApiBeans.bind(context, settings.apiToken());
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
