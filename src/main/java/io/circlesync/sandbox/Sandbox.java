package io.circlesync.sandbox;

import io.circlesync.sandbox.circle.CircleStandIn;
import io.circlesync.sandbox.circle.ProfileField;
import io.circlesync.sandbox.mail.MailSink;
import io.circlesync.sandbox.page.PageBeans;
import io.circlesync.sandbox.page.StandIns;
import io.circlesync.sandbox.received.Received;
import io.circlesync.sandbox.slack.SlackSink;
import io.circlesync.settings.Settings;
import java.net.URI;
import java.time.Clock;
import java.util.List;
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
    private final Settings settings;
    private final DataSource dataSource;
    private final Received received;
    private final Clock clock = Clock.systemUTC();

    private Sandbox(CamelContext context, Settings settings, DataSource dataSource) {
        this.context = context;
        this.settings = settings;
        this.dataSource = dataSource;
        // Where somebody is real, it is not kept a second time what they are told.
        this.received = settings.circle().isEmpty() ? Received.in(dataSource) : Received.inMemory();
    }

    /**
     * Starts what is needed; nothing if every partner is configured.
     *
     * @return the settings with every partner present, pointing at a stand-in where there is one
     */
    public static Settings standIn(CamelContext context, Settings settings, DataSource dataSource) throws Exception {
        return settings.hasSandbox() ? new Sandbox(context, settings, dataSource).start() : settings;
    }

    private Settings start() throws Exception {
        StandIns standIns = new StandIns(
                settings.circle().isEmpty() ? Optional.of(circle()) : Optional.empty(),
                settings.slack().webhookUrl().isEmpty() ? Optional.of(slack()) : Optional.empty(),
                settings.mail().isEmpty() ? Optional.of(mail()) : Optional.empty());
        PageBeans.bind(context.getRegistry(), settings, dataSource, standIns);
        loadRoutes("page");
        return settings.with(
                settings.circle()
                        .or(() -> standIns.circle().map(CircleStandIn::settings))
                        .orElseThrow(),
                standIns.slack().map(sink -> URI.create(settings.publicUrl() + SLACK_PATH)),
                settings.mail()
                        .or(() -> standIns.mail().map(MailSink::settings))
                        .orElseThrow());
    }

    private CircleStandIn circle() throws Exception {
        List<ProfileField> fields = ProfileField.of(settings.circleCalls().fields());
        CircleStandIn circle = CircleStandIn.open(context, settings, fields, dataSource, received, clock);
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
