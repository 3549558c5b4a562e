package io.circlesync.slack;

import java.net.URI;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.slack.SlackComponent;
import org.apache.camel.component.slack.SlackEndpoint;

/**
 * camel-slack on one incoming webhook. Its URL is a secret: it stays in the component, so that no endpoint's address,
 * which JMX, hawtio and logs show, holds it.
 */
public final class IncomingWebhook extends SlackComponent {

    public IncomingWebhook(URI url) {
        setWebhookUrl(url.toString());
    }

    @Override
    protected Endpoint createEndpoint(String uri, String channelName, Map<String, Object> parameters) throws Exception {
        SlackEndpoint endpoint = (SlackEndpoint) super.createEndpoint(uri, channelName, parameters);
        // The channel was chosen with the webhook; the name in the route is for people. A legacy webhook would obey it.
        endpoint.setChannel(null);
        return endpoint;
    }
}
