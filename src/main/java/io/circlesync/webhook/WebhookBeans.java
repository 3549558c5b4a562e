package io.circlesync.webhook;

import io.circlesync.circle.CircleMemberReader;
import io.circlesync.count.Counts;
import io.circlesync.database.DatabaseOutage;
import java.time.Duration;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Names the beans that the webhook routes use. */
public final class WebhookBeans {

    private WebhookBeans() {}

    /**
     * Binds everything.
     *
     * @param debounce events of one member within this time become one sync
     * @param intake connections that no other work takes
     */
    public static void bind(
            CamelContext context,
            WebhookSettings settings,
            Duration debounce,
            CircleMemberReader members,
            DataSource intake,
            DatabaseOutage outage,
            Counts counts)
            throws Exception {
        Registry registry = context.getRegistry();
        registry.bind("webhookSecret", new WebhookSecret(settings.secret(), counts));
        registry.bind("webhookReader", new WebhookReader(settings.communityId()));
        EventInbox inbox = new EventInbox(intake, outage, counts, debounce, members::wholeMember, members::fieldHint);
        context.addService(inbox.life());
        registry.bind("eventInbox", inbox);
    }
}
