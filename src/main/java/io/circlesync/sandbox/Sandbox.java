package io.circlesync.sandbox;

import io.circlesync.sandbox.circle.CircleStandIn;
import io.circlesync.sandbox.mail.MailSink;
import io.circlesync.sandbox.page.PageBeans;
import io.circlesync.sandbox.page.StandIns;
import io.circlesync.sandbox.received.Received;
import io.circlesync.sandbox.slack.SlackSink;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/**
 * Stands in, inside this process, for each partner that is not configured, so that the service starts whole with
 * nothing but itself. Every stand-in speaks its partner's own protocol; the rest of the service cannot tell.
 */
public final class Sandbox {

    private static final String SLACK_PATH = "/sandbox/slack";

    private final CamelContext context;
    private final SandboxSettings settings;
    private final DataSource dataSource;
    private final Received received;
    private final Clock clock = Clock.systemUTC();

    private Sandbox(CamelContext context, SandboxSettings settings, DataSource dataSource) {
        this.context = context;
        this.settings = settings;
        this.dataSource = dataSource;
        // Where somebody is real, it is not kept a second time what they are told.
        this.received = settings.circle().account().isEmpty() ? Received.in(dataSource) : Received.inMemory();
    }

    /**
     * Starts what is needed; nothing if every partner is configured.
     *
     * @return where the stand-ins are found
     */
    public static Addresses standIn(CamelContext context, SandboxSettings settings, DataSource dataSource)
            throws Exception {
        return new Sandbox(context, settings, dataSource).start();
    }

    private Addresses start() throws Exception {
        StandIns standIns = new StandIns(
                settings.circle().account().isEmpty() ? Optional.of(circle()) : Optional.empty(),
                settings.slack().webhookUrl().isEmpty() ? Optional.of(slack()) : Optional.empty(),
                settings.smtp().isEmpty() ? Optional.of(mail()) : Optional.empty());
        if (standIns.areAny()) {
            PageBeans.bind(
                    context.getRegistry(),
                    settings.apiToken(),
                    settings.circle().fields(),
                    settings.sync(),
                    dataSource,
                    standIns);
            loadRoutes("page");
            loadRoutes("docs");
        }
        return new Addresses(
                standIns.circle().map(CircleStandIn::account),
                standIns.slack().map(sink -> URI.create(settings.publicUrl() + SLACK_PATH)),
                standIns.mail().map(MailSink::settings));
    }

    private CircleStandIn circle() throws Exception {
        CircleStandIn circle = CircleStandIn.open(
                context,
                settings.publicUrl(),
                settings.webhook(),
                settings.circle().fields(),
                dataSource,
                received,
                clock);
        loadRoutes("circle");
        loadRoutes("community");
        return circle;
    }

    private SlackSink slack() throws Exception {
        SlackSink slack = new SlackSink(received, clock);
        context.getRegistry().bind("sandboxSlack", slack);
        loadRoutes("slack");
        return slack;
    }

    private MailSink mail() throws Exception {
        MailSink mail = MailSink.start(received, clock);
        context.addService(mail);
        loadRoutes("mail");
        return mail;
    }

    /** Hands the routes to camel-main, which adds them after the route configurations that they name. */
    private void loadRoutes(String name) throws Exception {
        Resource file =
                PluginHelper.getResourceLoader(context).resolveResource("classpath:sandbox/" + name + ".camel.yaml");
        for (RoutesBuilder routes : PluginHelper.getRoutesLoader(context).findRoutesBuilders(file)) {
            context.getRegistry().bind("sandbox-routes-" + name, RoutesBuilder.class, routes);
        }
    }
}
