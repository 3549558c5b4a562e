package io.circlesync.webhook;

import io.circlesync.circle.CircleMemberReader;
import io.circlesync.settings.Settings;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Names the beans that the webhook routes use. */
public final class WebhookBeans {

    private WebhookBeans() {}

    /** Binds everything. */
    public static void bind(CamelContext context, Settings settings, CircleMemberReader members, DataSource dataSource)
            throws Exception {
        Registry registry = context.getRegistry();
        registry.bind("webhookSecret", new WebhookSecret(settings.webhook().secret()));
        registry.bind("webhookReader", new WebhookReader(settings.webhook().communityId()));
        EventInbox inbox =
                new EventInbox(dataSource, settings.sync().debounce(), members::wholeMember, members::fieldHint);
        context.addService(inbox);
        registry.bind("eventInbox", inbox);
    }
}
