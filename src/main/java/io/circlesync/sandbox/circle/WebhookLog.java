package io.circlesync.sandbox.circle;

import io.circlesync.json.Json;
import io.circlesync.sandbox.received.Received;
import io.circlesync.sandbox.received.Recent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the webhooks that the stand-in for Circle sends, and remembers what became of them. */
public final class WebhookLog {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookLog.class);
    private static final int MOST = 100;

    /** One webhook; {@code status} is what the service answered, or 0 when there was no answer. */
    public record Sent(long id, Instant at, String type, long memberId, String field, int status) {}

    private final Recent<Sent> sent;
    private final Optional<String> secret;
    private final Clock clock;

    WebhookLog(Received received, Optional<String> secret, Clock clock) {
        this.sent = received.latest("webhook", Sent.class, MOST);
        this.secret = secret;
        this.clock = clock;
    }

    /** Turns an event into the request that Circle's workflow makes. */
    public void write(@Body WorkflowEvent event, Exchange exchange) {
        Message request = exchange.getMessage();
        request.removeHeaders("*");
        request.setHeader(Exchange.HTTP_METHOD, "POST");
        request.setHeader(Exchange.CONTENT_TYPE, "application/json");
        secret.ifPresent(value -> request.setHeader("Authorization", "Bearer " + value));
        request.setBody(Json.write(event));
    }

    /** Remembers the answer. */
    public void answered(@Variable("event") WorkflowEvent event, @Header(Exchange.HTTP_RESPONSE_CODE) int status) {
        if (status >= 300) {
            LOG.warn("The webhook refused {} of member {} with status {}", event.type(), event.memberId(), status);
        }
        remember(event, status);
    }

    /** Remembers that there was no answer. */
    public void failed(
            @Variable("event") WorkflowEvent event, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        LOG.warn("The webhook did not answer {} of member {}: {}", event.type(), event.memberId(), cause.toString());
        remember(event, 0);
    }

    /** Newest first. */
    public List<Sent> sent() {
        return sent.list();
    }

    private void remember(WorkflowEvent event, int status) {
        String field = event.data().getOrDefault("profile_field_key", "").toString();
        sent.add(id -> new Sent(id, clock.instant(), event.type(), event.memberId(), field, status));
    }
}
