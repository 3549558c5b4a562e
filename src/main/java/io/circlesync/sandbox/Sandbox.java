package io.circlesync.sandbox;

import io.circlesync.api.ProfileJson;
import io.circlesync.settings.Settings;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/**
 * Stands in, inside this process, for each partner that is not configured, so that the service starts whole with
 * nothing but itself. Every stand-in speaks its partner's own protocol; the rest of the service cannot tell.
 */
public final class Sandbox {

    private static final long COMMUNITY = 393781;
    private static final String CIRCLE_PATH = "/sandbox/circle/api/admin/v2";

    private final CamelContext context;
    private final Settings settings;
    private final DataSource dataSource;
    private final Clock clock = Clock.systemUTC();

    private Sandbox(CamelContext context, Settings settings, DataSource dataSource) {
        this.context = context;
        this.settings = settings;
        this.dataSource = dataSource;
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
        Registry registry = context.getRegistry();
        List<ProfileField> fields = ProfileField.of(settings.circleCalls().fields());
        Optional<Settings.Circle> circle = settings.circle();
        Optional<Settings.Mail> smtp = settings.mail();

        Optional<MemberStore> members = Optional.empty();
        Optional<WebhookLog> webhooks = Optional.empty();
        if (circle.isEmpty()) {
            long communityId = settings.webhook().communityId().orElse(COMMUNITY);
            MemberStore store = MemberStore.open(dataSource);
            MemberJson json = new MemberJson(communityId, settings.publicUrl(), fields);
            MemberEdit edit = new MemberEdit(communityId, fields);
            String token = UUID.randomUUID().toString();
            WebhookLog log = new WebhookLog(
                    recent("webhook", WebhookLog.Sent.class, WebhookLog.MOST),
                    settings.webhook().secret(),
                    clock);
            registry.bind("sandboxCircle", new CircleApi(token, store, json, edit, fields, clock));
            registry.bind("sandboxCommunity", new Community(communityId, store, edit, clock));
            registry.bind("sandboxWebhooks", log);
            context.getPropertiesComponent()
                    .addOverrideProperty("sandbox.webhook-url", settings.publicUrl() + "/webhooks/circle");
            loadRoutes("circle");
            loadRoutes("community");
            members = Optional.of(store);
            webhooks = Optional.of(log);
            circle = Optional.of(new Settings.Circle(URI.create(settings.publicUrl() + CIRCLE_PATH), token));
        }

        Optional<SlackSink> slack = Optional.empty();
        Optional<URI> slackStandIn = Optional.empty();
        if (settings.slack().webhookUrl().isEmpty()) {
            SlackSink sink = new SlackSink(recent("slack", SlackSink.SlackMessage.class, SlackSink.MOST), clock);
            registry.bind("sandboxSlack", sink);
            loadRoutes("slack");
            slack = Optional.of(sink);
            slackStandIn = Optional.of(URI.create(settings.publicUrl() + "/sandbox/slack"));
        }

        Optional<MailSink> mail = Optional.empty();
        if (smtp.isEmpty()) {
            MailSink sink = MailSink.start(recent("mail", MailSink.Letter.class, MailSink.MOST), clock);
            context.addService(sink);
            loadRoutes("mail");
            mail = Optional.of(sink);
            smtp = Optional.of(new Settings.Mail(
                    sink.host(),
                    sink.port(),
                    Optional.empty(),
                    Optional.empty(),
                    "Circle Sync <no-reply@localhost>",
                    Settings.MailSecurity.NONE));
        }

        registry.bind("sandboxGuard", new PageGuard(settings.apiToken()));
        registry.bind("sandboxScripts", new PageScripts());
        registry.bind(
                "sandboxState",
                new PageState(
                        new PageProfiles(
                                dataSource,
                                new ProfileJson(settings.circleCalls().fields())),
                        settings.sync(),
                        members,
                        fields,
                        settings.circleCalls().fields(),
                        webhooks,
                        slack,
                        mail));
        loadRoutes("page");
        return settings.with(circle.orElseThrow(), slackStandIn, smtp.orElseThrow());
    }

    /** Outlives a restart where everybody is invented; what is told about real people is not kept a second time. */
    private <T> Recent<T> recent(String kind, Class<T> type, int most) {
        return settings.circle().isEmpty()
                ? Recent.in(new ReceivedTable<>(dataSource, kind, type), most)
                : Recent.inMemory(most);
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
