package io.circlesync.slack;

import com.slack.api.SlackConfig;
import com.slack.api.util.http.SlackHttpClient;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Producer;
import org.apache.camel.component.slack.SlackComponent;
import org.apache.camel.component.slack.SlackEndpoint;

/**
 * camel-slack on one incoming webhook. Its URL is a secret: it stays in the component, so that no endpoint's address,
 * which JMX, hawtio and logs show, holds it. Messages are posted by {@link WebhookProducer}, because camel-slack takes any
 * answer of 200 for Slack's word, and waits without an end for one that drips.
 */
public final class IncomingWebhook extends SlackComponent {

    private final SlackHttpClient client;

    /** @param limit a call ends within this time, however slowly the answer comes */
    public IncomingWebhook(URI url, Duration limit) {
        setWebhookUrl(url.toString());
        SlackConfig config = new SlackConfig();
        config.setHttpClientCallTimeoutMillis(Math.toIntExact(limit.toMillis()));
        client = SlackHttpClient.buildSlackHttpClient(config);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String channelName, Map<String, Object> parameters) throws Exception {
        // The channel was chosen with the webhook; the name in the route is for people. A legacy webhook would obey it.
        SlackEndpoint endpoint = new SlackEndpoint(uri, null, this) {
            @Override
            public Producer createProducer() {
                return new WebhookProducer(this, client);
            }
        };
        endpoint.setWebhookUrl(getWebhookUrl());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    protected void doStop() throws Exception {
        client.close();
        super.doStop();
    }
}
