package io.circlesync.management;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.Router;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.StaticService;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.support.service.ServiceSupport;

/**
 * What operators get beside Camel's own health, metrics and Jolokia: the database in both, hawtio, and a guard against
 * web pages of others.
 */
public final class ManagementPort extends ServiceSupport implements StaticService {

    private final CamelContext context;

    private ManagementPort(CamelContext context) {
        this.context = context;
    }

    /** Binds what the management port shows; to be called before the context starts. */
    public static void bind(CamelContext context, DataSource dataSource) throws Exception {
        context.getRegistry().bind("databaseHealth", new DatabaseHealthCheck(dataSource));
        MeterRegistry metrics = context.getRegistry().findSingleByType(MeterRegistry.class);
        if (metrics != null) {
            dataSource.unwrap(HikariDataSource.class).setMetricRegistry(metrics);
        }
        context.addService(new ManagementPort(context));
    }

    @Override
    protected void doStart() {
        ManagementHttpServer server = context.hasService(ManagementHttpServer.class);
        if (server == null) {
            return;
        }
        Router router = server.getRouter();
        // Before everything that Camel has put there already.
        router.route().order(-1).handler(new OwnPagesOnly(server.getHost()));
        Hawtio.serve(router);
    }
}
