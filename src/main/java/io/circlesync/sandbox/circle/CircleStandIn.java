package io.circlesync.sandbox.circle;

import io.circlesync.circle.CircleAccount;
import io.circlesync.profile.SyncedFields;
import io.circlesync.sandbox.received.Received;
import io.circlesync.webhook.WebhookSettings;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Circle, invented: a community, the Admin API that tells of it, and the workflows that send webhooks. */
public final class CircleStandIn {

    private static final long COMMUNITY = 393781;
    private static final String PATH = "/sandbox/circle/api/admin/v2";

    private final CircleAccount account;
    private final MemberStore members;
    private final WebhookLog webhooks;

    private CircleStandIn(CircleAccount account, MemberStore members, WebhookLog webhooks) {
        this.account = account;
        this.members = members;
        this.webhooks = webhooks;
    }

    /**
     * Opens the community in the sandbox's own schema, and names the beans that its routes call.
     *
     * @param publicUrl where this service is reached from its own machine
     * @param synced the profile fields that the community has, beside one that is nobody's
     */
    public static CircleStandIn open(
            CamelContext context,
            URI publicUrl,
            WebhookSettings webhook,
            SyncedFields synced,
            DataSource dataSource,
            Received received,
            Clock clock) {
        long communityId = webhook.communityId().orElse(COMMUNITY);
        String token = UUID.randomUUID().toString();
        MemberStore members = MemberStore.open(dataSource);
        List<ProfileField> fields = ProfileField.of(synced);
        MemberJson json = new MemberJson(communityId, publicUrl, fields);
        MemberEdit edit = new MemberEdit(communityId, fields);
        WebhookLog webhooks = new WebhookLog(received, webhook.secret(), clock);
        Registry registry = context.getRegistry();
        registry.bind("sandboxCircle", new CircleApi(token, members, json, edit, fields, clock));
        registry.bind("sandboxCommunity", new Community(communityId, members, edit, clock));
        registry.bind("sandboxWebhooks", webhooks);
        context.getPropertiesComponent().addOverrideProperty("sandbox.webhook-url", publicUrl + "/webhooks/circle");
        return new CircleStandIn(new CircleAccount(URI.create(publicUrl + PATH), token), members, webhooks);
    }

    /** Where it is, and the token that it asks for. */
    public CircleAccount account() {
        return account;
    }

    /** Everybody, outsiders included, newest first. */
    public List<Member> members() {
        return members.all();
    }

    /** The webhooks that were sent, newest first. */
    public List<WebhookLog.Sent> webhooks() {
        return webhooks.sent();
    }
}
