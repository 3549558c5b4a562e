package io.circlesync.slack;

import com.slack.api.model.Message;
import com.slack.api.util.http.SlackHttpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Response;
import org.apache.camel.Exchange;
import org.apache.camel.component.slack.SlackEndpoint;
import org.apache.camel.support.DefaultProducer;

/** Posts a message to Slack's incoming webhook. Only 200 with the word {@code ok} is Slack's yes. */
final class WebhookProducer extends DefaultProducer {

    private static final int OK = 200;
    /** Slack's own answers are one word; of a page only the beginning is read. */
    private static final long LONGEST_ANSWER = 4096;

    private static final Pattern WORD = Pattern.compile("[A-Za-z_]{1,60}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final SlackEndpoint endpoint;
    private final SlackHttpClient client;

    WebhookProducer(SlackEndpoint endpoint, SlackHttpClient client) {
        super(endpoint);
        this.endpoint = endpoint;
        this.client = client;
    }

    /**
     * Posts the body, a {@link Message}.
     *
     * @throws SlackAnswerException if the answer is any other than Slack's {@code ok}
     * @throws IOException if there is none in time
     */
    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage().getMandatoryBody(Message.class);
        try (Response response = client.postJsonBody(endpoint.getWebhookUrl(), message)) {
            String answer = response.peekBody(LONGEST_ANSWER).string().strip();
            if (response.code() != OK || !"ok".equals(answer)) {
                throw new SlackAnswerException(
                        response.code(),
                        Optional.of(answer).filter(text -> WORD.matcher(text).matches()),
                        retryAfter(response));
            }
        }
    }

    private static Optional<Duration> retryAfter(Response response) {
        return Optional.ofNullable(response.header("Retry-After"))
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(asked -> asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked);
    }
}
