package io.circlesync.message.slack;

import com.slack.api.SlackConfig;
import com.slack.api.util.http.SlackHttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.ConnectionPool;
import org.apache.camel.Endpoint;
import org.apache.camel.Producer;
import org.apache.camel.component.slack.SlackComponent;
import org.apache.camel.component.slack.SlackEndpoint;
import org.apache.camel.util.function.Suppliers;

/**
 * camel-slack on incoming webhooks, one for each channel. Their URLs are secrets: they stay in the component, so that no
 * endpoint's address, which JMX, hawtio and logs show, holds one. Messages are posted by {@link WebhookProducer}, because camel-slack takes any
 * answer of 200 for Slack's word, and waits without an end for one that drips.
 */
public final class IncomingWebhook extends SlackComponent {

    /** What camel-slack asks for; each message goes to its own channel's. */
    private static final String ANY = "https://hooks.slack.com/services";

    private final SlackSettings settings;
    private final Supplier<SlackHttpClient> client;
    private final Clock clock;

    /**
     * @param limit a call ends within this time, however slowly the answer comes
     * @param clock from which on a wish to be left in peace counts
     */
    IncomingWebhook(SlackSettings settings, Duration limit, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        client = Suppliers.memorize(() -> client(limit));
    }

    /** Made for the first message, for a start need not wait for it. */
    private static SlackHttpClient client(Duration limit) {
        SlackConfig config = new SlackConfig();
        config.setHttpClientCallTimeoutMillis(Math.toIntExact(limit.toMillis()));
        // An answer that is longer than it says would be read as the next one, too, so each message has a connection of
        // its own.
        return new SlackHttpClient(SlackHttpClient.buildOkHttpClient(config)
                .newBuilder()
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .build());
    }

    @Override
    protected Endpoint createEndpoint(String uri, String channelName, Map<String, Object> parameters) throws Exception {
        // The message says which channel it is for; the name in the route is for people.
        SlackEndpoint endpoint = new SlackEndpoint(uri, null, this) {
            @Override
            public Producer createProducer() {
                return new WebhookProducer(this, settings, client, clock);
            }
        };
        endpoint.setWebhookUrl(ANY);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
