package io.circlesync.message.slack;

import com.slack.api.util.http.SlackHttpClient;
import io.circlesync.retry.RetryAfter;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import okhttp3.Response;
import org.apache.camel.Exchange;
import org.apache.camel.component.slack.SlackEndpoint;
import org.apache.camel.support.DefaultProducer;

/** Posts a message to the incoming webhook of its channel. Only 200 with the word {@code ok} is Slack's yes. */
final class WebhookProducer extends DefaultProducer {

    private static final int OK = 200;
    /** Slack's own answers are one word; of a page only the beginning is read. */
    private static final long LONGEST_ANSWER = 4096;

    private static final Pattern WORD = Pattern.compile("[A-Za-z_]{1,60}");

    private final SlackSettings settings;
    private final Supplier<SlackHttpClient> client;
    private final Clock clock;

    WebhookProducer(SlackEndpoint endpoint, SlackSettings settings, Supplier<SlackHttpClient> client, Clock clock) {
        super(endpoint);
        this.settings = settings;
        this.client = client;
        this.clock = clock;
    }

    /**
     * Posts the body, a {@link SlackPost}.
     *
     * @throws NoWebhookException if its channel has none
     * @throws SlackAnswerException if the answer is any other than Slack's {@code ok}
     * @throws IOException if there is none in time
     */
    @Override
    public void process(Exchange exchange) throws Exception {
        SlackPost post = exchange.getMessage().getMandatoryBody(SlackPost.class);
        URI url = settings.url(post.channel()).orElseThrow(() -> new NoWebhookException(post.channel()));
        try (Response response = client.get().postJsonBody(url.toString(), post.message())) {
            String answer = response.peekBody(LONGEST_ANSWER).string().strip();
            if (response.code() != OK || !"ok".equals(answer)) {
                throw new SlackAnswerException(
                        response.code(),
                        Optional.of(answer).filter(text -> WORD.matcher(text).matches()),
                        RetryAfter.read(response.header("Retry-After"), clock));
            }
        }
    }
}
