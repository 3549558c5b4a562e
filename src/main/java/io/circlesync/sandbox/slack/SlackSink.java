package io.circlesync.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import io.circlesync.sandbox.received.Received;
import io.circlesync.sandbox.received.Recent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Message;

/** Stands in for Slack's incoming webhooks, and keeps what they were told. */
public final class SlackSink {

    /** How many messages are kept. */
    public static final int MOST = 100;

    /**
     * A message as it came.
     *
     * @param channel the name of its channel; null where it has none
     * @param blocks null where there were none
     */
    public record SlackMessage(long id, Instant at, String channel, String text, JsonNode blocks) {}

    private final Recent<SlackMessage> messages;
    private final Clock clock;

    /** @param received where the messages are kept */
    public SlackSink(Received received, Clock clock) {
        this.messages = received.latest("slack", SlackMessage.class, MOST);
        this.clock = clock;
    }

    /** Answers {@code ok}, or 400 and one of Slack's words. */
    public void receive(@Body String body, @Header("channel") String channel, Exchange exchange) {
        Optional<String> refusal = refusal(Json.object(body), channel);
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, refusal.isPresent() ? 400 : 200);
        answer.setBody(refusal.orElse("ok"));
    }

    /** Newest first. */
    public List<SlackMessage> messages() {
        return messages.list();
    }

    private Optional<String> refusal(Optional<JsonNode> payload, String channel) {
        if (payload.isEmpty()) {
            return Optional.of("invalid_payload");
        }
        JsonNode message = payload.get();
        JsonNode blocks = message.path("blocks");
        if (!blocks.isMissingNode() && !blocks.isArray()) {
            return Optional.of("invalid_blocks");
        }
        if (message.path("text").asText("").isBlank() && blocks.isEmpty()) {
            return Optional.of("no_text");
        }
        messages.add(id -> new SlackMessage(
                id, clock.instant(), channel, message.path("text").asText(""), blocks.isArray() ? blocks : null));
        return Optional.empty();
    }
}
